using TypedJobs.Brokers;
using TypedJobs.Workers;

namespace TypedJobs.Testing.Running;

/// <summary>What stands around a handler that is run alone: no queue (the copy of a snoozed job goes nowhere) and no container.</summary>
internal sealed class NoQueue : IJobBroker, IHandlerScopeFactory, IHandlerScope
{
    public static NoQueue Instance { get; } = new();

    public ValueTask<JobId> PutAsync(BrokerMessage message, TimeSpan timeout, CancellationToken cancellationToken = default) => default;

    public IJobConsumer OpenConsumer(IReadOnlyList<string> tubes) => throw new NotSupportedException("Nothing is received where there is no queue.");

    public IHandlerScope CreateScope() => this;

    public THandler GetHandler<THandler>()
        where THandler : class
        => throw new NotSupportedException("The handler is there already.");

    public ValueTask DisposeAsync() => default;
}
