namespace TypedJobs.Brokers;

/// <summary>What is put into a broker.</summary>
public readonly record struct BrokerMessage
{
    /// <summary>The tube, without the application's prefix.</summary>
    public required string Tube { get; init; }

    /// <summary>The message.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The priority, from 0 (the most urgent) to 4,294,967,295.</summary>
    public required uint Priority { get; init; }

    /// <summary>How long the message waits before it can be delivered.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long a worker may take from the delivery on.</summary>
    public required TimeSpan TimeToRun { get; init; }
}
