using System.Diagnostics.Metrics;
using TypedJobs.Telemetry;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>What the broker counts of its connections. What the connections themselves count is on the core client's own meter.</summary>
internal static class BrokerMeter
{
    /// <summary>Connections of producers and workers that took the place of a lost one.</summary>
    public static readonly Counter<long> Reconnects = JobTelemetry.Meter.CreateCounter<long>(
        "typedjobs.broker.reconnects", "{connection}", "Connections of producers and workers that took the place of a lost one.");
}
