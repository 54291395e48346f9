namespace TypedJobs.Beanstalk.Protocol;

/// <summary>The first word of a reply: everything that the protocol lets a server say.</summary>
internal enum ReplyKind
{
    Inserted,
    Buried,
    Using,
    Reserved,
    DeadlineSoon,
    TimedOut,
    Deleted,
    Released,
    Touched,
    Watching,
    Found,
    Kicked,
    Ok,
    Paused,
    NotFound,
    NotIgnored,
    ExpectedCrlf,
    JobTooBig,
    Draining,
    OutOfMemory,
    InternalError,
    BadFormat,
    UnknownCommand,
}
