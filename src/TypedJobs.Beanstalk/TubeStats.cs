using TypedJobs.Beanstalk.Protocol;

namespace TypedJobs.Beanstalk;

/// <summary>
/// The statistics of a tube, as <c>stats-tube</c> gives them.
/// A number or duration that the server does not send, or does not send as one, is zero; everything that it sent is in <see cref="Values"/>.
/// Only the name is always there: an answer without it is none.
/// </summary>
public sealed record TubeStats
{
    internal TubeStats(IReadOnlyDictionary<string, string> values)
    {
        Values = values;
        Name = StatsText.ReadTube(values.GetText("name"));
    }

    /// <summary>Everything that the server sent, under the server's own keys.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>The tube's name.</summary>
    public TubeName Name { get; }

    /// <summary>Ready jobs with a priority below 1024 in the tube, now.</summary>
    public ulong CurrentJobsUrgent => Values.GetNumber("current-jobs-urgent");

    /// <summary>Ready jobs in the tube, now.</summary>
    public ulong CurrentJobsReady => Values.GetNumber("current-jobs-ready");

    /// <summary>Jobs that clients hold in the tube, now.</summary>
    public ulong CurrentJobsReserved => Values.GetNumber("current-jobs-reserved");

    /// <summary>Delayed jobs in the tube, now.</summary>
    public ulong CurrentJobsDelayed => Values.GetNumber("current-jobs-delayed");

    /// <summary>Buried jobs in the tube, now.</summary>
    public ulong CurrentJobsBuried => Values.GetNumber("current-jobs-buried");

    /// <summary>Jobs created in the tube.</summary>
    public ulong TotalJobs => Values.GetNumber("total-jobs");

    /// <summary>Open connections that use the tube.</summary>
    public ulong CurrentUsing => Values.GetNumber("current-using");

    /// <summary>Open connections that watch the tube and wait in a reserve.</summary>
    public ulong CurrentWaiting => Values.GetNumber("current-waiting");

    /// <summary>Open connections that watch the tube.</summary>
    public ulong CurrentWatching => Values.GetNumber("current-watching");

    /// <summary>How long the tube was paused for, in whole seconds; zero when it is not paused.</summary>
    public TimeSpan Pause => Values.GetSeconds("pause");

    /// <summary>How many of its jobs were deleted.</summary>
    public ulong CmdDelete => Values.GetNumber("cmd-delete");

    /// <summary>How often it was paused.</summary>
    public ulong CmdPauseTube => Values.GetNumber("cmd-pause-tube");

    /// <summary>Until the pause ends, in whole seconds.</summary>
    public TimeSpan PauseTimeLeft => Values.GetSeconds("pause-time-left");
}
