namespace TypedJobs.Stress.Checking;

/// <summary>The figures of a run.</summary>
internal sealed record Tally
{
    public int Jobs { get; set; }

    public int Acknowledged { get; set; }

    public int Unknown { get; set; }

    /// <summary>How many of the unknown were stored after all.</summary>
    public int UnknownHandled { get; set; }

    public int NotSent { get; set; }

    /// <summary>How many the broker lost, or the body of, as its binlog shows.</summary>
    public int LostByBroker { get; set; }

    public int Deliveries { get; set; }

    public int Completed { get; set; }

    public int Buried { get; set; }

    public int RepeatedByRetry { get; set; }

    public int RepeatedBySnooze { get; set; }

    public Dictionary<LossKind, int> RepeatedByLoss { get; } = [];

    /// <summary>How many jobs were completed more than once, each time with an explanation.</summary>
    public int CompletedAgain { get; set; }

    public int SnoozesCutInTwo { get; set; }
}
