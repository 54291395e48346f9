using System.Collections.Concurrent;
using TypedJobs.Brokers;

namespace TypedJobs.Tests.Support;

/// <summary>
/// A broker with one job, which it delivers once and then says has gone. For what a real server cannot be made to do at will:
/// beanstalkd 1.12 may leave a job with a silent connection beyond its time-to-run.
/// </summary>
internal sealed class OneJobBroker(string body) : IJobBroker, IJobConsumer, IJobDelivery
{
    private int _delivered;

    /// <summary>What every verdict is answered with; null takes them all.</summary>
    public BrokerException? Refusal { get; init; }

    /// <summary>What the worker told the broker, in order.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    public JobId Id { get; } = JobId.Parse("beanstalk://nowhere:1#1");

    public ReadOnlyMemory<byte> Body { get; } = System.Text.Encoding.UTF8.GetBytes(body);

    public bool IsEarly => false;

    public CancellationToken Lost => CancellationToken.None;

    public IJobConsumer OpenConsumer(IReadOnlyList<string> tubes) => this;

    public async ValueTask<IJobDelivery> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _delivered, 1) != 0)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return this;
    }

    public async ValueTask<IJobDelivery?> ReceiveAsync(IReadOnlyCollection<string> except, TimeSpan patience, CancellationToken cancellationToken)
        => await ReceiveAsync(cancellationToken);

    public ValueTask<DeliveryRecord?> GetRecordAsync(CancellationToken cancellationToken = default)
        => new(new DeliveryRecord
        {
            Tube = "test.probe",
            Priority = 0,
            TimeToRun = TimeSpan.FromSeconds(1),
            Age = TimeSpan.Zero,
            Deliveries = 1,
            Releases = 0,
            Timeouts = 0,
            Burials = 0,
        });

    public ValueTask<bool> TouchAsync(CancellationToken cancellationToken = default)
    {
        Told.Enqueue("touch");
        return new(false);
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken = default) => Tell("complete");

    public ValueTask ReleaseAsync(uint priority, TimeSpan delay, CancellationToken cancellationToken = default) => Tell("release");

    public ValueTask RecordFailureAsync(string tube, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default) => Tell("record");

    public ValueTask PutAlibiAsync(string tube, CancellationToken cancellationToken = default) => Tell("alibi");

    public ValueTask WithdrawAlibiAsync(CancellationToken cancellationToken = default) => Tell("no alibi");

    public ValueTask<int> CountAlibisAsync(string tube, CancellationToken cancellationToken = default) => new(0);

    public ValueTask DropAlibisAsync(string tube, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask BuryAsync(uint priority, CancellationToken cancellationToken = default) => Tell("bury");

    public ValueTask<JobId> PutAsync(BrokerMessage message, TimeSpan timeout, CancellationToken cancellationToken = default)
        => throw new NotSupportedException("There is one job.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask Tell(string what)
    {
        Told.Enqueue(what);
        return Refusal is { } refusal ? ValueTask.FromException(refusal) : ValueTask.CompletedTask;
    }
}
