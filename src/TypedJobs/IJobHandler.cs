namespace TypedJobs;

/// <summary>Handles jobs of one kind.</summary>
/// <typeparam name="TJob">A <see cref="JobAttribute">[Job]</see> record.</typeparam>
public interface IJobHandler<TJob>
    where TJob : IJob<TJob>
{
    /// <summary>
    /// Does the work of one job. Returning completes the job, and only then is it removed from the queue; throwing asks for a retry;
    /// <paramref name="context"/> says anything else. A job may be handled more than once, so make it idempotent
    /// (<see cref="JobContext.EventId"/> is the key).
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="context">What is known of the job, and the ways to end it other than by success.</param>
    /// <param name="cancellationToken">Cancelled when the worker stops and its shutdown timeout is over, when the handler has taken too long, and when the job was lost;
    /// <see cref="JobContext.CancellationReason"/> says which.</param>
    Task HandleAsync(TJob job, JobContext context, CancellationToken cancellationToken);
}
