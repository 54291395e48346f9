using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;
using TypedJobs.Envelopes;
using TypedJobs.Testing.Enqueueing;
using TypedJobs.Testing.Running;
using TypedJobs.Workers;

namespace TypedJobs.Testing;

public sealed partial class JobHarness
{
    private ulong _lastGiven;

    /// <summary>
    /// Runs one handler with a job that has been written and read again, outside of any queue: no services, no middleware, the rules of the job and of the handler's attributes.
    /// What comes of it is told and not carried out: nothing is retried, and a snoozed job does not come again.
    /// </summary>
    /// <typeparam name="TJob">The job.</typeparam>
    /// <param name="handler">The handler. It can be given <see cref="Jobs"/> and <see cref="Clock"/>.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">What the handler learns of the job from its context; the first attempt if null.</param>
    /// <param name="cancellationToken">Cancels the handler's token, as a worker does whose shutdown timeout is over.</param>
    /// <returns>What would become of the job.</returns>
    /// <exception cref="JobTestException">The job does not survive JSON, or the handler has not ended within <see cref="JobHarnessOptions.HandlerLimit"/>.</exception>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Jobs are being run already.</exception>
    public async Task<JobResult> RunAsync<TJob>(
        IJobHandler<TJob> handler, TJob job, JobRunOptions? options = null, CancellationToken cancellationToken = default)
        where TJob : IJob<TJob>
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(job);
        options ??= new JobRunOptions();
        options.Validate();
        using var turn = TakeTurn();
        _ = Codec.RoundTrip(job);
        var given = new GivenDelivery(new JobId("given", ++_lastGiven), Body(job, options), History(TJob.Contract, options));
        await using (given.ConfigureAwait(false))
        {
            return await _run.RunAsync(WorkerFor(handler), given, cancellationToken).ConfigureAwait(false);
        }
    }

    private Worker WorkerFor<TJob>(IJobHandler<TJob> handler)
        where TJob : IJob<TJob>
        => new(
            handler.GetType().Name,
            [new GivenRoute<TJob>(handler)],
            NoQueue.Instance,
            NoQueue.Instance,
            new WorkerOptions { Backoff = HarnessServices.LongestBackoff }.Use(_run.Witness),
            _provider.GetRequiredService<ILogger<Worker>>(),
            Clock);

    private ReadOnlyMemory<byte> Body<TJob>(TJob job, JobRunOptions options)
        where TJob : IJob<TJob>
    {
        var eventId = options.EventId ?? Guid.CreateVersion7(Clock.GetUtcNow());
        var body = Codec.Write(job, eventId);
        return options.SnoozeCount == 0 ? body
            : TJob.Contract.Format == JobFormat.Bare ? SnoozeCopy.OfPayload(body, TJob.Contract, eventId.ToString(), options.SnoozeCount)
            : SnoozeCopy.OfEvent(body, eventId.ToString(), options.SnoozeCount);
    }

    private static DeliveryRecord History(JobContract job, JobRunOptions options) => new()
    {
        Tube = job.Tube,
        Priority = job.Priority,
        TimeToRun = job.TimeToRun,
        Age = TimeSpan.Zero,
        Deliveries = options.Attempt,
        Releases = options.Attempt - 1,
        Timeouts = 0,
        Burials = 0,
    };
}
