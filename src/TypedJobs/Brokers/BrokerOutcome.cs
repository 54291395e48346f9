namespace TypedJobs.Brokers;

/// <summary>What is known of an operation that failed.</summary>
public enum BrokerOutcome
{
    /// <summary>Nothing was sent: the broker has not seen it, and trying again is safe.</summary>
    NotSent,

    /// <summary>It was sent and no answer came: the broker may have carried it out. Trying again may do it twice.</summary>
    Unknown,

    /// <summary>The broker answered that it did not do it as asked; the message says what it did instead, if anything.</summary>
    Answered,
}
