using System.Text;
using System.Text.Json;
using TypedJobs.Embedded.Queues;
using TypedJobs.Embedded.Stores;

namespace TypedJobs.Embedded.Tests.Stores;

/// <summary>The least that a durable store must be: a log with a line for each change, of which the last one of a job counts. One write serves all that was reported while the last one ran.</summary>
internal sealed class LogStore(string path, TimeProvider time) : IJobStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, DateTimeOffset> _putAt = [];
    private StringBuilder _lines = new();
    private Task _writing = Task.CompletedTask;
    private Task? _next;

    public IEnumerable<StoredJob> Recover()
    {
        var last = new OrderedDictionary<ulong, Line>();
        foreach (var line in File.Exists(path) ? File.ReadLines(path).Select(static text => JsonSerializer.Deserialize<Line>(text)!) : [])
        {
            _ = last.Remove(line.Id);
            if (!line.IsRemoved)
            {
                last.Add(line.Id, line);
                _putAt[line.Id] = line.PutAt;
            }
        }

        var now = time.GetUtcNow();
        return last.Values.Select(line => line.Job! with { Age = now - line.PutAt, DelayLeft = line.At + TimeSpan.FromSeconds(line.Job.DelaySeconds) - now });
    }

    public void Added(Job job)
    {
        _putAt.Add(job.Id, time.GetUtcNow());
        Changed(job);
    }

    public void Changed(Job job)
        => Append(new Line(job.Id, _putAt[job.Id], time.GetUtcNow(), new StoredJob(job.Id, job.Tube.Name, job.State, job.Body)
        {
            Priority = job.Priority,
            DelaySeconds = job.DelaySeconds,
            TimeToRunSeconds = job.TimeToRunSeconds,
            Reserves = job.Reserves,
            Timeouts = job.Timeouts,
            Releases = job.Releases,
            Buries = job.Buries,
            Kicks = job.Kicks,
        }));

    public void Removed(Job job)
    {
        _ = _putAt.Remove(job.Id);
        Append(new Line(job.Id, default, default, Job: null));
    }

    public ValueTask CommitAsync()
    {
        lock (_lock)
        {
            return new(_lines.Length == 0 ? _writing : _next ??= WriteAfterAsync(_writing));
        }
    }

    private async Task WriteAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        StringBuilder lines;
        lock (_lock)
        {
            (lines, _lines) = (_lines, new());
            (_writing, _next) = (_next!, null);
        }

        await File.AppendAllTextAsync(path, lines.ToString());
    }

    private void Append(Line line)
    {
        lock (_lock)
        {
            _ = _lines.Append(JsonSerializer.Serialize(line)).Append('\n');
        }
    }

    /// <param name="PutAt">When the job was put.</param>
    /// <param name="At">When this happened.</param>
    /// <param name="Job">The job as it was then; null when it was deleted.</param>
    private sealed record Line(ulong Id, DateTimeOffset PutAt, DateTimeOffset At, StoredJob? Job)
    {
        public bool IsRemoved => Job is null;
    }
}
