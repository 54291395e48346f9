using TypedJobs.Brokers;

namespace TypedJobs.Tests.Support;

/// <summary>A broker that stores nothing and answers as a test says.</summary>
internal sealed class ScriptedBroker(Func<int, BrokerMessage, CancellationToken, ValueTask<JobId>>? answer = null) : IJobBroker
{
    private readonly List<(BrokerMessage Message, byte[] Body, TimeSpan Timeout)> _puts = [];

    /// <summary>What was put, with its bytes as they were then.</summary>
    public IReadOnlyList<(BrokerMessage Message, byte[] Body, TimeSpan Timeout)> Puts => _puts;

    public ValueTask<JobId> PutAsync(BrokerMessage message, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var index = _puts.Count;
        _puts.Add((message, message.Body.ToArray(), timeout));
        return answer?.Invoke(index, message, cancellationToken) ?? new(Id(index));
    }

    public static JobId Id(int number) => new("beanstalk://scripted:1", (ulong)number);

    public IJobConsumer OpenConsumer(IReadOnlyList<string> tubes) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
