namespace TypedJobs.Brokers;

/// <summary>A broker did not do what it was asked to.</summary>
public class BrokerException : Exception
{
    /// <summary>Creates the exception.</summary>
    public BrokerException(string message, BrokerOutcome outcome, Exception? innerException = null)
        : base(message, innerException)
        => Outcome = outcome;

    /// <summary>What is known of the operation.</summary>
    public BrokerOutcome Outcome { get; }
}
