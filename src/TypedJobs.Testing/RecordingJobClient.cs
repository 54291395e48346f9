using TypedJobs.Brokers;
using TypedJobs.Testing.Enqueueing;

namespace TypedJobs.Testing;

/// <summary>
/// Records what is enqueued, for the test of a class that enqueues. Each job is written and read again on the way, as production does it, so a job that would not
/// arrive fails here. Safe for use by many threads at once.
/// </summary>
public sealed class RecordingJobClient : IJobClient
{
    private readonly EnqueueRecord _record;
    private readonly IJobClient? _inner;
    private long _last;

    /// <summary>Creates a client that keeps the jobs to itself.</summary>
    public RecordingJobClient()
        : this(inner: null)
    {
    }

    /// <summary>Creates a client that passes the jobs on to another, and records those that it has taken.</summary>
    /// <param name="inner">The other; null for none.</param>
    public RecordingJobClient(IJobClient? inner)
        : this(inner, new EnqueueRecord())
    {
    }

    internal RecordingJobClient(IJobClient? inner, EnqueueRecord record) => (_inner, _record) = (inner, record);

    /// <summary>Every job that was enqueued, of all kinds, in order.</summary>
    public IReadOnlyList<EnqueuedJob> AllEnqueued => _record.All;

    /// <summary>The jobs of one kind that were enqueued, in order.</summary>
    /// <typeparam name="TJob">A <see cref="JobAttribute">[Job]</see> record.</typeparam>
    public IReadOnlyList<EnqueuedJob<TJob>> Enqueued<TJob>()
        where TJob : IJob<TJob>
        => [.. _record.All.OfType<EnqueuedJob<TJob>>()];

    /// <summary>The only job of a kind that was enqueued.</summary>
    /// <typeparam name="TJob">A <see cref="JobAttribute">[Job]</see> record.</typeparam>
    /// <param name="which">Looks at those only for which it is true; at all of the kind if null.</param>
    /// <exception cref="JobTestException">There is none, or more than one; the message lists what was enqueued.</exception>
    public EnqueuedJob<TJob> SingleEnqueued<TJob>(Func<TJob, bool>? which = null)
        where TJob : IJob<TJob>
        => _record.Single(which);

    /// <inheritdoc/>
    /// <exception cref="JobTestException">No worker could read the job, or it would see another one; the message shows the JSON.</exception>
    public async ValueTask<JobId> EnqueueAsync<T>(T job, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
        where T : IJob<T>
    {
        ArgumentNullException.ThrowIfNull(job);
        options?.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        var (read, json) = Codec.RoundTrip(job);
        var id = _inner is null ? NextId() : await _inner.EnqueueAsync(job, options, cancellationToken).ConfigureAwait(false);
        _record.Add(new EnqueuedJob<T>(id, read, options, json));
        return id;
    }

    /// <inheritdoc/>
    /// <exception cref="JobTestException">No worker could read one of the jobs, or it would see another one; the message shows the JSON.</exception>
    public async ValueTask<IReadOnlyList<JobId>> EnqueueBatchAsync<T>(
        IEnumerable<T> jobs, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
        where T : IJob<T>
    {
        ArgumentNullException.ThrowIfNull(jobs);
        options?.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        var all = jobs.ToArray();
        if (Array.FindIndex(all, static job => job is null) is >= 0 and var missing)
        {
            throw new ArgumentException($"Job {missing} of the batch is null.", nameof(jobs));
        }

        var carried = Array.ConvertAll(all, Codec.RoundTrip);
        if (_inner is null)
        {
            var own = Array.ConvertAll(all, _ => NextId());
            Record(own.Select(static id => (JobId?)id));
            return own;
        }

        try
        {
            var ids = await _inner.EnqueueBatchAsync(all, options, cancellationToken).ConfigureAwait(false);
            Record(ids.Select(static id => (JobId?)id));
            return ids;
        }
        catch (BatchEnqueueException exception)
        {
            Record(exception.Ids);
            throw;
        }

        void Record(IEnumerable<JobId?> ids)
        {
            foreach (var (taken, (read, json)) in ids.Zip(carried))
            {
                if (taken is { } id)
                {
                    _record.Add(new EnqueuedJob<T>(id, read, options, json));
                }
            }
        }
    }

    private JobId NextId() => new("recorded", (ulong)Interlocked.Increment(ref _last));
}
