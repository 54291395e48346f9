namespace TypedJobs.Workers;

/// <summary>Opens a scope for each job that a worker handles: the seam to a container, or to none.</summary>
public interface IHandlerScopeFactory
{
    /// <summary>Opens the scope of one job.</summary>
    IHandlerScope CreateScope();
}
