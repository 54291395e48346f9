using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TypedJobs.Beanstalk.Connections;

namespace TypedJobs.Beanstalk;

/// <summary>What the client counts; the meter is called <c>TypedJobs.Beanstalk</c>.</summary>
internal static class BeanstalkMeter
{
    private static readonly Meter Meter = new("TypedJobs.Beanstalk");

    private static readonly ConcurrentDictionary<Connection, bool> Open = new();

    /// <summary>Connections that took the place of a lost one.</summary>
    public static readonly Counter<long> Reconnects = Meter.CreateCounter<long>("typedjobs.beanstalk.reconnects", "{connection}");

    /// <summary>Jobs given back because the caller of their reserve had gone.</summary>
    public static readonly Counter<long> OrphanReleases = Meter.CreateCounter<long>("typedjobs.beanstalk.orphan_releases", "{job}");

    /// <summary>Commands of which nobody knows whether the server carried them out, because the connection was lost.</summary>
    public static readonly Counter<long> UnknownOutcomes = Meter.CreateCounter<long>("typedjobs.beanstalk.unknown_outcomes", "{command}");

    /// <summary>Commands that are sent and unanswered, over all connections: at most 256 each.</summary>
    public static readonly ObservableUpDownCounter<int> Unanswered = Meter.CreateObservableUpDownCounter(
        "typedjobs.beanstalk.unanswered_commands", static () => Open.Keys.Sum(static connection => connection.Unanswered), "{command}");

    public static void Opened(Connection connection) => Open[connection] = true;

    public static void Closed(Connection connection) => Open.TryRemove(connection, out _);
}
