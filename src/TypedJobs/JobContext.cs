using TypedJobs.Brokers;
using TypedJobs.Envelopes;
using TypedJobs.Workers;

namespace TypedJobs;

/// <summary>
/// What a handler knows of the job it handles, and its ways to end it other than by returning (done) or throwing (retry).
/// Not thread-safe; of no use after the handler has returned.
/// </summary>
/// <remarks>
/// <see cref="Retry"/>, <see cref="Snooze"/> and <see cref="Bury"/> are carried out when the handler has returned. The last call counts, so that a decision can be
/// changed; if the handler throws after all, the exception counts, and the job is retried.
/// </remarks>
public sealed class JobContext
{
    private byte _cancellation;

    /// <summary>A job that this worker knows, on its way from the delivery to its settlement. One object a job, whatever part of it a handler looks at.</summary>
    /// <param name="delivery">The job as the broker gave it.</param>
    /// <param name="route">What handles it.</param>
    /// <param name="snoozeCount">How often it was snoozed.</param>
    /// <param name="isBare">Whether its body is its payload.</param>
    /// <param name="stopping">Cancelled when the worker is told to stop.</param>
    internal JobContext(IJobDelivery delivery, WorkerRoute route, int snoozeCount, bool isBare, CancellationToken stopping)
    {
        Delivery = delivery;
        Route = route;
        SnoozeCount = snoozeCount;
        IsBare = isBare;
        Stopping = stopping;
    }

    /// <summary>The job's id: the same over all retries, and another after a <see cref="Snooze"/>.</summary>
    public JobId Id => Delivery.Id;

    /// <summary>
    /// The id of the event that the job was enqueued as, the same over retries and snoozes: the key for idempotency. A producer that is not TypedJobs may leave it out;
    /// then it is the text of <see cref="Id"/>.
    /// </summary>
    public string EventId => field ??= (IsBare ? null : EnvelopeReader.FindId(Delivery.Body.Span)) ?? Id.ToString();

    /// <summary>The job's name on the wire.</summary>
    public string Name => Route.Contract.Name;

    /// <summary>The version of the record's shape that the job was written in.</summary>
    public int Version => Route.Contract.Version;

    /// <summary>
    /// The tube of jobs of its name and version, without the application's prefix. Only a program that is not TypedJobs can have put it into another one.
    /// </summary>
    public string Tube => Route.Contract.Tube;

    /// <summary>
    /// When the job was enqueued, to the millisecond, by the producer's clock. It is read from <see cref="EventId"/>, a UUID of version 7;
    /// null if the producer gave another kind of id or none.
    /// </summary>
    public DateTimeOffset? EnqueuedAt => EventTime.Of(EventId);

    /// <summary>How often the job was snoozed before.</summary>
    public int SnoozeCount { get; }

    /// <summary>
    /// Why the handler's token is cancelled: <see cref="JobCancellationReason.None"/> as long as it is not. The first reason stays.
    /// </summary>
    public JobCancellationReason CancellationReason => (JobCancellationReason)Volatile.Read(ref _cancellation);

    /// <summary>
    /// Cancelled as soon as the worker is told to stop. The handler's own token follows only when <see cref="WorkerOptions.ShutdownTimeout"/> is over, so that
    /// what is nearly done can be finished; this one is for handlers that would rather stop early, or need time to put down how far they have come.
    /// </summary>
    /// <remarks>
    /// An <see cref="OperationCanceledException"/> that a handler throws from then on gives the job back, and is no failure. To go on elsewhere at once there is
    /// also <see cref="Snooze"/> with no delay.
    /// It is one token for all handlers of the worker: a callback that blocks holds up those of the others, but not the stop.
    /// </remarks>
    public CancellationToken Stopping { get; }

    /// <summary>What handles it.</summary>
    internal WorkerRoute Route { get; }

    /// <summary>Whether its body is its payload.</summary>
    internal bool IsBare { get; }

    /// <summary>The job as the broker gave it.</summary>
    internal IJobDelivery Delivery { get; }

    /// <summary>What the log calls it.</summary>
    internal JobIdentity Identity => new(Name, Version, Id, LogText.Line(EventId));

    /// <summary>The job itself; null before it is read.</summary>
    internal object? Payload { get; set; }

    /// <summary>What makes the handler; null before it is made.</summary>
    internal IHandlerScope? Scope { get; set; }

    /// <summary>What the handler asked for; null if it asked for nothing.</summary>
    internal JobOutcome? Requested { get; private set; }

    /// <summary>
    /// Asks for the job to be run again, as throwing does: it counts as a failure, and the one that reaches the job's
    /// <see cref="JobAttribute.MaxAttempts"/> buries it.
    /// </summary>
    /// <param name="delay">
    /// When: from zero to 4,294,967,295 seconds, rounded up to whole seconds. Null leaves it to the job's backoff.
    /// </param>
    /// <param name="reason">Why; it is logged.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative or too long.</exception>
    public void Retry(TimeSpan? delay = null, string? reason = null)
    {
        if (delay is { } given)
        {
            Seconds.Require(given, Seconds.None, nameof(delay));
        }

        Requested = JobOutcome.Retry(delay, reason);
    }

    /// <summary>
    /// Asks for the job to come again after a delay. This is no failure, and needs no attempt: for what is not ready yet.
    /// </summary>
    /// <remarks>
    /// A copy of the job, with the same <see cref="EventId"/>, is put with the delay, and when it is safely in, this job is deleted. So the id
    /// changes, the failures so far are forgotten, and if the worker dies between the two steps, or the answer to the first is lost, the job runs twice. Where no copy can be put (the
    /// server takes no new jobs, or the job is as large as may be), the job is released with the delay instead, which counts as a failure.
    /// </remarks>
    /// <param name="delay">How long: from zero to 4,294,967,295 seconds, rounded up to whole seconds.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative or too long.</exception>
    public void Snooze(TimeSpan delay)
    {
        Seconds.Require(delay, Seconds.None, nameof(delay));
        Requested = JobOutcome.Snoozed(delay);
    }

    /// <summary>Asks for the job to be set aside: it stays in its tube, buried, until someone looks at it and kicks or deletes it.</summary>
    /// <param name="reason">Why; it is logged, and kept in the job's failure record.</param>
    public void Bury(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        Requested = JobOutcome.Bury(reason);
    }

    /// <summary>
    /// The number of this attempt, from 1: failures and burials before it, and this one. Deliveries that were cut short by a shutdown or a lost
    /// connection do not count. Asks the broker, so it costs a round trip.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BrokerException">The broker did not answer, no longer has the job, or the job has ended here: nothing is asked then.</exception>
    public async ValueTask<int> GetAttemptAsync(CancellationToken cancellationToken = default)
        => await Delivery.GetRecordAsync(cancellationToken).ConfigureAwait(false) is { } record
            ? record.Failures + record.Burials + 1
            : throw new BrokerException($"The broker no longer has job {Id}.", BrokerOutcome.Answered);

    /// <summary>Says why the handler's token is cancelled.</summary>
    /// <returns>Whether nobody has said so before.</returns>
    internal bool TryCancel(JobCancellationReason reason)
        => Interlocked.CompareExchange(ref _cancellation, (byte)reason, (byte)JobCancellationReason.None) == (byte)JobCancellationReason.None;
}
