using TypedJobs.Embedded.Queues;

namespace TypedJobs.Embedded.Connections;

/// <summary>
/// The one timer. It is only ever set to go off earlier: a deadline that was put off or cancelled, as almost all are, costs nothing but a look when it would have passed.
/// </summary>
/// <remarks>All but <c>goOff</c> is called under the switchboard's lock.</remarks>
internal sealed class Alarm : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly ITimer _timer;
    private long _setFor = Deadline.Never;

    public Alarm(TimeProvider time, Action goOff)
    {
        _timer = time.CreateTimer(_ => goOff(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It has gone off, and what is due is being done.</summary>
    public void WentOff() => _setFor = Deadline.Never;

    public void Set(long deadline, long now)
    {
        if (deadline >= _setFor)
        {
            return;
        }

        _setFor = deadline;

        // In whole milliseconds, as timers have them, and never too early.
        var wait = TimeSpan.FromMilliseconds(Math.Max(0, (deadline - now + 999_999) / 1_000_000));
        _timer.Change(wait < Longest ? wait : Longest, Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
