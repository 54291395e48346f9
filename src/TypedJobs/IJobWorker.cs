using TypedJobs.CompilerServices;

namespace TypedJobs;

/// <summary>
/// What a <see cref="JobWorkerAttribute">[JobWorker]</see> class is, once the generator has completed it. Not written by hand.
/// </summary>
public interface IJobWorker
{
    /// <summary>One route a job of the worker's set.</summary>
    static abstract IReadOnlyList<JobRoute> Routes { get; }
}
