namespace TypedJobs;

/// <summary>The durations that a queue can keep: whole seconds in 32 bits (a fraction is rounded up by whoever writes them).</summary>
internal static class Seconds
{
    public static readonly TimeSpan None = TimeSpan.Zero;
    public static readonly TimeSpan One = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Max = TimeSpan.FromSeconds(uint.MaxValue);

    /// <summary>Refuses a duration that is out of range.</summary>
    /// <param name="value">The duration.</param>
    /// <param name="atLeast">The shortest that is allowed.</param>
    /// <param name="name">What the message calls it.</param>
    public static void Require(TimeSpan value, TimeSpan atLeast, string name)
    {
        if (value < atLeast || value > Max)
        {
            throw new ArgumentOutOfRangeException(
                name, value, $"{name} is {value}; it must be from {atLeast.TotalSeconds} to {uint.MaxValue} seconds.");
        }
    }
}
