using TypedJobs.Embedded.Queues;

namespace TypedJobs.Embedded.Stores;

/// <summary>Jobs end with the process: there is nothing to write and nothing to wait for.</summary>
internal sealed class MemoryStore : IJobStore
{
    public IEnumerable<StoredJob> Recover() => [];

    public void Added(Job job)
    {
    }

    public void Changed(Job job)
    {
    }

    public void Removed(Job job)
    {
    }

    public ValueTask CommitAsync() => ValueTask.CompletedTask;
}
