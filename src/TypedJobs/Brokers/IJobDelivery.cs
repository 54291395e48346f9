namespace TypedJobs.Brokers;

/// <summary>
/// A job that was delivered to this worker and to nobody else, until it is settled, its time-to-run is over or its connection is lost.
/// It is settled once, by <see cref="CompleteAsync"/>, <see cref="ReleaseAsync"/> or <see cref="BuryAsync"/>.
/// Disposing one that is not settled gives the job back, which is no failure: at once, or at the latest when its consumer is disposed.
/// </summary>
public interface IJobDelivery : IAsyncDisposable
{
    /// <summary>The job's id.</summary>
    JobId Id { get; }

    /// <summary>The message as it was put.</summary>
    ReadOnlyMemory<byte> Body { get; }

    /// <summary>
    /// Whether this is one of the first deliveries after a start or a lost connection: the time when a job comes back that has ended a process.
    /// </summary>
    bool IsEarly { get; }

    /// <summary>Cancelled as soon as it is known that the job is no longer held: its connection was lost, and the job could not be taken again over another.</summary>
    CancellationToken Lost { get; }

    /// <summary>Asks for the whole time-to-run anew. A job whose time-to-run was over, and which nobody else has had since, may be taken again.</summary>
    /// <returns>Whether the job is held; if not, its time-to-run was over, or someone deleted it.</returns>
    /// <exception cref="BrokerException">The broker did not answer.</exception>
    ValueTask<bool> TouchAsync(CancellationToken cancellationToken = default);

    /// <summary>What the broker has counted for this job; null if the broker no longer has it.</summary>
    /// <exception cref="BrokerException">The broker did not answer, or the delivery has been disposed.</exception>
    ValueTask<DeliveryRecord?> GetRecordAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes the job for good.</summary>
    /// <exception cref="BrokerException">It was not removed, or nobody knows.</exception>
    ValueTask CompleteAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// As <see cref="CompleteAsync"/>, by someone who receives the next job from all tubes at once afterwards: the broker may ask for it in the same breath.
    /// A job that comes then is held until somebody does receive it, or the consumer is disposed.
    /// </summary>
    /// <exception cref="BrokerException">It was not removed, or nobody knows.</exception>
    ValueTask CompleteAndGoOnAsync(CancellationToken cancellationToken = default) => CompleteAsync(cancellationToken);

    /// <summary>Gives the job back, to be delivered again after a delay.</summary>
    /// <exception cref="BrokerException">It was not given back, or nobody knows.</exception>
    ValueTask ReleaseAsync(uint priority, TimeSpan delay, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes what was put to come in place of this job, which turned out to be somebody else's by then: whoever has it decides what becomes of it. A copy that somebody
    /// has received already stays.
    /// </summary>
    /// <param name="copy">What <see cref="IJobBroker.PutAsync"/> has given for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was removed. By default no broker can, and it stays.</returns>
    /// <exception cref="BrokerException">The broker did not answer.</exception>
    ValueTask<bool> WithdrawCopyAsync(JobId copy, CancellationToken cancellationToken = default) => new(false);

    /// <summary>
    /// Stores why this job is about to be buried, in the companion <c>.failures</c> of its tube. Once it is buried, a few of the records there whose jobs are gone are dropped.
    /// </summary>
    /// <param name="tube">The tube that the job is in, as <see cref="DeliveryRecord.Tube"/> names it.</param>
    /// <param name="record">The record. It must not change until this returns.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BrokerException">It was not stored, or nobody knows.</exception>
    ValueTask RecordFailureAsync(string tube, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores that the job is held and does not run: should this process end now, it is not this job that has ended it. The mark outlives the process.
    /// </summary>
    /// <param name="tube">The tube that the job is in, as <see cref="DeliveryRecord.Tube"/> names it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BrokerException">It was not stored, or nobody knows.</exception>
    ValueTask PutAlibiAsync(string tube, CancellationToken cancellationToken = default);

    /// <summary>Takes back what <see cref="PutAlibiAsync"/> has stored for this delivery: from now on the job runs.</summary>
    /// <exception cref="BrokerException">It was not taken back, or nobody knows.</exception>
    ValueTask WithdrawAlibiAsync(CancellationToken cancellationToken = default);

    /// <summary>How many deliveries of this job have ended while it did not run, as <see cref="PutAlibiAsync"/> has stored.</summary>
    /// <param name="tube">The tube that the job is in, as <see cref="DeliveryRecord.Tube"/> names it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BrokerException">The broker did not answer.</exception>
    ValueTask<int> CountAlibisAsync(string tube, CancellationToken cancellationToken = default);

    /// <summary>Removes all that <see cref="PutAlibiAsync"/> has ever stored for this job, which is gone.</summary>
    /// <param name="tube">The tube that the job was in.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BrokerException">The broker did not answer.</exception>
    ValueTask DropAlibisAsync(string tube, CancellationToken cancellationToken = default);

    /// <summary>Sets the job aside, until someone looks at it and kicks it.</summary>
    /// <exception cref="BrokerException">It was not buried, or nobody knows.</exception>
    ValueTask BuryAsync(uint priority, CancellationToken cancellationToken = default);
}
