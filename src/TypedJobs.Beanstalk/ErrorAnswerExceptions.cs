namespace TypedJobs.Beanstalk;

/// <summary>
/// The server answered <c>BAD_FORMAT</c>: the command line was not well-formed. The connection has been ended, since a body that
/// followed may be read as commands.
/// </summary>
public sealed class BadFormatException : BeanstalkException
{
    internal BadFormatException(string command)
        : base($"beanstalkd found the line of '{command}' malformed (BAD_FORMAT). The connection was ended.", CommandOutcome.Answered)
    {
    }

    internal override bool EndsConnection => true;
}

/// <summary>The server answered <c>UNKNOWN_COMMAND</c>: it is older than the command. The connection has been ended.</summary>
public sealed class UnknownCommandException : BeanstalkException
{
    internal UnknownCommandException(string command)
        : base(
            $"This beanstalkd does not know '{command}' (UNKNOWN_COMMAND); version 1.12 or later does. The connection was ended.",
            CommandOutcome.Answered)
    {
    }

    internal override bool EndsConnection => true;
}

/// <summary>The server answered <c>EXPECTED_CRLF</c> to a put: the body did not end where its size said. The connection has been ended.</summary>
public sealed class ExpectedCrlfException : BeanstalkException
{
    internal ExpectedCrlfException()
        : base(
            "beanstalkd did not find the end of the body where its size said (EXPECTED_CRLF). The job was not stored and the "
            + "connection was ended.",
            CommandOutcome.Answered)
    {
    }

    internal override bool EndsConnection => true;
}

/// <summary>The server answered <c>OUT_OF_MEMORY</c>: it cannot allocate what the command needs. Try again later.</summary>
public sealed class ServerOutOfMemoryException : BeanstalkException
{
    internal ServerOutOfMemoryException(string command)
        : base($"beanstalkd has no memory for '{command}' (OUT_OF_MEMORY). Try again later.", CommandOutcome.Answered)
    {
    }
}

/// <summary>The server answered <c>INTERNAL_ERROR</c>, which by the protocol is a fault in the server itself.</summary>
public sealed class InternalErrorException : BeanstalkException
{
    internal InternalErrorException(string command)
        : base($"beanstalkd failed at '{command}' (INTERNAL_ERROR): a fault in the server.", CommandOutcome.Answered)
    {
    }
}

/// <summary>The server answered <c>DRAINING</c> to a put: it was told (SIGUSR1) to accept no new jobs.</summary>
public sealed class DrainingException : BeanstalkException
{
    internal DrainingException()
        : base(
            "beanstalkd is in drain mode and accepts no new jobs (DRAINING). Put the job on another server, or try again when "
            + "this one has been restarted.",
            CommandOutcome.Answered)
    {
    }
}

/// <summary>
/// A job's body is larger than the server takes. Refused before anything is sent; a server whose limit shrank meanwhile says
/// <c>JOB_TOO_BIG</c> itself.
/// </summary>
public sealed class JobTooBigException : BeanstalkException
{
    internal JobTooBigException(long size, long maxJobSize, CommandOutcome outcome)
        : base(
            $"The job's body has {size} bytes and this beanstalkd takes at most {maxJobSize} (its -z argument, max-job-size). Put"
            + " what is large elsewhere and a reference to it into the job, or raise the limit.",
            outcome)
    {
        Size = size;
        MaxJobSize = maxJobSize;
    }

    /// <summary>The size of the body in bytes.</summary>
    public long Size { get; }

    /// <summary>The largest body that the server takes, in bytes, as it said when the connection was made.</summary>
    public long MaxJobSize { get; }
}

/// <summary>The server answered <c>NOT_IGNORED</c>: the tube is the only one that this connection watches, and one must remain.</summary>
public sealed class NotIgnoredException : BeanstalkException
{
    internal NotIgnoredException(TubeName tube)
        : base(
            $"Tube '{tube}' is the only one that this connection watches, so it cannot be ignored (NOT_IGNORED). Watch another "
            + "first.",
            CommandOutcome.Answered)
        => Tube = tube;

    /// <summary>The tube that is still watched.</summary>
    public TubeName Tube { get; }
}

/// <summary>
/// The server answered <c>BURIED</c> to a put: it stored the job, but had no memory to queue it, so the job is buried until kicked.
/// </summary>
public sealed class JobBuriedException : BeanstalkException
{
    internal JobBuriedException(ulong id)
        : base(
            $"beanstalkd stored the job as {id} but had no memory to queue it, and buried it (BURIED). Kick it when the server "
            + "has memory again; do not put it a second time.",
            CommandOutcome.Answered)
        => Id = id;

    /// <summary>The id of the job, which exists and is buried.</summary>
    public ulong Id { get; }
}
