using TypedJobs.CompilerServices;

namespace TypedJobs;

/// <summary>
/// What a <see cref="JobAttribute">[Job]</see> record is, once the generator has completed it. Not written by hand.
/// </summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IJob<TSelf>
    where TSelf : IJob<TSelf>
{
    /// <summary>The job's name, tube, policy and JSON.</summary>
#pragma warning disable CA1000 // A static abstract member is only ever called through a type parameter.
    static abstract JobContract<TSelf> Contract { get; }

    /// <summary>The earlier versions that the job can be read from, each with its way to the newest; none unless the record upgrades from one.</summary>
    static virtual IReadOnlyList<JobUpgrade<TSelf>> Upgrades => [];
#pragma warning restore CA1000
}
