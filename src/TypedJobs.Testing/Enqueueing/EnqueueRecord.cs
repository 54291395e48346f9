namespace TypedJobs.Testing.Enqueueing;

/// <summary>What was enqueued, in order, by however many threads.</summary>
internal sealed class EnqueueRecord
{
    private const int MostListed = 20;

    private readonly Lock _lock = new();
    private readonly List<EnqueuedJob> _jobs = [];

    public IReadOnlyList<EnqueuedJob> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _jobs];
            }
        }
    }

    public void Add(EnqueuedJob job)
    {
        lock (_lock)
        {
            _jobs.Add(job);
        }
    }

    public EnqueuedJob<TJob> Single<TJob>(Func<TJob, bool>? which)
        where TJob : IJob<TJob>
    {
        var all = All;
        var those = all.OfType<EnqueuedJob<TJob>>().ToList();
        var wanted = which is null ? those : those.FindAll(enqueued => which(enqueued.Job));
        if (wanted.Count == 1)
        {
            return wanted[0];
        }

        var name = $"'{TJob.Contract.Name}' ({typeof(TJob).Name}){(which is null ? string.Empty : " that fits")}";
        throw new JobTestException(
            wanted.Count > 1 ? $"Expected a single {name} to be enqueued, but {wanted.Count} were:{Lines(wanted)}"
            : all.Count > 0 ? $"Expected a single {name} to be enqueued, but none was. Enqueued instead:{Lines(all)}"
            : $"Expected a single {name} to be enqueued, but nothing was enqueued at all.");
    }

    private static string Lines(IReadOnlyList<EnqueuedJob> jobs)
        => string.Concat(jobs.Take(MostListed).Select(static job => $"{Environment.NewLine}  {job}"))
            + (jobs.Count > MostListed ? $"{Environment.NewLine}  … and {jobs.Count - MostListed} more" : string.Empty);
}
