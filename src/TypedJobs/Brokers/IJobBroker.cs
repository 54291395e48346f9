namespace TypedJobs.Brokers;

/// <summary>
/// Where jobs wait: the seam between TypedJobs and a queue. Small on purpose: put, receive, settle, inspect.
/// Safe for use by many threads at once.
/// </summary>
public interface IJobBroker : IAsyncDisposable
{
    /// <summary>Stores a message; when this returns, the broker has it.</summary>
    /// <exception cref="BrokerException">It was not stored, or nobody knows; <see cref="BrokerException.Outcome"/> says which.</exception>
    ValueTask<JobId> PutAsync(BrokerMessage message, CancellationToken cancellationToken = default);

    /// <summary>Opens a consumer of some tubes. Does not connect yet: a broker that is down delays the first delivery, no more.</summary>
    IJobConsumer OpenConsumer(IReadOnlyList<string> tubes);
}
