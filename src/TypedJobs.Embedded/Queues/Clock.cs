namespace TypedJobs.Embedded.Queues;

/// <summary>Nanoseconds since the broker was made, by the clock it was given.</summary>
internal sealed class Clock(TimeProvider time)
{
    public const long Second = 1_000_000_000;

    private readonly long _start = time.GetTimestamp();
    private readonly long _frequency = time.TimestampFrequency;

    public long Nanoseconds()
    {
        var elapsed = time.GetTimestamp() - _start;
        return _frequency == Second ? elapsed : (long)((Int128)elapsed * Second / _frequency);
    }
}
