using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Brokers;
using TypedJobs.CompilerServices;
using TypedJobs.Dispatch;
using TypedJobs.Retries;

namespace TypedJobs.Workers;

/// <summary>
/// Takes jobs from a broker and runs their handlers, a fixed number at once. Needs no host.
/// </summary>
/// <remarks>
/// A slot asks for a job only when it is free to run it, so that no job waits here while another worker has nothing to do.
/// A job leaves the queue only after its handler has finished; it may run more than once, when a connection, a process or its time-to-run ends in between.
/// </remarks>
public sealed class Worker
{
    /// <summary>A slot that failed for a reason of its own must not spin.</summary>
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);

    /// <summary>How long a slot waits for a job before it looks again which tubes it may take jobs from.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The same while there are tubes that it must leave alone: a place there may have become free meanwhile.</summary>
    private static readonly TimeSpan PatienceWithClosedTubes = TimeSpan.FromSeconds(1);

    private readonly string _name;
    private readonly IReadOnlyList<JobRoute> _routes;
    private readonly string[] _tubes;
    private readonly int _concurrency;
    private readonly TimeSpan _shutdownTimeout;
    private readonly IJobBroker _broker;
    private readonly JobRunner _runner;
    private readonly PoisonGuard _guard;
    private readonly ConcurrencyLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal Worker(
        string name, IReadOnlyList<JobRoute> routes, IJobBroker broker, IHandlerScopeFactory handlers, WorkerOptions options, ILogger logger, TimeProvider time)
    {
        _name = name;
        _routes = routes;
        _tubes = [.. routes.Select(static route => route.Contract.Tube).Distinct(StringComparer.Ordinal)];
        _concurrency = options.Concurrency;
        _shutdownTimeout = options.ShutdownTimeout;
        _broker = broker;
        _time = time;
        _logger = logger;
        var made = routes.Select(route => new WorkerRoute(route, options.Middleware)).ToList();
        var table = new DispatchTable<WorkerRoute>([.. made.Select(static route => (route.Contract.Name, route.Contract.Version, route))]);
        var bare = made.Where(static route => route.Contract.Format == JobFormat.Bare)
            .ToDictionary(static route => route.Contract.Tube, StringComparer.Ordinal);
        _limits = new ConcurrencyLimits([.. routes.Select(static route => route.Contract)]);
        var burial = new Burial($"{Environment.MachineName}/{Environment.ProcessId}/{name}", time, logger);
        var retries = new RetryRules(options.ReadFailurePolicy(), options.RetryDelay, options.Backoff, logger);
        _guard = new PoisonGuard(options.MaxDeliveries, SuspectLane.Of(time), burial, time, logger);
        _runner = new JobRunner(
            table,
            new BareJobs(bare),
            new HandlerRunner(handlers, options.HandlerTimeout, time, logger),
            new JobSettler(broker, retries, burial, logger),
            new StrayJobs(burial, time, logger),
            _guard,
            time,
            logger);
    }

    /// <summary>What it handles, with the earlier versions.</summary>
    internal IReadOnlyList<JobRoute> Routes => _routes;

    /// <summary>Where its jobs wait, without the application's prefix.</summary>
    internal IReadOnlyList<string> Tubes => _tubes;

    /// <summary>What a worker handles, with the earlier versions.</summary>
    internal static IReadOnlyList<JobRoute> RoutesOf<TWorker>()
        where TWorker : IJobWorker
        => [.. TWorker.Routes.SelectMany(static route => route.Earlier().Prepend(route))];

    /// <summary>Creates a worker; it takes no job before it is run.</summary>
    /// <typeparam name="TWorker">A <see cref="JobWorkerAttribute">[JobWorker]</see> class: the jobs, and so the tubes.</typeparam>
    /// <param name="broker">Where the jobs are. It belongs to the caller, and is not disposed here.</param>
    /// <param name="handlers">Makes the handlers: <see cref="JobHandlers"/>, or a container.</param>
    /// <param name="options">The options, read once; the defaults if null.</param>
    /// <param name="loggerFactory">Takes the log; none if null.</param>
    /// <param name="timeProvider">The clock for shutdown, handler timeouts and heartbeats; the system's if null.</param>
    /// <exception cref="ArgumentException">
    /// An option is out of its range, the worker has no job, or <paramref name="handlers"/> does not know a handler; the message names it.
    /// </exception>
    public static Worker Create<TWorker>(
        IJobBroker broker,
        IHandlerScopeFactory handlers,
        WorkerOptions? options = null,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null)
        where TWorker : IJobWorker
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(handlers);
        options ??= new WorkerOptions();
        options.Validate();
        if (TWorker.Routes.Count == 0)
        {
            throw new ArgumentException($"{typeof(TWorker)} has no job, so there is nothing to work on.");
        }

        var routes = RoutesOf<TWorker>();
        RequireOwnTubes(routes);
        if (handlers is JobHandlers known && routes.FirstOrDefault(route => !known.Knows(route.HandlerType)) is { } missing)
        {
            throw new ArgumentException(
                $"Nobody said how to make {missing.HandlerType}, which handles '{missing.Contract.Name}': call {nameof(JobHandlers)}.{nameof(JobHandlers.Add)}(() => new {missing.HandlerType.Name}(…)).",
                nameof(handlers));
        }

        var logger = HarmlessLogger.Of<Worker>(loggerFactory);
        return new Worker(typeof(TWorker).Name, routes, broker, handlers, options, logger, timeProvider ?? TimeProvider.System);
    }

    /// <summary>
    /// Works until it is told to stop. A broker that is down is waited for. Stopping takes no new job at once, gives running handlers
    /// <see cref="WorkerOptions.ShutdownTimeout"/> and then cancels their token; what is not finished by then goes back to the queue at once and is not
    /// counted as failed. A handler that ignores its token for another three seconds is left behind.
    /// </summary>
    /// <param name="stopping">Cancelled to stop the worker; the task then ends without an exception.</param>
    /// <param name="ending">Cancelled to end at once, with the handlers that still run left behind: every job that is held goes back.</param>
    /// <exception cref="ArgumentException">The broker cannot have a tube of one of the names.</exception>
    public async Task RunAsync(CancellationToken stopping, CancellationToken ending = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, ending);
        stopping = either.Token;
        using var told = new CancellationTokenSource();
        using var handlers = new CancellationTokenSource();
        using var threads = new SlotThreads(_concurrency);

        // Disposing it closes its connections: whatever is not settled by then goes back.
        var consumer = _broker.OpenConsumer(_tubes);
        await using (consumer.ConfigureAwait(false))
        {
            Log.WorkerStarted(_logger, _name, string.Join(", ", _tubes), _concurrency);

            // Each on a thread of its own from the start: a handler that never yields must not hold up the others.
            var slots = Task.WhenAll(Enumerable.Range(0, _concurrency)
                .Select(_ => Task.Run(() => RunSlotAsync(consumer, new WorkerStop(stopping, told.Token, handlers.Token)), CancellationToken.None)));
            await SignalledAsync(stopping).ConfigureAwait(false);
            Log.WorkerStopping(_logger, _name, _shutdownTimeout);

            // Callbacks are the handlers' code, which may block, or throw: nobody waits for it.
            _ = told.CancelAsync();
            if (!await EndsWithinAsync(slots, _shutdownTimeout, ending).ConfigureAwait(false))
            {
                if (ending.IsCancellationRequested)
                {
                    Log.WorkerEnding(_logger, _name);
                }
                else
                {
                    Log.HandlersCancelled(_logger, _name, _shutdownTimeout);
                }

                await handlers.CancelAsync().ConfigureAwait(false);
                if (!await EndsWithinAsync(slots, HandlerRunner.Grace, ending).ConfigureAwait(false) && !ending.IsCancellationRequested)
                {
                    Log.HandlersLeftBehind(_logger, _name);
                }
            }
        }

        _guard.LeaveBehind();
        Log.WorkerStopped(_logger, _name);
    }

    /// <summary>
    /// Runs one job that somebody else has received, on the way that every job takes, beside no other. So tests decide which job runs when.
    /// </summary>
    /// <param name="delivery">The job; it is settled, unless the handler was cancelled, and not disposed.</param>
    /// <param name="shutdown">Cancelled when the handler must end.</param>
    /// <returns>What the handler has made of the job; null if it was not run.</returns>
    internal Task<JobOutcome?> RunAsync(IJobDelivery delivery, CancellationToken shutdown)
        => _runner.RunAsync(delivery, ConcurrencyLimits.Places.Unlimited, new WorkerStop(shutdown, shutdown, shutdown)).AsTask();

    /// <summary>The compiler checks this, but a worker can also be put together by hand.</summary>
    private static void RequireOwnTubes(IReadOnlyList<JobRoute> routes)
    {
        foreach (var tube in routes.Select(static route => route.Contract).GroupBy(static contract => contract.Tube, StringComparer.Ordinal))
        {
            if (tube.Count() > 1 && tube.FirstOrDefault(static contract => contract.NeedsOwnTube) is { } particular)
            {
                throw new ArgumentException(
                    $"The job '{particular.Name}' is bare or has a concurrency of its own, so no other job may wait in its tube '{tube.Key}'; '{tube.First(job => job != particular).Name}' does.");
            }
        }
    }

    private async Task RunSlotAsync(IJobConsumer consumer, WorkerStop stop)
    {
        Action<IReadOnlyCollection<string>> reopen = consumer.Reopen;
        while (!stop.Begun.IsCancellationRequested)
        {
            try
            {
                using var places = await _limits.TakeAsync(reopen, stop.Begun).ConfigureAwait(false);
                var patience = places.Closed.Count > 0 ? PatienceWithClosedTubes : Patience;
                if (await consumer.ReceiveAsync(places.Closed, patience, stop.Begun).ConfigureAwait(false) is { } delivery)
                {
                    await using (delivery.ConfigureAwait(false))
                    {
                        await _runner.RunAsync(delivery, places, stop).ConfigureAwait(false);
                    }
                }
            }
            catch (OperationCanceledException) when (stop.Begun.IsCancellationRequested)
            {
                // Only the receive ends so.
            }
#pragma warning disable CA1031 // Nothing ends a slot but the stop.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.SlotFailed(_logger, _name, exception);
                await Task.Delay(PauseAfterError, _time, stop.Begun).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await RunLeftoversAsync(consumer, stop).ConfigureAwait(false);
    }

    /// <summary>
    /// What was asked for before the stop has come to this worker alone. Unrun it would be held, by nobody, until the last handler has ended.
    /// </summary>
    private async Task RunLeftoversAsync(IJobConsumer consumer, WorkerStop stop)
    {
        // Not on the thread that stops the worker: handlers may block it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (!stop.HandlersEnd.IsCancellationRequested)
            {
                using var places = await _limits.TakeAsync(consumer.Reopen, stop.Begun).ConfigureAwait(false);
                if (await consumer.ReceiveLeftoverAsync(places.Closed).ConfigureAwait(false) is not { } delivery)
                {
                    return;
                }

                await using (delivery.ConfigureAwait(false))
                {
                    await _runner.RunAsync(delivery, places, stop).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stop.Begun.IsCancellationRequested)
        {
            // Each kind has as many running as it may.
        }
#pragma warning disable CA1031 // The others stop in order all the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.SlotFailed(_logger, _name, exception);
        }
    }

    private static Task SignalledAsync(CancellationToken stopping)
    {
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stopping.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), signalled);
        return signalled.Task;
    }

    private async Task<bool> EndsWithinAsync(Task slots, TimeSpan timeout, CancellationToken ending)
    {
        try
        {
            await slots.WaitAsync(timeout, _time, ending).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
