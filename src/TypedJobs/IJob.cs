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
#pragma warning restore CA1000
}
