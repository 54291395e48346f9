using TypedJobs.Brokers;

namespace TypedJobs.Inspection;

/// <summary>
/// Looks at what waits in the broker and mends it: the tubes, their first jobs, the buried ones with the reasons, and what puts them back to work.
/// Tubes are named without the application's prefix, and what is outside of it is not seen. A name that with it no tube can have is an
/// <see cref="ArgumentException"/>. Safe for use by many threads at once.
/// </summary>
/// <remarks>
/// beanstalkd shows the first ready, delayed and buried job of a tube, and any job whose id is known; it cannot list a tube. So buried jobs are found through
/// their failure records, and there is no list of ready or delayed ones. Of a job in a worker's hands all is seen, and nothing can be done to it.
/// </remarks>
public interface IJobInspector
{
    /// <summary>
    /// The tubes that exist, by name: those that have jobs, or a connection that uses or watches them. Tubes of failure records are left out, and <c>default</c>
    /// where it is empty.
    /// </summary>
    /// <exception cref="BrokerException">The broker was not reached, or did not answer.</exception>
    ValueTask<IReadOnlyList<TubeStatus>> GetTubesAsync(CancellationToken cancellationToken = default);

    /// <summary>One tube.</summary>
    /// <returns>Null when there is no such tube: no job is in it, and no connection uses or watches it.</returns>
    /// <exception cref="BrokerException">The broker was not reached, or did not answer.</exception>
    ValueTask<TubeStatus?> GetTubeAsync(string tube, CancellationToken cancellationToken = default);

    /// <summary>The job of a tube that a worker would get next.</summary>
    /// <returns>Null when none is ready.</returns>
    /// <exception cref="BrokerException">The broker was not reached, or did not answer.</exception>
    ValueTask<InspectedJob?> PeekReadyAsync(string tube, CancellationToken cancellationToken = default);

    /// <summary>The delayed job of a tube that will be ready first.</summary>
    /// <returns>Null when none is delayed.</returns>
    /// <exception cref="BrokerException">The broker was not reached, or did not answer.</exception>
    ValueTask<InspectedJob?> PeekDelayedAsync(string tube, CancellationToken cancellationToken = default);

    /// <summary>The job of a tube that was buried first.</summary>
    /// <returns>Null when none is buried.</returns>
    /// <exception cref="BrokerException">The broker was not reached, or did not answer.</exception>
    ValueTask<InspectedJob?> PeekBuriedAsync(string tube, CancellationToken cancellationToken = default);

    /// <summary>One job, whatever its state.</summary>
    /// <returns>Null when there is no such job (any more).</returns>
    /// <exception cref="ArgumentException">The id is of another server.</exception>
    /// <exception cref="BrokerException">The broker was not reached, or did not answer.</exception>
    ValueTask<InspectedJob?> FindAsync(JobId id, CancellationToken cancellationToken = default);

    /// <summary>
    /// The buried jobs of a tube with the reason of each, the oldest failure first, as far as they have records. <see cref="TubeStatus.Buried"/> counts all of them:
    /// other programs bury without a record.
    /// </summary>
    /// <remarks>
    /// The records are taken and given back at once, unchanged, over a connection of its own: they are lost to nobody, whatever happens meanwhile. Those whose job
    /// is gone are dropped on the way, as workers do when they bury.
    /// </remarks>
    /// <param name="tube">The tube that the jobs are in.</param>
    /// <param name="limit">How many records to look at, from 1 to 10,000; 1,000 by default. A job that was buried twice has two.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is out of its range.</exception>
    /// <exception cref="BrokerException">The broker was not reached, or did not answer.</exception>
    ValueTask<IReadOnlyList<FailedJob>> ListFailuresAsync(string tube, int limit = 1_000, CancellationToken cancellationToken = default);

    /// <summary>Gives a buried job back to the workers, or lets a delayed one come at once.</summary>
    /// <returns>False when there is no such job, or it is neither buried nor delayed.</returns>
    /// <exception cref="ArgumentException">The id is of another server.</exception>
    /// <exception cref="BrokerException">The broker was not reached, or nobody knows whether it was done.</exception>
    ValueTask<bool> RequeueAsync(JobId id, CancellationToken cancellationToken = default);

    /// <summary>Gives those buried jobs of a tube back to the workers that match, among the first 10,000 that have a record.</summary>
    /// <param name="tube">The tube.</param>
    /// <param name="matches">Says which.</param>
    /// <param name="cancellationToken">Ends it; what was given back until then stays so.</param>
    /// <returns>How many.</returns>
    /// <exception cref="BrokerException">The broker was not reached, or did not answer; some may have been given back.</exception>
    ValueTask<int> RequeueWhereAsync(string tube, Func<FailedJob, bool> matches, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives all buried jobs of a tube back to the workers, with or without a record. As many as are buried when it begins: a job that fails again meanwhile is not
    /// given back twice.
    /// </summary>
    /// <returns>How many.</returns>
    /// <exception cref="BrokerException">The broker was not reached, or did not answer; some may have been given back.</exception>
    ValueTask<int> RequeueAllAsync(string tube, CancellationToken cancellationToken = default);

    /// <summary>Deletes a job that no worker holds. For good.</summary>
    /// <returns>False when there is no such job, or a worker holds it.</returns>
    /// <exception cref="ArgumentException">The id is of another server.</exception>
    /// <exception cref="BrokerException">The broker was not reached, or nobody knows whether it was done.</exception>
    ValueTask<bool> DeleteAsync(JobId id, CancellationToken cancellationToken = default);

    /// <summary>Deletes those buried jobs of a tube that match, among the first 10,000 that have a record. For good.</summary>
    /// <param name="tube">The tube.</param>
    /// <param name="matches">Says which.</param>
    /// <param name="cancellationToken">Ends it; what was deleted until then stays so.</param>
    /// <returns>How many.</returns>
    /// <exception cref="BrokerException">The broker was not reached, or did not answer; some may have been deleted.</exception>
    ValueTask<int> DeleteWhereAsync(string tube, Func<FailedJob, bool> matches, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes the jobs of a tube that no worker holds, as many of each state as there are when it begins, and the failure records of those that were buried. For good.
    /// </summary>
    /// <param name="tube">The tube.</param>
    /// <param name="state">Ready, delayed or buried jobs only; all three if null.</param>
    /// <param name="cancellationToken">Ends it; what was deleted until then stays so.</param>
    /// <returns>How many jobs.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="state"/> is another state: jobs that are held can be deleted by their holder alone.</exception>
    /// <exception cref="BrokerException">The broker was not reached, or did not answer; some may have been deleted.</exception>
    ValueTask<int> PurgeAsync(string tube, InspectedJobState? state = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets no job of a tube be taken for a while. Those in workers' hands go on, and jobs can be put. The server ends the pause by itself, also when whoever asked for
    /// it is gone; it forgets the pause when it restarts.
    /// </summary>
    /// <param name="tube">The tube.</param>
    /// <param name="duration">For how long: from 1 to 4,294,967,295 seconds, rounded up to whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait; the tube may be paused all the same.</param>
    /// <returns>False when there is no such tube.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is out of its range.</exception>
    /// <exception cref="BrokerException">The broker was not reached, or nobody knows whether it was done.</exception>
    ValueTask<bool> PauseAsync(string tube, TimeSpan duration, CancellationToken cancellationToken = default);

    /// <summary>Ends the pause of a tube.</summary>
    /// <returns>False when there is no such tube.</returns>
    /// <exception cref="BrokerException">The broker was not reached, or nobody knows whether it was done.</exception>
    ValueTask<bool> ResumeAsync(string tube, CancellationToken cancellationToken = default);
}
