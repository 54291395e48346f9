using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using TypedJobs.Beanstalk.Connections;

namespace TypedJobs.Beanstalk;

/// <summary>What the client counts; the meter is called <c>TypedJobs.Beanstalk</c>.</summary>
[SuppressMessage("Design", "CA1031", Justification = "What listeners throw is not the client's.")]
internal static class BeanstalkMeter
{
    private static readonly Meter Meter = new("TypedJobs.Beanstalk");

    private static readonly ConcurrentDictionary<Connection, bool> Open = new();

    private static readonly Counter<long> Reconnects = Meter.CreateCounter<long>(
        "typedjobs.beanstalk.reconnects", "{connection}", "Connections that took the place of a lost one");

    private static readonly Counter<long> OrphanReleases = Meter.CreateCounter<long>(
        "typedjobs.beanstalk.orphan_releases", "{job}", "Jobs given back because the caller of their reserve had gone");

    private static readonly Counter<long> UnknownOutcomes = Meter.CreateCounter<long>(
        "typedjobs.beanstalk.unknown_outcomes", "{command}", "Commands of which nobody knows whether the server carried them out, because the connection was lost or the answer made no sense");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "messaging.client.operation.duration",
        "s",
        "How long commands took, from the call to what its caller learnt; with a reserve, the wait for a job",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });

    private static readonly Counter<long> SentMessages = Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Puts, those that failed as well");

    private static readonly Counter<long> ConsumedMessages = Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Jobs that callers took");

    static BeanstalkMeter() => Meter.CreateObservableUpDownCounter(
        "typedjobs.beanstalk.unanswered_commands",
        static () => Open.Keys.Sum(static connection => connection.Unanswered),
        "{command}",
        "Commands that are sent and unanswered, over all connections: at most 256 each");

    /// <summary>Whether anybody wants to know of single commands.</summary>
    public static bool MeasuresCommands => Durations.Enabled || SentMessages.Enabled || ConsumedMessages.Enabled;

    public static void Opened(Connection connection) => Open[connection] = true;

    public static void Closed(Connection connection) => Open.TryRemove(connection, out _);

    public static void Reconnected() => Add(Reconnects, 1);

    public static void ReleasedOrphan() => Add(OrphanReleases, 1);

    public static void LostSightOf(int commands) => Add(UnknownOutcomes, commands);

    public static void Sent(in TagList tags) => Add(SentMessages, 1, tags);

    public static void Consumed(in TagList tags) => Add(ConsumedMessages, 1, tags);

    public static void Took(double seconds, in TagList tags)
    {
        try
        {
            Durations.Record(seconds, tags);
        }
        catch (Exception)
        {
            // As below.
        }
    }

    private static void Add(Counter<long> counter, long count, in TagList tags = default)
    {
        try
        {
            counter.Add(count, tags);
        }
        catch (Exception)
        {
            // Listeners are the application's, and are called where callers wait for replies: none may wait for ever for a figure's sake.
        }
    }
}
