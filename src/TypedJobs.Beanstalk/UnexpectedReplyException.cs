namespace TypedJobs.Beanstalk;

/// <summary>
/// The server said what the protocol does not know, or what cannot be an answer to this command, or more than
/// <see cref="BeanstalkClientOptions.MaxReplySize"/>. The connection has been ended, since replies can no longer be matched to commands.
/// </summary>
public sealed class UnexpectedReplyException : BeanstalkException
{
    internal UnexpectedReplyException(string message)
        : base(message, CommandOutcome.Unknown)
    {
    }

    internal override bool EndsConnection => true;
}
