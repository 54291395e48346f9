namespace TypedJobs.Testing.Running;

/// <summary>Sees each job that is being run, and tells the clock: the outermost middleware, so that it sees what others turn away.</summary>
internal sealed class HandlerWitness(HarnessClock clock) : IJobMiddleware
{
    /// <summary>The record of the job that has come last; null if none has come since this was set to null.</summary>
    public object? Payload { get; set; }

    public async Task InvokeAsync(JobContext context, JobPipeline inner, CancellationToken cancellationToken)
    {
        Payload = context.Payload;
        clock.EnterHandler();
        await inner(context, cancellationToken).ConfigureAwait(false);
    }
}
