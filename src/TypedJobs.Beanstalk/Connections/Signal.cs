using System.Threading.Tasks.Sources;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>
/// Wakes one waiting loop. Many may set it; setting it twice wakes once. The loop runs on, never on the thread that set the signal.
/// </summary>
internal sealed class Signal : IValueTaskSource
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private bool _set;

    public void Set()
    {
        lock (_lock)
        {
            if (!_set)
            {
                _set = true;
                _source.SetResult(true);
            }
        }
    }

    /// <summary>Completes when the signal is or was set. The next wait begins unset.</summary>
    public ValueTask WaitAsync() => new(this, _source.Version);

    void IValueTaskSource.GetResult(short token)
    {
        lock (_lock)
        {
            _ = _source.GetResult(token);
            _source.Reset();
            _set = false;
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _source.OnCompleted(continuation, state, token, flags);
}
