namespace TypedJobs.Brokers;

/// <summary>
/// Where jobs wait: the seam between TypedJobs and a queue. Small on purpose: put, receive, settle, inspect.
/// Safe for use by many threads at once.
/// </summary>
public interface IJobBroker : IAsyncDisposable
{
    /// <summary>
    /// Stores a message; when this returns, the broker has it. Calls that are made one after the other without waiting keep their order.
    /// </summary>
    /// <param name="message">The message. Its body must not change before the call has ended, nor ever after a call that failed.</param>
    /// <param name="timeout">How long to try. The broker takes it, and not the caller, since only the broker knows what a timeout left behind.</param>
    /// <param name="cancellationToken">Ends the wait; a message whose bytes are on their way may still be stored.</param>
    /// <exception cref="BrokerException">It was not stored, or nobody knows; <see cref="BrokerException.Outcome"/> says which.</exception>
    ValueTask<JobId> PutAsync(BrokerMessage message, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Runs something that begins puts and waits for none. A broker that can sends them in one go; others send each as it comes.</summary>
    /// <param name="begin">Begins the puts; what it throws comes out of this.</param>
    void PutTogether(Action begin)
    {
        ArgumentNullException.ThrowIfNull(begin);
        begin();
    }

    /// <summary>Opens a consumer of some tubes. Does not connect yet: a broker that is down delays the first delivery, no more.</summary>
    /// <param name="tubes">The tubes, without the application's prefix; at least one.</param>
    /// <exception cref="ArgumentException">There is none, or the broker cannot have a tube of such a name.</exception>
    IJobConsumer OpenConsumer(IReadOnlyList<string> tubes);
}
