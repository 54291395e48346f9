using System.Diagnostics;
using System.Globalization;
using TypedJobs.Brokers;
using TypedJobs.Envelopes;
using TypedJobs.Workers;

namespace TypedJobs.Testing.Running;

/// <summary>Runs one job through a worker and tells what has become of it. One at a time.</summary>
/// <param name="witness">A middleware of every worker that runs here.</param>
/// <param name="limit">How long a handler may take, in real time.</param>
internal sealed class JobRun(HandlerWitness witness, TimeSpan limit)
{
    private volatile ObservedDelivery? _current;

    /// <summary>The middleware that each worker must have.</summary>
    public HandlerWitness Witness => witness;

    /// <summary>The job that is being run; null if none is.</summary>
    public IJobDelivery? Current => _current;

    /// <exception cref="JobTestException">The handler has not ended in time.</exception>
    public async Task<JobResult> RunAsync(Worker worker, IJobDelivery job, CancellationToken cancellationToken)
    {
        var record = await job.GetRecordAsync(CancellationToken.None).ConfigureAwait(false)
            ?? throw new JobTestException($"Somebody has deleted job {job.Id} before it was run.");
        var attempt = record.Failures + record.Burials + 1;
        var name = EnvelopeReader.FindType(job.Body.Span) ?? record.Tube;
        var delivery = new ObservedDelivery(job);
        witness.Payload = null;
        _current = delivery;
        try
        {
            var outcome = await EndAsync(token => worker.RunAsync(delivery, token), $"'{name}' (job {job.Id}, attempt {attempt})", cancellationToken).ConfigureAwait(false);
            var ending = Ending(delivery, outcome);
            return new JobResult
            {
                Id = job.Id,
                Name = name,
                Job = witness.Payload,
                Attempt = attempt,
                Ending = ending,
                Delay = (ending == JobEnding.Snoozed ? outcome?.Delay : delivery.ReleasedFor) is { } wait ? WholeSeconds.Of(wait) : null,
                Reason = delivery.BurialReason ?? outcome?.Reason,
                Exception = outcome?.Exception,
            };
        }
        finally
        {
            _current = null;
        }
    }

    private static JobEnding Ending(ObservedDelivery delivery, JobOutcome? outcome)
        => delivery switch
        {
            { IsCompleted: true } => outcome?.Verdict == Verdict.Snooze ? JobEnding.Snoozed : JobEnding.Completed,
            { IsBuried: true } => JobEnding.Buried,
            { ReleasedFor: not null } when outcome is not null => JobEnding.Retried,
            _ => JobEnding.GivenBack,
        };

    /// <summary>On another thread, so that a handler that blocks its own is noticed too.</summary>
    private async Task<JobOutcome?> EndAsync(Func<CancellationToken, Task<JobOutcome?>> run, string job, CancellationToken cancellationToken)
    {
        using var shutdown = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Task.Run(() => run(shutdown.Token), CancellationToken.None);
        try
        {
            return await running.WaitAsync(Debugger.IsAttached ? Timeout.InfiniteTimeSpan : limit, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            await shutdown.CancelAsync().ConfigureAwait(false);
            throw new JobTestException(string.Create(
                CultureInfo.InvariantCulture,
                $"The handler of {job} has not ended within {limit} of real time ({nameof(JobHarnessOptions)}.{nameof(JobHarnessOptions.HandlerLimit)}). It was cancelled and left behind. If it waits for the clock, keep the task of the run, await {nameof(JobHarness.HandlerWaitsAsync)} and {nameof(JobHarness.AdvanceAsync)}, and only then the run."));
        }
    }
}
