namespace TypedJobs;

/// <summary>What runs a job: the handler with the middleware that is left around it.</summary>
/// <param name="context">The job's context.</param>
/// <param name="cancellationToken">The handler's token.</param>
public delegate Task JobPipeline(JobContext context, CancellationToken cancellationToken);

/// <summary>
/// Stands around every handler of a worker, within the job's scope: what it does before and after, and what it throws, belongs to the job.
/// One instance serves all jobs, many at once. Composed once, when the worker is created; a worker without any pays nothing.
/// </summary>
public interface IJobMiddleware
{
    /// <summary>
    /// Runs a job whose payload has been read. Call <paramref name="inner"/> once; a middleware that does not completes the job without its handler, unless it says
    /// otherwise through <paramref name="context"/>.
    /// </summary>
    /// <param name="context">The job's context.</param>
    /// <param name="inner">The rest: the next middleware, or the handler.</param>
    /// <param name="cancellationToken">The handler's token; pass it on, or one that is linked to it.</param>
    Task InvokeAsync(JobContext context, JobPipeline inner, CancellationToken cancellationToken);
}
