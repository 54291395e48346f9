using System.Diagnostics;
using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Stress.Jobs;

/// <summary>Does what a job's plan says, and writes down when it begins, when it ends and what it asks for: before the worker hears of it.</summary>
internal sealed class PlanFollower(Ledger ledger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public async Task FollowAsync(string key, Plan plan, JobContext context, CancellationToken cancellationToken)
    {
        var job = Ledger.ShortId(context.Id.ToString());
        var run = ledger.NextRun();
        ledger.Write(LedgerEvent.Started, key, job, run, Ledger.ShortId(context.EventId));
        if (StressMiddleware.Current != context.Id)
        {
            ledger.Write(LedgerEvent.Amiss, key, job, run, "the middleware does not stand around its handler");
        }

        try
        {
            var asked = await ActAsync(key, plan, context, cancellationToken);
            ledger.Write(LedgerEvent.Finished, key, job, run, asked.ToString());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var asked = context.CancellationReason == JobCancellationReason.HandlerTimeout ? Asked.Timeout : Asked.Nothing;
            ledger.Write(LedgerEvent.Finished, key, job, run, asked.ToString());
            throw;
        }
        catch
        {
            ledger.Write(LedgerEvent.Finished, key, job, run, nameof(Asked.Retry));
            throw;
        }
    }

    private async Task<Asked> ActAsync(string key, Plan plan, JobContext context, CancellationToken cancellationToken)
    {
        switch (plan)
        {
            case Plan.Dawdle:
                await Task.Delay(Chance.Between(ShortestPause, LongestPause), cancellationToken);
                return Asked.Completion;
            case Plan.OutlastTimeToRun:
                await Task.Delay(StressJobs.LongerThanTimeToRun, cancellationToken);
                return Asked.Completion;
            case Plan.HangAtFirst when await context.GetAttemptAsync(cancellationToken) == 1:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                throw new UnreachableException();
            case Plan.SnoozeAtFirst when context.SnoozeCount < StressJobs.FailuresAtFirst:
                context.Snooze(TimeSpan.FromSeconds(1));
                return Asked.Snooze;
            case Plan.ThrowAtFirst when await context.GetAttemptAsync(cancellationToken) <= StressJobs.FailuresAtFirst:
            case Plan.ThrowAlways:
                throw new InvalidOperationException("This job fails as planned.");
            case Plan.RetryAtFirst when await context.GetAttemptAsync(cancellationToken) <= StressJobs.FailuresAtFirst:
                context.Retry(TimeSpan.Zero, "This job is retried as planned.");
                return Asked.Retry;
            case Plan.Bury:
                context.Bury("This job is buried as planned.");
                return Asked.Burial;
            case Plan.EndProcess when Chance.Coin():
            case Plan.EndProcessAlways:
                ledger.Write(LedgerEvent.Ending, ledger.Process, detail: key);
                Process.GetCurrentProcess().Kill();
                throw new UnreachableException();
            default:
                await Task.Yield();
                return Asked.Completion;
        }
    }
}

/// <summary>Handles the job with a tube of its own.</summary>
internal sealed class OwnTubeHandler(PlanFollower plans) : IJobHandler<OwnTubeJob>
{
    public Task HandleAsync(OwnTubeJob job, JobContext context, CancellationToken cancellationToken)
        => plans.FollowAsync(job.Key, job.Plan, context, cancellationToken);
}

/// <summary>Handles one job of the shared tube.</summary>
internal sealed class FirstSharedHandler(PlanFollower plans) : IJobHandler<FirstSharedJob>
{
    public Task HandleAsync(FirstSharedJob job, JobContext context, CancellationToken cancellationToken)
        => plans.FollowAsync(job.Key, job.Plan, context, cancellationToken);
}

/// <summary>Handles the other job of the shared tube.</summary>
internal sealed class SecondSharedHandler(PlanFollower plans) : IJobHandler<SecondSharedJob>
{
    public Task HandleAsync(SecondSharedJob job, JobContext context, CancellationToken cancellationToken)
        => plans.FollowAsync(job.Key, job.Plan, context, cancellationToken);
}

/// <summary>Handles the bare job.</summary>
internal sealed class BareHandler(PlanFollower plans) : IJobHandler<BareJob>
{
    public Task HandleAsync(BareJob job, JobContext context, CancellationToken cancellationToken)
        => plans.FollowAsync(job.Key, job.Plan, context, cancellationToken);
}

/// <summary>Handles the job of which only so many run at once, and looks whether more do.</summary>
internal sealed class LimitedHandler(PlanFollower plans, Ledger ledger) : IJobHandler<LimitedJob>
{
    private static int _running;

    public async Task HandleAsync(LimitedJob job, JobContext context, CancellationToken cancellationToken)
    {
        var running = Interlocked.Increment(ref _running);
        try
        {
            if (running > StressJobs.MaxConcurrency)
            {
                ledger.Write(LedgerEvent.Amiss, job.Key, detail: $"{running} of its kind run at once");
            }

            await plans.FollowAsync(job.Key, job.Plan, context, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}

/// <summary>Leaves a mark around each handler.</summary>
internal sealed class StressMiddleware : IJobMiddleware
{
    private static readonly AsyncLocal<JobId> Running = new();

    /// <summary>The job around whose handler it stands.</summary>
    public static JobId Current => Running.Value;

    public async Task InvokeAsync(JobContext context, JobPipeline inner, CancellationToken cancellationToken)
    {
        Running.Value = context.Id;
        await inner(context, cancellationToken);
    }
}
