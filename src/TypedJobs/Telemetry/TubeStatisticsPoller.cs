using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Brokers;
using TypedJobs.Inspection;

namespace TypedJobs.Telemetry;

/// <summary>
/// Asks the broker for its tubes now and then, and gives what it says as metrics: <c>typedjobs.tube.jobs</c> by state, <c>typedjobs.tube.watching</c> and
/// <c>typedjobs.tube.waiting</c>. A tube that is gone has no metrics any more, and while the broker cannot be asked no tube has any.
/// </summary>
/// <remarks>One such poller for a server is enough, wherever it runs.</remarks>
public sealed class TubeStatisticsPoller : IDisposable
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    private readonly IJobInspector _inspector;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Of its own, so that the instruments end with it.</summary>
    private readonly Meter _meter = new(JobTelemetry.Name);

    private IReadOnlyList<TubeStatus> _tubes = [];

    /// <summary>Creates a poller; it asks nothing before <see cref="RunAsync"/>.</summary>
    /// <param name="inspector">Whom to ask. It belongs to the caller.</param>
    /// <param name="interval">How often: from a second to a day; 15 seconds if null.</param>
    /// <param name="loggerFactory">Takes the log; none if null.</param>
    /// <param name="timeProvider">The clock; the system's if null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is out of its range.</exception>
    public TubeStatisticsPoller(IJobInspector inspector, TimeSpan? interval = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(inspector);
        RequireInRange(interval);
        _interval = interval ?? TimeSpan.FromSeconds(15);
        _inspector = inspector;
        _time = timeProvider ?? TimeProvider.System;
        _logger = HarmlessLogger.Of<TubeStatisticsPoller>(loggerFactory);
        _meter.CreateObservableUpDownCounter("typedjobs.tube.jobs", MeasureJobs, "{job}", "Jobs in a tube, by state.");
        _meter.CreateObservableUpDownCounter(
            "typedjobs.tube.watching", () => Measure(static tube => tube.Watching), "{connection}", "Connections that take jobs from a tube.");
        _meter.CreateObservableUpDownCounter(
            "typedjobs.tube.waiting", () => Measure(static tube => tube.Waiting), "{connection}", "Connections that wait for a job of a tube.");
    }

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is less than a second or more than a day.</exception>
    internal static void RequireInRange(TimeSpan? interval)
    {
        if (interval < TimeSpan.FromSeconds(1) || interval > LongestInterval)
        {
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "Tubes can be asked for once a second at most and once a day at least.");
        }
    }

    /// <summary>Asks until it is told to stop. A broker that is down is asked again at the next turn.</summary>
    /// <param name="stopping">Cancelled to stop it; the task then ends without an exception.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        var wasReached = true;
        try
        {
            do
            {
                wasReached = await TryPollAsync(wasReached, stopping).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // That is the end.
        }
        finally
        {
            Volatile.Write(ref _tubes, []);
        }
    }

    /// <summary>Ends the metrics.</summary>
    public void Dispose() => _meter.Dispose();

    private async ValueTask<bool> TryPollAsync(bool wasReached, CancellationToken stopping)
    {
        try
        {
            Volatile.Write(ref _tubes, await _inspector.GetTubesAsync(stopping).ConfigureAwait(false));
            return true;
        }
        catch (BrokerException exception)
        {
            Volatile.Write(ref _tubes, []);
            if (wasReached)
            {
                Log.TubesUnknown(_logger, exception);
            }

            return false;
        }
    }

    private IEnumerable<Measurement<long>> Measure(Func<TubeStatus, long> value)
        => Volatile.Read(ref _tubes).Select(tube => new Measurement<long>(value(tube), MessagingTags.Of(tube.Name)));

    private IEnumerable<Measurement<long>> MeasureJobs()
    {
        foreach (var tube in Volatile.Read(ref _tubes))
        {
            yield return OfState(tube, "ready", tube.Ready);
            yield return OfState(tube, "delayed", tube.Delayed);
            yield return OfState(tube, "reserved", tube.Reserved);
            yield return OfState(tube, "buried", tube.Buried);
        }
    }

    private static Measurement<long> OfState(TubeStatus tube, string state, long jobs)
    {
        var tags = MessagingTags.Of(tube.Name);
        tags.Add(MessagingTags.JobState, state);
        return new Measurement<long>(jobs, tags);
    }
}
