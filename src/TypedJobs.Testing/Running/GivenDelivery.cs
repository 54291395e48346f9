using TypedJobs.Brokers;

namespace TypedJobs.Testing.Running;

/// <summary>A job that is in no queue: it has the history that a test gives it, and takes every verdict.</summary>
/// <param name="id">Its id.</param>
/// <param name="body">Its body.</param>
/// <param name="record">Its history.</param>
internal sealed class GivenDelivery(JobId id, ReadOnlyMemory<byte> body, DeliveryRecord record) : IJobDelivery
{
    public JobId Id => id;

    public ReadOnlyMemory<byte> Body => body;

    public bool IsEarly => false;

    public CancellationToken Lost => CancellationToken.None;

    public ValueTask<bool> TouchAsync(CancellationToken cancellationToken = default) => new(true);

    public ValueTask<DeliveryRecord?> GetRecordAsync(CancellationToken cancellationToken = default) => new(record);

    public ValueTask CompleteAsync(CancellationToken cancellationToken = default) => default;

    public ValueTask ReleaseAsync(uint priority, TimeSpan delay, CancellationToken cancellationToken = default) => default;

    public ValueTask RecordFailureAsync(string tube, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default) => default;

    public ValueTask BuryAsync(uint priority, CancellationToken cancellationToken = default) => default;

    public ValueTask PutAlibiAsync(string tube, CancellationToken cancellationToken = default) => default;

    public ValueTask WithdrawAlibiAsync(CancellationToken cancellationToken = default) => default;

    public ValueTask<int> CountAlibisAsync(string tube, CancellationToken cancellationToken = default) => new(0);

    public ValueTask DropAlibisAsync(string tube, CancellationToken cancellationToken = default) => default;

    public ValueTask DisposeAsync() => default;
}
