using System.Text.Json;
using TypedJobs.Brokers;

namespace TypedJobs.Testing.Running;

/// <summary>A delivery that remembers what the worker has told the broker. It does not own the other.</summary>
internal sealed class ObservedDelivery(IJobDelivery inner) : IJobDelivery
{
    public JobId Id => inner.Id;

    public ReadOnlyMemory<byte> Body => inner.Body;

    public bool IsEarly => inner.IsEarly;

    public CancellationToken Lost => inner.Lost;

    /// <summary>Whether the broker was told that the job is done.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>Whether the broker was told to set the job aside.</summary>
    public bool IsBuried { get; private set; }

    /// <summary>When the broker was told to give the job to a worker again; null if it was not.</summary>
    public TimeSpan? ReleasedFor { get; private set; }

    /// <summary>Why the job was buried, as its failure record says.</summary>
    public string? BurialReason { get; private set; }

    /// <summary>Has the real time that it needs: by a clock that leaps, no answer comes before the time-to-run is over.</summary>
    public ValueTask<bool> TouchAsync(CancellationToken cancellationToken = default) => inner.TouchAsync(CancellationToken.None);

    /// <summary>As <see cref="TouchAsync"/>, for the same reason.</summary>
    public ValueTask<DeliveryRecord?> GetRecordAsync(CancellationToken cancellationToken = default) => inner.GetRecordAsync(CancellationToken.None);

    public async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        await inner.CompleteAsync(cancellationToken).ConfigureAwait(false);
        IsCompleted = true;
    }

    public async ValueTask ReleaseAsync(uint priority, TimeSpan delay, CancellationToken cancellationToken = default)
    {
        await inner.ReleaseAsync(priority, delay, cancellationToken).ConfigureAwait(false);
        ReleasedFor = delay;
    }

    public ValueTask<bool> WithdrawCopyAsync(JobId copy, CancellationToken cancellationToken = default) => inner.WithdrawCopyAsync(copy, cancellationToken);

    public ValueTask RecordFailureAsync(string tube, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        using var json = JsonDocument.Parse(record);
        BurialReason = json.RootElement.GetProperty("reason").GetString();
        return inner.RecordFailureAsync(tube, record, cancellationToken);
    }

    public async ValueTask BuryAsync(uint priority, CancellationToken cancellationToken = default)
    {
        await inner.BuryAsync(priority, cancellationToken).ConfigureAwait(false);
        IsBuried = true;
    }

    public ValueTask PutAlibiAsync(string tube, CancellationToken cancellationToken = default) => inner.PutAlibiAsync(tube, cancellationToken);

    public ValueTask WithdrawAlibiAsync(CancellationToken cancellationToken = default) => inner.WithdrawAlibiAsync(cancellationToken);

    public ValueTask<int> CountAlibisAsync(string tube, CancellationToken cancellationToken = default) => inner.CountAlibisAsync(tube, cancellationToken);

    public ValueTask DropAlibisAsync(string tube, CancellationToken cancellationToken = default) => inner.DropAlibisAsync(tube, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
