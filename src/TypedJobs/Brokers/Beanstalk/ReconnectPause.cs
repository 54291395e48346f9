namespace TypedJobs.Brokers.Beanstalk;

/// <summary>How long to wait before the next attempt to reach a server: doubling from a tenth of a second to ten, the upper half of it random.</summary>
internal static class ReconnectPause
{
    private const int DoublingsToLongest = 7;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <param name="failures">How many attempts in a row have failed, from 1.</param>
    public static TimeSpan After(int failures)
    {
        var pause = Shortest * (1 << Math.Min(failures - 1, DoublingsToLongest));
        pause = pause < Longest ? pause : Longest;
#pragma warning disable CA5394 // Jitter needs no secrecy.
        return pause * (0.5 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }
}
