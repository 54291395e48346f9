using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace TypedJobs.Testing.Running;

/// <summary>A clock that only the test moves, and that notices when a handler waits for it.</summary>
internal sealed class HarnessClock : FakeTimeProvider
{
    private readonly AsyncLocal<bool> _isHandler = new();
    private volatile Channel<bool>? _timers;

    /// <summary>A run begins: timers of handlers are noticed from now on.</summary>
    public void BeginRun() => _timers = Channel.CreateUnbounded<bool>();

    /// <summary>The run is over: nobody will set a timer any more.</summary>
    public void EndRun() => _timers?.Writer.Complete();

    /// <summary>Whatever is called from here on belongs to a handler; what the one before it has set is none of its timers.</summary>
    public void EnterHandler()
    {
        _isHandler.Value = true;
        while (_timers?.Reader.TryRead(out _) == true)
        {
        }
    }

    /// <summary>Waits until a handler has set one more timer.</summary>
    /// <returns>Whether it has; if not, no job is being run.</returns>
    public async ValueTask<bool> TimerSetAsync()
        => _timers is { } timers && await timers.Reader.WaitToReadAsync().ConfigureAwait(false) && timers.Reader.TryRead(out _);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Notice(dueTime);
        return new NoticedTimer(this, base.CreateTimer(callback, state, dueTime, period));
    }

    private void Notice(TimeSpan dueTime)
    {
        if (_isHandler.Value && dueTime != Timeout.InfiniteTimeSpan)
        {
            _timers?.Writer.TryWrite(true);
        }
    }

    /// <summary>A timer that may be set after it was made, as <see cref="CancellationTokenSource.CancelAfter(TimeSpan)"/> does.</summary>
    private sealed class NoticedTimer(HarnessClock clock, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isSet = inner.Change(dueTime, period);
            clock.Notice(dueTime);
            return isSet;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
