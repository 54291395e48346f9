using System.Diagnostics.Metrics;

namespace TypedJobs.Beanstalk;

/// <summary>What the client counts; the meter is called <c>TypedJobs.Beanstalk</c>.</summary>
internal static class BeanstalkMeter
{
    private static readonly Meter Meter = new("TypedJobs.Beanstalk");

    /// <summary>Connections that took the place of a lost one.</summary>
    public static readonly Counter<long> Reconnects = Meter.CreateCounter<long>("typedjobs.beanstalk.reconnects", "{connection}");

    /// <summary>Jobs given back because the caller of their reserve had gone.</summary>
    public static readonly Counter<long> OrphanReleases = Meter.CreateCounter<long>("typedjobs.beanstalk.orphan_releases", "{job}");

    /// <summary>Commands of which nobody knows whether the server carried them out, because the connection was lost.</summary>
    public static readonly Counter<long> UnknownOutcomes = Meter.CreateCounter<long>("typedjobs.beanstalk.unknown_outcomes", "{command}");
}
