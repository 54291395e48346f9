namespace TypedJobs.Brokers;

/// <summary>How often a job that is held is touched: three times in its time-to-run, so that one touch may be late, or lost.</summary>
internal static class Heartbeat
{
    private const int TouchesInATimeToRun = 3;

    /// <summary>A time-to-run may be longer than a timer can wait.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>The pause between two touches.</summary>
    public static TimeSpan PauseIn(TimeSpan timeToRun)
        => timeToRun / TouchesInATimeToRun is var pause && pause < LongestPause ? pause : LongestPause;
}
