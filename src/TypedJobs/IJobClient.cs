namespace TypedJobs;

/// <summary>
/// What producers use to enqueue jobs. For each job the generator adds a method <c>Enqueue…Async</c> to it.
/// Safe for use by many threads at once; one instance serves an application.
/// </summary>
public interface IJobClient
{
    /// <summary>Enqueues one job.</summary>
    /// <typeparam name="T">A <see cref="JobAttribute">[Job]</see> record.</typeparam>
    /// <param name="job">The job.</param>
    /// <param name="options">What differs from the job's declared policy for this one job.</param>
    /// <param name="cancellationToken">Ends the wait; a job whose bytes are on their way may still be enqueued.</param>
    /// <returns>The id under which the broker has stored the job.</returns>
    /// <exception cref="System.Text.Json.JsonException">The job cannot be written; the message names it and says where and why. Nothing was sent.</exception>
    /// <exception cref="Brokers.BrokerException">
    /// The broker was not reached, did not answer, or refused the job; <see cref="Brokers.BrokerException.Outcome"/> says which.
    /// </exception>
    ValueTask<JobId> EnqueueAsync<T>(T job, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
        where T : IJob<T>;

    /// <summary>Enqueues many jobs of one kind; faster than one by one. Not a transaction.</summary>
    /// <typeparam name="T">A <see cref="JobAttribute">[Job]</see> record.</typeparam>
    /// <param name="jobs">The jobs.</param>
    /// <param name="options">What differs from the job's declared policy, for all of them.</param>
    /// <param name="cancellationToken">Ends the wait; jobs whose bytes are on their way may still be enqueued.</param>
    /// <returns>The ids, in the order of <paramref name="jobs"/>.</returns>
    /// <exception cref="Brokers.BatchEnqueueException">Some jobs were not enqueued; it tells which were.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; some jobs may be enqueued, and it does not tell which.</exception>
    ValueTask<IReadOnlyList<JobId>> EnqueueBatchAsync<T>(
        IEnumerable<T> jobs, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
        where T : IJob<T>;
}
