using Microsoft.Extensions.Time.Testing;

namespace TypedJobs.Tests.Support;

/// <summary>
/// A clock that says when somebody begins to wait, so that a test advances it no sooner. One that is advanced in a loop runs hours ahead of a busy machine: then each connection
/// takes its server for silent, or nobody has begun to wait for the time that has passed.
/// </summary>
public sealed class WatchedTime : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _set = [];
    private readonly List<(TimeSpan Duration, int Times, TaskCompletionSource Set)> _waiting = [];

    /// <summary>Ends when somebody has begun to wait for so long, now or before, and so often in all.</summary>
    public Task TimerAsync(TimeSpan duration, CancellationToken cancellationToken, int times = 1)
    {
        lock (_lock)
        {
            if (Times(duration) >= times)
            {
                return Task.CompletedTask;
            }

            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((duration, times, set));
            return set.Task.WaitAsync(LogSpy.Patience, cancellationToken);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, base.CreateTimer(callback, state, dueTime, period));
        Set(dueTime);
        return timer;
    }

    private void Set(TimeSpan duration)
    {
        lock (_lock)
        {
            _set.Add(duration);
            _waiting.FindAll(waiter => waiter.Duration == duration && Times(duration) >= waiter.Times).ForEach(static waiter => waiter.Set.TrySetResult());
        }
    }

    private int Times(TimeSpan duration) => _set.Count(set => set == duration);

    private sealed class Timer(WatchedTime time, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isSet = inner.Change(dueTime, period);
            time.Set(dueTime);
            return isSet;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
