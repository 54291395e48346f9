using System.Diagnostics.Metrics;

namespace TypedJobs.Workers;

/// <summary>What workers count that nobody else does: things that should not happen. The meter is called <c>TypedJobs</c>.</summary>
internal static class WorkerMeter
{
    private static readonly Meter Meter = new("TypedJobs");

    /// <summary>Jobs that were given back because this worker does not know their name or version.</summary>
    public static readonly Counter<long> Unknown = Meter.CreateCounter<long>("typedjobs.worker.unknown_jobs", "{job}");

    /// <summary>Jobs that were buried because they cannot be read.</summary>
    public static readonly Counter<long> Unreadable = Meter.CreateCounter<long>("typedjobs.worker.unreadable_jobs", "{job}");

    /// <summary>Jobs that were lost while their handler ran.</summary>
    public static readonly Counter<long> LeasesLost = Meter.CreateCounter<long>("typedjobs.worker.leases_lost", "{job}");

    /// <summary>Jobs that were buried without a failure record.</summary>
    public static readonly Counter<long> RecordsLost = Meter.CreateCounter<long>("typedjobs.worker.failure_records_lost", "{job}");
}
