namespace TypedJobs.Stress.Ledgers;

/// <summary>What a line of a ledger says.</summary>
internal enum LedgerEvent
{
    /// <summary>A producer is about to enqueue a job; the detail is its plan.</summary>
    Enqueueing,

    /// <summary>The enqueue returned an id: from here on the job must not be lost.</summary>
    Acknowledged,

    /// <summary>The enqueue failed and may have stored the job.</summary>
    Unknown,

    /// <summary>The enqueue failed and said that it had sent nothing.</summary>
    NotSent,

    /// <summary>A handler has begun; the detail is the event id.</summary>
    Started,

    /// <summary>A handler is about to return or throw; the detail is what it asks for.</summary>
    Finished,

    /// <summary>A handler is about to end its own process.</summary>
    Ending,

    /// <summary>A process has been started.</summary>
    Launched,

    /// <summary>A worker has begun to take jobs.</summary>
    Ready,

    /// <summary>A process is about to be killed.</summary>
    Killing,

    /// <summary>A process is about to be told to stop.</summary>
    Stopping,

    /// <summary>A process is about to be frozen.</summary>
    Freezing,

    /// <summary>A process that was frozen goes on.</summary>
    Thawed,

    /// <summary>A process has ended; the detail is its exit code.</summary>
    Exited,

    /// <summary>A connection of a process is about to be cut.</summary>
    Cutting,

    /// <summary>The connection has been cut.</summary>
    Cut,

    /// <summary>A handler saw what must not be; the detail says what.</summary>
    Amiss,

    /// <summary>The broker is about to be killed.</summary>
    BrokerKilling,

    /// <summary>The killed broker's binlog has a job no more that nobody had deleted. The subject is what ledgers call it, or <see cref="Ledger.RecordOf"/> it.</summary>
    BrokerLostJob,

    /// <summary>The killed broker's binlog has a job without its body, and had it before. The subject is as above.</summary>
    BrokerLostBody,

    /// <summary>The broker was killed while it wrote a put, and will come back with it, without its body. Nobody was told of it.</summary>
    BrokerHalfStored,

    /// <summary>The broker runs again, with its binlog.</summary>
    BrokerBack,

    /// <summary>The broker is about to be frozen.</summary>
    BrokerFreezing,

    /// <summary>The broker goes on.</summary>
    BrokerThawed,

    /// <summary>The broker has been told to take no new jobs, until it is restarted.</summary>
    BrokerDraining,
}
