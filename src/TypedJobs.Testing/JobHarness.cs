using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Brokers;
using TypedJobs.Embedded;
using TypedJobs.Hosting;
using TypedJobs.Testing.Running;
using TypedJobs.Workers;

namespace TypedJobs.Testing;

/// <summary>
/// An application's jobs, run by a test: its services and its workers as in production, on a broker in memory and a clock that only the test moves. Nothing runs by
/// itself: jobs are run when the test says so, one after the other, and so in the same order each time.
/// </summary>
/// <remarks>
/// <para>
/// What runs is what runs in production: payloads go through JSON, handlers through the container, middleware, rules of retrying and failure records apply. Three things
/// differ: one job runs at a time, whatever the worker's concurrency; a backoff is the longest that production could choose; and hosted services are not started.
/// </para>
/// <para>Each harness has a broker and a clock of its own, so tests with one can run side by side. A harness serves one test at a time.</para>
/// </remarks>
public sealed partial class JobHarness : IAsyncDisposable
{
    private readonly JobHarnessOptions _options;
    private readonly ServiceProvider _provider;
    private readonly AsyncServiceScope _scope;

    [SuppressMessage("Usage", "CA2213", Justification = "It belongs to the container.")]
    private readonly EmbeddedBroker _embedded;

    private readonly HarnessClock _clock = new();
    private readonly JobRun _run;
    private readonly List<WorkerLane> _lanes;
    private readonly List<JobResult> _results = [];
    private int _isRunning;
    private bool _isDisposed;

    /// <summary>Creates a harness with an application's services.</summary>
    /// <param name="configure">Adds them, as the application's start does; none if null.</param>
    /// <param name="options">The bounds; the defaults if null.</param>
    /// <exception cref="JobTestException">The container lacks something that a handler needs; the message names it.</exception>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public JobHarness(Action<IServiceCollection>? configure = null, JobHarnessOptions? options = null)
        : this(Configured(configure), options)
    {
    }

    /// <summary>Creates a harness with an application's services.</summary>
    /// <param name="services">
    /// The services, with <c>AddTypedJobs</c> and <c>AddWorker</c> as in production; which server they say, and which <see cref="TimeProvider"/>, does not matter. The collection
    /// is not changed.
    /// </param>
    /// <param name="options">The bounds; the defaults if null.</param>
    /// <exception cref="JobTestException">The container lacks something that a handler needs; the message names it.</exception>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public JobHarness(IServiceCollection services, JobHarnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        _options = options ?? new JobHarnessOptions();
        _options.Validate();
        var witness = new HandlerWitness(_clock);
        _run = new JobRun(witness, _options.HandlerLimit);
        _provider = HarnessServices.Build(services, _clock, witness);
        try
        {
            _scope = _provider.CreateAsyncScope();
            _embedded = _provider.GetRequiredService<EmbeddedBroker>();
            Jobs = (RecordingJobClient)_scope.ServiceProvider.GetRequiredService<IJobClient>();
            var workers = _provider.GetServices<HostedWorker>().Select(static hosted => hosted.Worker).ToList();
            HarnessServices.RequireHandlers(_provider, services, workers);
            var broker = _provider.GetRequiredService<IJobBroker>();
            _lanes = [.. workers.Select(worker => new WorkerLane(worker, broker))];
        }
        catch
        {
            _provider.Dispose();
            throw;
        }
    }

    /// <summary>The application's services, in a scope that lives as long as the harness.</summary>
    public IServiceProvider Services => _scope.ServiceProvider;

    /// <summary>
    /// The application's client: jobs that the test enqueues go to its workers. It has recorded everything that was enqueued, by handlers too.
    /// </summary>
    public RecordingJobClient Jobs { get; }

    /// <summary>The clock of the broker, of the workers, and of everything that takes a <see cref="TimeProvider"/> from <see cref="Services"/>.</summary>
    public FakeTimeProvider Clock => _clock;

    /// <summary>Every run of a job so far, but for those of <see cref="RunAsync"/>.</summary>
    public JobResults Results => new([.. _results]);

    /// <summary>
    /// Runs every job that is due now, and those that become due meanwhile without the clock moving, such as jobs that a handler enqueues. Each worker in the order in
    /// which they were added, and its jobs as the broker gives them: by priority, then as they were enqueued.
    /// </summary>
    /// <param name="cancellationToken">
    /// Cancelled to stop as a worker stops whose shutdown timeout is over: the token of the handler that runs is cancelled, its job goes back, and no other is run.
    /// </param>
    /// <returns>What was run, in order.</returns>
    /// <exception cref="JobTestException">
    /// A handler has not ended within <see cref="JobHarnessOptions.HandlerLimit"/>, there were more jobs than <see cref="JobHarnessOptions.JobLimit"/>, or a job was enqueued
    /// that no worker handles.
    /// </exception>
    /// <exception cref="InvalidOperationException">Jobs are being run already.</exception>
    public async Task<JobResults> RunDueAsync(CancellationToken cancellationToken = default)
    {
        using var turn = TakeTurn();
        List<JobResult> results = [];
        await RunDueAsync(results, cancellationToken).ConfigureAwait(false);
        return new JobResults(results);
    }

    /// <summary>
    /// Runs jobs until none is left that is due or delayed, moving the clock to the next one whenever none is due. What is buried stays so.
    /// </summary>
    /// <param name="cancellationToken">As with <see cref="RunDueAsync(CancellationToken)"/>.</param>
    /// <returns>What was run, in order.</returns>
    /// <exception cref="JobTestException">As with <see cref="RunDueAsync(CancellationToken)"/>: jobs that enqueue themselves for ever reach the limit.</exception>
    /// <exception cref="InvalidOperationException">Jobs are being run already.</exception>
    public async Task<JobResults> DrainAsync(CancellationToken cancellationToken = default)
    {
        using var turn = TakeTurn();
        List<JobResult> results = [];
        await RunDueAsync(results, cancellationToken).ConfigureAwait(false);
        while (!cancellationToken.IsCancellationRequested && _embedded.UntilNextDeadline is { } wait)
        {
            Clock.Advance(wait);
            await RunDueAsync(results, cancellationToken).ConfigureAwait(false);
        }

        return new JobResults(results);
    }

    /// <summary>
    /// Moves the clock. Delays, backoffs and pauses that end by then have ended when this returns, and so have waits of the application's that take their time from the
    /// clock; jobs are not run. While a job is being run, its worker keeps it however far the clock is moved, as it does in production.
    /// </summary>
    /// <param name="by">How far, at least zero.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public async Task AdvanceAsync(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        for (var left = by; left > TimeSpan.Zero;)
        {
            // The worker's own touches come too late for a clock that leaps: they need a moment of real time.
            var step = left;
            if (_run.Current is { } job && await job.GetRecordAsync(CancellationToken.None).ConfigureAwait(false) is { } record)
            {
                await job.TouchAsync(CancellationToken.None).ConfigureAwait(false);
                step = record.TimeToRun / 2 < left ? record.TimeToRun / 2 : left;
            }

            Clock.Advance(step);
            left -= step;
        }
    }

    /// <summary>
    /// Waits, while a job is being run, until its handler waits for the clock: until it has set a timer on it (<c>Task.Delay</c>, <c>CancelAfter</c> and the like with a
    /// <see cref="TimeProvider"/>), or one more than when this was called before. Then the clock can be moved.
    /// </summary>
    /// <exception cref="JobTestException">No job is being run, or the run has ended meanwhile.</exception>
    public async Task HandlerWaitsAsync()
    {
        if (!await _clock.TimerSetAsync().ConfigureAwait(false))
        {
            throw new JobTestException("No handler waits for the clock: no job is being run any more. Keep the task of the run, and await it only after the clock was moved.");
        }
    }

    /// <summary>Ends the broker with its jobs, and disposes the application's services.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            foreach (var lane in _lanes)
            {
                await lane.DisposeAsync().ConfigureAwait(false);
            }

            await _scope.DisposeAsync().ConfigureAwait(false);
            await _provider.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static ServiceCollection Configured(Action<IServiceCollection>? configure)
    {
        var services = new ServiceCollection();
        configure?.Invoke(services);
        return services;
    }

    private async Task RunDueAsync(List<JobResult> results, CancellationToken cancellationToken)
    {
        bool ranAny;
        do
        {
            ranAny = false;
            foreach (var lane in _lanes)
            {
                while (!cancellationToken.IsCancellationRequested && await RunNextAsync(lane, cancellationToken).ConfigureAwait(false) is { } result)
                {
                    ranAny = true;
                    results.Add(result);
                    _results.Add(result);
                    RequireAnEnd(results);
                }
            }
        }
        while (ranAny);
        RequireWorkers();
    }

    private async Task<JobResult?> RunNextAsync(WorkerLane lane, CancellationToken cancellationToken)
    {
        if (await lane.TakeAsync().ConfigureAwait(false) is not { } delivery)
        {
            return null;
        }

        JobResult result;
        await using (delivery.ConfigureAwait(false))
        {
            result = await _run.RunAsync(lane.Worker, delivery, cancellationToken).ConfigureAwait(false);
        }

        if (result is { Ending: JobEnding.GivenBack, Delay: null })
        {
            await ReturnedAsync(delivery.Id).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Ends when the broker has taken back a job that was not settled: it goes back with its connection.</summary>
    private async Task ReturnedAsync(JobId job)
    {
        var look = await _embedded.ConnectAsync().ConfigureAwait(false);
        await using (look.ConfigureAwait(false))
        {
            // The broker is in this process, and has been told: it needs no more than a moment.
            while ((await look.StatsJobAsync(job.Number).ConfigureAwait(false))?.State == Beanstalk.JobState.Reserved)
            {
            }
        }
    }

    private void RequireAnEnd(List<JobResult> results)
    {
        if (results.Count > _options.JobLimit)
        {
            throw new JobTestException(string.Create(
                CultureInfo.InvariantCulture,
                $"There is no end of jobs: more than {_options.JobLimit} ({nameof(JobHarnessOptions)}.{nameof(JobHarnessOptions.JobLimit)}) were run. Does a job enqueue itself? {new JobResults(results)}"));
        }
    }

    private void RequireWorkers()
    {
        if (!_options.LeaveUnhandledJobs && Jobs.AllEnqueued.FirstOrDefault(job => !_lanes.Exists(lane => lane.Worker.Tubes.Contains(job.Tube))) is { } unhandled)
        {
            throw new JobTestException(
                $"No worker of these services takes jobs from the tube '{unhandled.Tube}', so this one would wait for ever: {unhandled}. Add its worker with AddWorker, or, if another application handles it, set {nameof(JobHarnessOptions)}.{nameof(JobHarnessOptions.LeaveUnhandledJobs)}.");
        }
    }

    private Turn TakeTurn()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
        {
            throw new InvalidOperationException("The harness is running jobs already: await that run first. Only the clock can be moved meanwhile.");
        }

        _clock.BeginRun();
        return new Turn(this);
    }

    private readonly struct Turn(JobHarness harness) : IDisposable
    {
        public void Dispose()
        {
            harness._clock.EndRun();
            Volatile.Write(ref harness._isRunning, 0);
        }
    }
}
