namespace TypedJobs.Testing;

/// <summary>Jobs did not go as a test expects; the message says what was there instead. Every test framework reports it as a failure.</summary>
public sealed class JobTestException : Exception
{
    /// <summary>Creates the exception.</summary>
    public JobTestException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
