namespace TypedJobs.Beanstalk;

/// <summary>
/// What a client does when its connection is lost: it makes a new one at once, and if that fails, again and again after pauses that grow.
/// A connection that is lost before it has answered a command, and before <see cref="LongestPause"/> has passed, counts as an attempt that failed.
/// Watched tubes are watched again before any command is sent; the tube in use is restored before the first command that is about it.
/// </summary>
public sealed record ReconnectOptions
{
    /// <summary>Whether there is a new connection at all. Default true. If not, every command fails once the connection is over.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// Whether commands wait while the server cannot be reached, up to <see cref="MaxWaiting"/> of them and each as long as its token allows.
    /// Default false: from the first attempt that failed to the first that succeeds they fail at once, as not sent.
    /// Either way commands wait for the first attempt after a loss, which takes at most <see cref="BeanstalkClientOptions.ConnectTimeout"/>, and for the pause
    /// before it, if the lost connection counts as an attempt that failed.
    /// </summary>
    public bool CommandsWait { get; init; }

    /// <summary>How many commands may wait while there is no connection; more fail at once, as not sent. Above 0. Default 10,000.</summary>
    public int MaxWaiting { get; init; } = 10_000;

    /// <summary>The pause after the first attempt that failed; it doubles with each further one. Above 0. Default 100 milliseconds.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause that is never exceeded. At least <see cref="ShortestPause"/>, at most a day. Default 10 seconds.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait after so many failures in a row; the upper half of it is random, so that not all clients come back at once.</summary>
    /// <param name="failures">From 1.</param>
    public TimeSpan PauseAfter(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var pause = ShortestPause;
        for (var doubled = 1; doubled < failures && pause < LongestPause; doubled++)
        {
            pause *= 2;
        }

        pause = pause < LongestPause ? pause : LongestPause;
#pragma warning disable CA5394 // Jitter needs no secrecy.
        return pause * (0.5 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }

    internal void Validate()
    {
        if (MaxWaiting <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxWaiting), MaxWaiting, $"{nameof(ReconnectOptions)}.{nameof(MaxWaiting)} must be above zero.");
        }

        if (ShortestPause <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(ShortestPause), ShortestPause, $"{nameof(ReconnectOptions)}.{nameof(ShortestPause)} must be above zero.");
        }

        if (LongestPause < ShortestPause || LongestPause > TimeSpan.FromDays(1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(LongestPause),
                LongestPause,
                $"{nameof(ReconnectOptions)}.{nameof(LongestPause)} must be at least {nameof(ShortestPause)} and at most a day.");
        }
    }
}
