using Microsoft.Extensions.Logging;
using TypedJobs.Envelopes;

namespace TypedJobs.Workers;

/// <summary>Runs a job's handler in a scope of its own, and says what becomes of the job.</summary>
/// <param name="scopes">Makes handlers.</param>
/// <param name="timeout">How long a handler may take; null if that does not matter.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes the log.</param>
internal sealed class HandlerRunner(IHandlerScopeFactory scopes, TimeSpan? timeout, TimeProvider time, ILogger logger)
{
    /// <summary>How long a cancelled handler has to end in order, before the worker goes on without it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Runs the handler, holding the job meanwhile.</summary>
    /// <exception cref="UnreadableJobException">The payload is not what the record says; the handler was not run.</exception>
    public async Task<JobOutcome> RunAsync(ReceivedJob job, WorkerStop stop)
    {
        var payload = job.Route.Read(job.Data.Span);
        var lease = new Lease(job.Delivery, job.Identity, timeout, time, logger, stop.HandlersEnd);
        await using (lease.ConfigureAwait(false))
        {
            return await (timeout is { } limit ? RunWithinAsync(job, payload, lease, stop, limit) : RunAsync(job, payload, lease, stop)).ConfigureAwait(false);
        }
    }

    private async Task<JobOutcome> RunWithinAsync(ReceivedJob job, object payload, Lease lease, WorkerStop stop, TimeSpan limit)
    {
        // On another thread: a handler that blocks its own must not block the clock that bounds it.
        var handling = Task.Run(() => RunAsync(job, payload, lease, stop), CancellationToken.None);
        try
        {
            return await handling.WaitAsync(limit + Grace, time).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!handling.IsCompleted)
        {
            var (name, _, id, eventId) = job.Identity;
            Log.HandlerAbandoned(logger, name, id, eventId, Grace, limit);
            return JobOutcome.Failed(TimedOut(cause: null));
        }
    }

    private async Task<JobOutcome> RunAsync(ReceivedJob job, object payload, Lease lease, WorkerStop stop)
    {
        try
        {
            var upgraded = job.Route.Upgrade(payload);
            var scope = scopes.CreateScope();
            var context = new JobContext(job, upgraded, scope, lease, stop.Begun);
            await RunAsync(job, context, scope, lease.Token).ConfigureAwait(false);
            return context.Requested ?? JobOutcome.Completed;
        }
#pragma warning disable CA1031 // Whatever a handler throws is for its job's sake.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Much that is cancelled throws something else than OperationCanceledException. After a shutdown or a lost lease nothing that is thrown
            // counts: if the job has a fault of its own, it will show it again.
            return lease.Reason switch
            {
                JobCancellationReason.Shutdown => JobOutcome.GivenBack,
                JobCancellationReason.LeaseLost => JobOutcome.Lost,
                JobCancellationReason.HandlerTimeout when exception is OperationCanceledException => JobOutcome.Failed(TimedOut(exception)),
                JobCancellationReason.None when exception is OperationCanceledException && stop.Begun.IsCancellationRequested => JobOutcome.GivenBack,
                _ => JobOutcome.Failed(exception),
            };
        }
    }

    /// <summary>
    /// The scope is disposed before the job is settled: what a scope does at its end (a unit of work that is committed) belongs to the work,
    /// and if it fails, the job has failed. But it does not hide why the handler has.
    /// </summary>
    private async Task RunAsync(ReceivedJob job, JobContext context, IHandlerScope scope, CancellationToken cancellationToken)
    {
        var handled = false;
        try
        {
            await job.Route.Pipeline(context, cancellationToken).ConfigureAwait(false);
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
                Log.ScopeFailed(logger, name, id, eventId, exception);
            }
        }
    }

    private TimeoutException TimedOut(Exception? cause) => new($"The handler did not end within {timeout}.", cause);
}
