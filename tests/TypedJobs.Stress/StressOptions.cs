namespace TypedJobs.Stress;

/// <summary>What a process of this program does.</summary>
internal enum Role
{
    /// <summary>Starts everything, makes trouble, and checks: what a person starts.</summary>
    Run,

    /// <summary>Enqueues jobs.</summary>
    Produce,

    /// <summary>Works off jobs.</summary>
    Work,

    /// <summary>Works off the jobs that an old release knows.</summary>
    WorkAsOldRelease,
}

/// <summary>What the command line says.</summary>
internal sealed record StressOptions
{
    public required int Jobs { get; init; }

    public required int Seed { get; init; }

    /// <summary>How long the whole run may take.</summary>
    public required TimeSpan Limit { get; init; }

    public required int Workers { get; init; }

    public required int Producers { get; init; }

    /// <summary>How many handlers a worker runs at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>How many jobs all producers together enqueue a second, at most.</summary>
    public required int Rate { get; init; }

    public required int WorkerKills { get; init; }

    public required int WorkerStops { get; init; }

    public required int Freezes { get; init; }

    public required int BrokerKills { get; init; }

    public required int BrokerFreezes { get; init; }

    public required int BrokerDrains { get; init; }

    public required int ProducerKills { get; init; }

    /// <summary>How many connections are cut, of one worker and one producer.</summary>
    public required int Cuts { get; init; }

    /// <summary>How many of the workers are of an old release, which does not know every job of the shared tube.</summary>
    public required int OldWorkers { get; init; }

    /// <summary>How many jobs end the process of their handler each time.</summary>
    public required int Poison { get; init; }

    /// <summary>The workers' <c>MaxDeliveries</c>.</summary>
    public required int MaxDeliveries { get; init; }

    /// <summary>Where ledgers, logs and the binlog are.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether the folder stays after a run in which everything held.</summary>
    public required bool Keep { get; init; }

    public Role Role { get; init; }

    /// <summary>What the ledgers call this process.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The broker, for the processes that this program starts.</summary>
    public string Server { get; init; } = string.Empty;
}
