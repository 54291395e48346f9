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

    /// <summary>How long commands took, from the call to what its caller learnt; with a reserve, the wait for a job.</summary>
    public static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "messaging.client.operation.duration",
        "s",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });

    /// <summary>Puts, those that failed as well.</summary>
    public static readonly Counter<long> SentMessages = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}");

    /// <summary>Jobs that callers took.</summary>
    public static readonly Counter<long> ConsumedMessages = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}");

    /// <summary>Whether anybody wants to know of single commands.</summary>
    public static bool MeasuresCommands => Durations.Enabled || SentMessages.Enabled || ConsumedMessages.Enabled;

    public static void Opened(Connection connection) => Open[connection] = true;

    public static void Closed(Connection connection) => Open.TryRemove(connection, out _);
}
