namespace TypedJobs.Brokers;

/// <summary>
/// Receives jobs from tubes. Each outstanding receive takes at most one job, so what is reserved never exceeds what is asked for.
/// Disposing it gives back every job that was delivered and not settled, at once.
/// </summary>
public interface IJobConsumer : IAsyncDisposable
{
    /// <summary>
    /// Waits for the next job, through lost connections and a broker that is down. May be called by many at once.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; no job was taken.</exception>
    ValueTask<IJobDelivery> ReceiveAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Waits a while for the next job from some of the tubes only, through lost connections and a broker that is down. May be called by many at once.
    /// </summary>
    /// <param name="except">The tubes from which no job may come, without the application's prefix; not all of them.</param>
    /// <param name="patience">How long to wait, at least; a broker that is down makes it longer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job; null if none came.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no job was taken.</exception>
    ValueTask<IJobDelivery?> ReceiveAsync(IReadOnlyCollection<string> except, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>
    /// Says that jobs may come from some tubes again. One of the receives that leave one of them out ends with null, if others wait beside it: whoever calls it anew may
    /// then leave out less. The others end when their patience does.
    /// </summary>
    /// <param name="tubes">The tubes, without the application's prefix.</param>
    void Reopen(IReadOnlyCollection<string> tubes)
    {
    }

    /// <summary>
    /// Takes a job that came for somebody who no longer receives, and asks for no other. Whoever stops receiving calls this until there is none:
    /// nobody else is given such a job before the consumer is disposed.
    /// </summary>
    /// <param name="except">The tubes from which no job may come, without the application's prefix.</param>
    /// <returns>The job; null if there is none, and none on its way.</returns>
    ValueTask<IJobDelivery?> ReceiveLeftoverAsync(IReadOnlyCollection<string> except) => new((IJobDelivery?)null);
}
