using TypedJobs.Embedded.Queues;

namespace TypedJobs.Embedded.Stores;

/// <summary>
/// Where jobs outlive the broker, if they do. The broker keeps its working state in memory and reports each lasting change here, in order and one at a
/// time; before an answer leaves that such a change made true, it waits for <see cref="CommitAsync"/>. So a store appends to a log, and
/// one write to the disk serves all changes that were appended until then, whichever connections they came from.
/// </summary>
/// <remarks>As beanstalkd's own log, it hears nothing of reserves and touches: a job that was held when the broker ended is ready again.</remarks>
internal interface IJobStore
{
    /// <summary>
    /// The jobs that are there from before, in the order in which they were put, and buried ones among themselves in the order in which they were buried. Asked for once,
    /// before anything is reported.
    /// </summary>
    IEnumerable<StoredJob> Recover();

    /// <summary>A job is in its tube, ready or delayed. Its body is not changed any more. Must not block.</summary>
    void Added(Job job);

    /// <summary>A job was released, buried or kicked: its state, priority, delay and counters are new. Must not block.</summary>
    void Changed(Job job);

    /// <summary>A job was deleted. Must not block.</summary>
    void Removed(Job job);

    /// <summary>Ends when everything reported so far is as safe as this store makes it. Called from many threads at once.</summary>
    ValueTask CommitAsync();
}
