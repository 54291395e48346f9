namespace TypedJobs.Beanstalk;

/// <summary>
/// There is no connection: it could not be made, was lost, or was closed by this side.
/// <see cref="BeanstalkException.Outcome"/> says whether the command may have reached the server before that.
/// </summary>
public sealed class BeanstalkConnectionException : BeanstalkException
{
    internal BeanstalkConnectionException(string message, CommandOutcome outcome, Exception? innerException = null)
        : base(message, outcome, innerException)
    {
    }
}
