namespace TypedJobs.Beanstalk;

/// <summary>A command failed. Each error answer of the protocol has a type of its own beneath this one.</summary>
public abstract class BeanstalkException : Exception
{
    private protected BeanstalkException(string message, CommandOutcome outcome, Exception? innerException = null)
        : base(message, innerException)
        => Outcome = outcome;

    /// <summary>Whether the server may have carried the command out.</summary>
    public CommandOutcome Outcome { get; }

    /// <summary>After some answers nobody can say where the next command begins: such a connection is not used again.</summary>
    internal virtual bool EndsConnection => false;
}
