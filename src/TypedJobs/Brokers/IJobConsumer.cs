namespace TypedJobs.Brokers;

/// <summary>
/// Receives jobs from tubes. Each outstanding <see cref="ReceiveAsync"/> takes at most one job, so what is reserved never exceeds what is asked for.
/// Disposing it gives back every job that was delivered and not settled, at once.
/// </summary>
public interface IJobConsumer : IAsyncDisposable
{
    /// <summary>
    /// Waits for the next job, through lost connections and a broker that is down. May be called by many at once.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; no job was taken.</exception>
    ValueTask<IJobDelivery> ReceiveAsync(CancellationToken cancellationToken);
}
