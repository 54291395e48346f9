using TypedJobs.Embedded.Queues;
using TypedJobs.Embedded.Stores;

namespace TypedJobs.Embedded.Tests.Stores;

/// <summary>A log that is written ahead, in groups, whenever the test says so.</summary>
internal sealed class FakeStore(params StoredJob[] kept) : IJobStore
{
    private readonly Lock _lock = new();
    private readonly List<string> _changes = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _awaited = [];
    private TaskCompletionSource _write = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _written;

    /// <summary>Whether everything counts as written at once.</summary>
    public bool WritesAtOnce { get; init; }

    /// <summary>Whether nothing can be written.</summary>
    public bool Fails { get; init; }

    public IReadOnlyList<string> Changes
    {
        get
        {
            lock (_lock)
            {
                return [.. _changes];
            }
        }
    }

    public IEnumerable<StoredJob> Recover() => kept;

    public void Added(Job job) => Append($"added {job.Id}, {job.State}");

    public void Changed(Job job) => Append($"changed {job.Id}, {job.State}, priority {job.Priority}, {job.Releases} releases, {job.Buries} buries, {job.Kicks} kicks");

    public void Removed(Job job) => Append($"removed {job.Id}");

    public ValueTask CommitAsync()
    {
        lock (_lock)
        {
            return Fails ? ValueTask.FromException(new IOException("The disk is full.")) : WritesAtOnce || _written == _changes.Count ? ValueTask.CompletedTask : new ValueTask(_write.Task);
        }
    }

    /// <summary>Ends when so many changes have been reported.</summary>
    public Task HasHeardOfAsync(int changes)
    {
        lock (_lock)
        {
            if (_changes.Count >= changes)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((changes, reached));
            return reached.Task;
        }
    }

    /// <summary>Writes everything reported so far, in one go.</summary>
    public void Write()
    {
        TaskCompletionSource write;
        lock (_lock)
        {
            _written = _changes.Count;
            (write, _write) = (_write, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        write.SetResult();
    }

    private void Append(string change)
    {
        lock (_lock)
        {
            _changes.Add(change);
            foreach (var (_, reached) in _awaited.Where(awaited => awaited.Count == _changes.Count))
            {
                reached.SetResult();
            }
        }
    }
}
