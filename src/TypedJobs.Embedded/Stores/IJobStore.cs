using TypedJobs.Embedded.Queues;

namespace TypedJobs.Embedded.Stores;

/// <summary>
/// Where jobs outlive the broker, if they do. The broker keeps its working state in memory and reports each lasting change here, in order and one at a
/// time; before an answer leaves that such a change made true, it waits for <see cref="CommitAsync"/>. So a store appends to a log, and
/// one write to the disk serves all changes that were appended until then, whichever connections they came from.
/// </summary>
/// <remarks>
/// As beanstalkd's own log, it hears nothing of what passes: of reserves, touches and times-to-run. A job that was held when the broker ended is as it was reported last.
/// Reports neither block nor throw: what they do not manage, <see cref="CommitAsync"/> says. The job is the broker's own and goes on changing (but for its body): a report takes from
/// it what it needs. Its times are those of the broker's clock; at a report, a delay of <see cref="Job.DelaySeconds"/> has just begun.
/// </remarks>
internal interface IJobStore
{
    /// <summary>
    /// The jobs that are there from before, buried ones in the order in which they were buried: the last report of each job that was not removed, in the order of the reports.
    /// Asked for once, before anything is reported.
    /// </summary>
    IEnumerable<StoredJob> Recover();

    /// <summary>A job is in its tube, ready or delayed.</summary>
    void Added(Job job);

    /// <summary>A job was released, buried or kicked: its state, priority, delay and counters are new.</summary>
    void Changed(Job job);

    /// <summary>A job was deleted.</summary>
    void Removed(Job job);

    /// <summary>
    /// Ends when everything reported so far is as safe as this store makes it. Called from many threads at once. When it fails, the connection that waited for it ends
    /// without an answer: its client does not know how its commands went, and is told nothing that a restart would take back.
    /// </summary>
    ValueTask CommitAsync();
}
