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

    /// <summary>What the broker has counted for this job; null if the broker no longer has it.</summary>
    ValueTask<DeliveryRecord?> GetRecordAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes the job for good.</summary>
    /// <exception cref="BrokerException">It was not removed, or nobody knows.</exception>
    ValueTask CompleteAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives the job back, to be delivered again after a delay.</summary>
    /// <exception cref="BrokerException">It was not given back, or nobody knows.</exception>
    ValueTask ReleaseAsync(uint priority, TimeSpan delay, CancellationToken cancellationToken = default);

    /// <summary>Sets the job aside, until someone looks at it and kicks it.</summary>
    /// <exception cref="BrokerException">It was not buried, or nobody knows.</exception>
    ValueTask BuryAsync(uint priority, CancellationToken cancellationToken = default);
}
