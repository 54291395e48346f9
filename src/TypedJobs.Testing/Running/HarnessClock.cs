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

    /// <summary>Whatever is called from here on belongs to a handler.</summary>
    public void EnterHandler() => _isHandler.Value = true;

    /// <summary>Waits until a handler has set one more timer.</summary>
    /// <returns>Whether it has; if not, no job is being run.</returns>
    public async ValueTask<bool> TimerSetAsync()
        => _timers is { } timers && await timers.Reader.WaitToReadAsync().ConfigureAwait(false) && timers.Reader.TryRead(out _);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (_isHandler.Value && dueTime != Timeout.InfiniteTimeSpan)
        {
            _timers?.Writer.TryWrite(true);
        }

        return timer;
    }
}
