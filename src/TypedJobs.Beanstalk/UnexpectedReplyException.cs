namespace TypedJobs.Beanstalk;

/// <summary>
/// The server said what the protocol does not know, or what cannot be an answer to this command, or more than
/// <see cref="BeanstalkClientOptions.MaxReplySize"/>. The connection has been ended, since replies can no longer be matched to commands. Only when the
/// reply is one to this command, and has no tube or one whose name the protocol does not allow, does the connection go on.
/// </summary>
public sealed class UnexpectedReplyException : BeanstalkException
{
    internal UnexpectedReplyException(string message, bool isInStep = false)
        : base(message, CommandOutcome.Unknown)
        => EndsConnection = !isInStep;

    internal override bool EndsConnection { get; }
}
