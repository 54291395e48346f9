using TypedJobs.CompilerServices;
using TypedJobs.Retries;

namespace TypedJobs.Workers;

/// <summary>A line of a worker's dispatch table with what the worker has made of it when it was created.</summary>
internal sealed class WorkerRoute(JobRoute route)
{
    /// <summary>The job and its handler.</summary>
    public JobRoute Route { get; } = route;

    /// <summary>The job.</summary>
    public JobContract Contract { get; } = route.Contract;

    /// <summary>What the handler says of exceptions.</summary>
    public FailurePolicy Policy { get; } = route.ReadPolicy();
}
