namespace TypedJobs.Brokers;

/// <summary>What a broker knows of one job and has counted for it.</summary>
public sealed record DeliveryRecord
{
    /// <summary>The tube that the job is in, without the application's prefix.</summary>
    public required string Tube { get; init; }

    /// <summary>The job's priority.</summary>
    public required uint Priority { get; init; }

    /// <summary>How long a worker may hold the job.</summary>
    public required TimeSpan TimeToRun { get; init; }

    /// <summary>The time since the job was put.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>How often the job was delivered, this time included.</summary>
    public required int Deliveries { get; init; }

    /// <summary>How often a worker released it.</summary>
    public required int Releases { get; init; }

    /// <summary>How often its time-to-run passed in the hands of a worker.</summary>
    public required int Timeouts { get; init; }

    /// <summary>How often the job was buried.</summary>
    public required int Burials { get; init; }

    /// <summary>How often it failed: a worker released it or let its time-to-run pass.</summary>
    public int Failures => Releases + Timeouts;

    /// <summary>How often it was delivered and nothing was said of it, this time included: the process, the connection or the time-to-run ended before.</summary>
    public int Unsettled => Deliveries - Releases - Burials;
}
