namespace TypedJobs.Brokers.Beanstalk;

/// <content>
/// Connections that hold no job. The one that came back last is taken first, so those that a burst has left behind stay idle, and are closed: what waits in the server comes back
/// at least every <see cref="ConsumerConnection.LongestReserve"/>, and looks.
/// </content>
internal sealed partial class BeanstalkConsumer
{
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(1);

    // In the order in which they came back.
    private readonly List<(ConsumerConnection Connection, long Since)> _idle = [];

    /// <summary>Takes back a connection that holds no job.</summary>
    internal Task ReturnAsync(ConsumerConnection connection)
    {
        List<ConsumerConnection> unneeded;
        lock (_lock)
        {
            if (_disposed || !_open.Contains(connection))
            {
                unneeded = [connection];
            }
            else
            {
                unneeded = TakeUnneededWithLock();
                _idle.Add((connection, time.GetTimestamp()));
            }
        }

        return unneeded.Count == 0 ? Task.CompletedTask : Task.WhenAll(unneeded.Select(CloseAsync));
    }

    private List<ConsumerConnection> TakeUnneededWithLock()
    {
        var count = _idle.FindIndex(idle => time.GetElapsedTime(idle.Since) < LongestIdle);
        var unneeded = _idle.GetRange(0, count < 0 ? _idle.Count : count);
        _idle.RemoveRange(0, unneeded.Count);
        return unneeded.ConvertAll(static idle => idle.Connection);
    }

    private ConsumerConnection? TakeIdle()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            while (_idle.Count > 0)
            {
                var connection = _idle[^1].Connection;
                _idle.RemoveAt(_idle.Count - 1);

                // A server that goes takes all of them with it.
                if (_open.Contains(connection))
                {
                    return connection;
                }
            }

            return null;
        }
    }
}
