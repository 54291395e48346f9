namespace TypedJobs.Beanstalk.Protocol;

/// <summary>Durations as the protocol has them: whole seconds. Rounded up, so that nothing is ready or runs out sooner than asked for.</summary>
internal static class WireSeconds
{
    /// <summary>The seconds of a duration, from 0 to <paramref name="max"/>.</summary>
    /// <param name="duration">The duration.</param>
    /// <param name="name">The parameter or option that it came from.</param>
    /// <param name="max">The most that the protocol takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer than the protocol takes.</exception>
    public static uint RoundUp(TimeSpan duration, string name, uint max = uint.MaxValue)
    {
        var seconds = Math.DivRem(duration.Ticks, TimeSpan.TicksPerSecond, out var rest) + (rest > 0 ? 1 : 0);
        return duration >= TimeSpan.Zero && seconds <= max
            ? (uint)seconds
            : throw new ArgumentOutOfRangeException(name, duration, $"{name} must be from 0 to {max} seconds.");
    }

    /// <summary>The same, where zero makes no sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or longer than the protocol takes.</exception>
    public static uint RoundUpAboveZero(TimeSpan duration, string name)
        => duration > TimeSpan.Zero
            ? RoundUp(duration, name)
            : throw new ArgumentOutOfRangeException(name, duration, $"{name} must be above zero and at most {uint.MaxValue} seconds.");
}
