namespace TypedJobs;

/// <summary>
/// What a <see cref="JobVersionAttribute">[JobVersion]</see> record is, once the generator has completed it: readable, and no job that could be enqueued. Not written by hand.
/// </summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IJobVersion<TSelf>
    where TSelf : IJobVersion<TSelf>
{
    /// <summary>The version's name, number and JSON.</summary>
#pragma warning disable CA1000 // A static abstract member is only ever called through a type parameter.
    static abstract JobVersionContract<TSelf> Contract { get; }
#pragma warning restore CA1000
}
