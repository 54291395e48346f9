using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Microsoft.Extensions.Logging;

namespace TypedJobs.Workers;

/// <summary>
/// A handler at work, and the lease of its job. Where the time of handlers is limited, it runs beside the slot that waits for it: one that never ends, or blocks its
/// thread, can then be left behind.
/// </summary>
/// <remarks>It runs one job after the other, as long as its lease can: not after one that was cancelled, so a handler that was left behind has it for itself.</remarks>
internal sealed class HandlerRun : IThreadPoolWorkItem, IValueTaskSource<JobOutcome?>
{
    private readonly IHandlerScopeFactory _scopes;
    private readonly TimeSpan? _timeout;
    private readonly Action<HandlerRun> _free;
    private readonly ILogger _logger;
    private readonly Lease _lease;
    private ManualResetValueTaskSourceCore<JobOutcome?> _outcome;
    private ExecutionContext? _context;
    private JobContext _job = null!;
    private CancellationToken _token;
    private bool _isOver;

    /// <param name="scopes">Makes handlers.</param>
    /// <param name="timeout">How long a handler may take; null if that does not matter.</param>
    /// <param name="free">Takes this back when it can run another job.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the log.</param>
    public HandlerRun(IHandlerScopeFactory scopes, TimeSpan? timeout, Action<HandlerRun> free, TimeProvider time, ILogger logger)
    {
        (_scopes, _timeout, _free, _logger) = (scopes, timeout, free, logger);
        _lease = new Lease(timeout, LeaveBehind, time, logger);
    }

    /// <summary>Runs the handler, holding the job meanwhile.</summary>
    /// <param name="job">The job, with its payload.</param>
    /// <param name="shutdown">Cancelled when handlers must end because the worker does.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<JobOutcome> RunAsync(JobContext job, CancellationToken shutdown)
    {
        var token = _lease.Begin(job, shutdown);
        var outcome = await HandleAsync(job, token).ConfigureAwait(false) ?? Abandon(job);
        await _lease.EndAsync().ConfigureAwait(false);
        if (_lease.IsReusable)
        {
            _free(this);
        }

        return outcome;
    }

    private ValueTask<JobOutcome?> HandleAsync(JobContext job, CancellationToken token)
    {
        _outcome.Reset();
        (_job, _token, _isOver) = (job, token, false);
        if (_timeout is null)
        {
            Begin();
        }
        else
        {
            _context = ExecutionContext.Capture();
            _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }

        return new(this, _outcome.Version);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_context is { } context)
        {
            ExecutionContext.Run(context, static run => ((HandlerRun)run!).Begin(), this);
        }
        else
        {
            Begin();
        }
    }

    private void Begin() => Unawaited.Run(HandleToEndAsync(_job, _token));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask HandleToEndAsync(JobContext job, CancellationToken token)
    {
        JobOutcome outcome;
        try
        {
            job.Payload = job.Route.Upgrade(job.Payload!);
            job.Scope = _scopes.CreateScope();
            await HandleInScopeAsync(job, job.Scope, token).ConfigureAwait(false);
            outcome = job.Requested ?? JobOutcome.Completed;
        }
#pragma warning disable CA1031 // Whatever a handler throws is for its job's sake.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Much that is cancelled throws something else than OperationCanceledException. After a shutdown or a lost lease nothing that is thrown
            // counts: if the job has a fault of its own, it will show it again.
            outcome = job.CancellationReason switch
            {
                JobCancellationReason.Shutdown => JobOutcome.GivenBack with { Exception = Unexpected(exception) },
                JobCancellationReason.LeaseLost => JobOutcome.Lost with { Exception = Unexpected(exception) },
                JobCancellationReason.HandlerTimeout when exception is OperationCanceledException => JobOutcome.Failed(TimedOut(exception)),
                JobCancellationReason.None when exception is OperationCanceledException && job.Stopping.IsCancellationRequested => JobOutcome.GivenBack,
                _ => JobOutcome.Failed(exception),
            };
        }

        if (!Interlocked.Exchange(ref _isOver, true))
        {
            // The slot goes on on this thread, which has nothing else to do.
            _outcome.RunContinuationsAsynchronously = false;
            _outcome.SetResult(outcome);
        }
        else if (Unexpected(outcome.Exception) is { } unheard)
        {
            var (name, _, id, eventId) = job.Identity;
            Log.ThrewInVain(_logger, name, id, eventId, unheard);
        }
    }

    /// <summary>What a cancellation does not explain.</summary>
    private static Exception? Unexpected(Exception? exception) => exception is OperationCanceledException ? null : exception;

    /// <summary>
    /// The scope is disposed before the job is settled: what a scope does at its end (a unit of work that is committed) belongs to the work,
    /// and if it fails, the job has failed. But it does not hide why the handler has.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask HandleInScopeAsync(JobContext job, IHandlerScope scope, CancellationToken token)
    {
        var handled = false;
        try
        {
            await job.Route.Pipeline(job, token).ConfigureAwait(false);
            handled = true;
        }
        finally
        {
            try
            {
                await scope.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (!handled)
            {
                var (name, _, id, eventId) = job.Identity;
                Log.ScopeFailed(_logger, name, id, eventId, exception);
            }
        }
    }

    /// <summary>Called when the handler did not even end after its token was cancelled.</summary>
    private void LeaveBehind()
    {
        if (!Interlocked.Exchange(ref _isOver, true))
        {
            _outcome.RunContinuationsAsynchronously = true;
            _outcome.SetResult(null);
        }
    }

    private JobOutcome Abandon(JobContext job)
    {
        var (name, _, id, eventId) = job.Identity;
        Log.HandlerAbandoned(_logger, name, id, eventId, HandlerRunner.Grace, _timeout!.Value);
        return JobOutcome.Failed(TimedOut(cause: null));
    }

    private TimeoutException TimedOut(Exception? cause) => new($"The handler did not end within {_timeout}.", cause);

    JobOutcome? IValueTaskSource<JobOutcome?>.GetResult(short token) => _outcome.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<JobOutcome?>.GetStatus(short token) => _outcome.GetStatus(token);

    void IValueTaskSource<JobOutcome?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _outcome.OnCompleted(continuation, state, token, flags);
}
