namespace TypedJobs.Beanstalk.Protocol;

/// <summary>What a command does with a job, as OpenTelemetry tells the operations of messaging apart.</summary>
internal enum CommandKind
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>Hands a job to the server.</summary>
    Send,

    /// <summary>Takes a job.</summary>
    Receive,

    /// <summary>Says what becomes of a job that was taken.</summary>
    Settle,
}
