using System.Diagnostics.Metrics;
using TypedJobs.Telemetry;

namespace TypedJobs.Workers;

/// <summary>What workers count of jobs that do not simply complete. How handlers end is counted where they are observed: <see cref="ProcessObservation"/>.</summary>
internal static class WorkerMeter
{
    /// <summary>Jobs that were released to come again, as a failure.</summary>
    public static readonly Counter<long> Retried = JobTelemetry.Meter.CreateCounter<long>("typedjobs.worker.retried_jobs", "{job}", "Jobs that were released to come again, as a failure.");

    /// <summary>Jobs that were snoozed.</summary>
    public static readonly Counter<long> Snoozed = JobTelemetry.Meter.CreateCounter<long>("typedjobs.worker.snoozed_jobs", "{job}", "Jobs that were snoozed.");

    /// <summary>Jobs that were buried, for whichever reason.</summary>
    public static readonly Counter<long> Buried = JobTelemetry.Meter.CreateCounter<long>("typedjobs.worker.buried_jobs", "{job}", "Jobs that were buried, for whichever reason.");

    /// <summary>Jobs that were given back because this worker does not know their name or version.</summary>
    public static readonly Counter<long> Unknown = JobTelemetry.Meter.CreateCounter<long>("typedjobs.worker.unknown_jobs", "{job}", "Jobs that were given back because this worker does not know their name or version.");

    /// <summary>Jobs that were buried because they cannot be read.</summary>
    public static readonly Counter<long> Unreadable = JobTelemetry.Meter.CreateCounter<long>("typedjobs.worker.unreadable_jobs", "{job}", "Jobs that were buried because they cannot be read.");

    /// <summary>Jobs that were lost while their handler ran.</summary>
    public static readonly Counter<long> LeasesLost = JobTelemetry.Meter.CreateCounter<long>("typedjobs.worker.leases_lost", "{job}", "Jobs that were lost while their handler ran.");

    /// <summary>Jobs that were buried without a failure record.</summary>
    public static readonly Counter<long> RecordsLost = JobTelemetry.Meter.CreateCounter<long>("typedjobs.worker.failure_records_lost", "{job}", "Jobs that were buried without a failure record.");
}
