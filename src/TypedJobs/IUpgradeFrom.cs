namespace TypedJobs;

/// <summary>
/// Implemented by a later version of a job, to say how an earlier one becomes it. The generator chains the steps, so that a job of any version reaches its handler as the newest.
/// </summary>
/// <typeparam name="TOld">The earlier version: a <see cref="JobVersionAttribute">[JobVersion]</see> record.</typeparam>
/// <typeparam name="TNew">The record itself: the <see cref="JobAttribute">[Job]</see>, or a version between the two.</typeparam>
public interface IUpgradeFrom<TOld, TNew>
    where TNew : IUpgradeFrom<TOld, TNew>
{
    /// <summary>
    /// Makes the later shape of the earlier one. Called each time that a job of the earlier version is delivered, so it must not do anything but that. What it throws is the job's failure, as if
    /// the handler had thrown it: the job is retried, and buried after its last attempt.
    /// </summary>
    /// <param name="old">The job as it was written.</param>
    /// <returns>The same job in the later shape; never null.</returns>
#pragma warning disable CA1000 // A static abstract member is only ever called through a type parameter.
    static abstract TNew Upgrade(TOld old);
#pragma warning restore CA1000
}
