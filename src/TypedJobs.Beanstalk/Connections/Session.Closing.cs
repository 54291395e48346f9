namespace TypedJobs.Beanstalk.Connections;

/// <content>Ending for good.</content>
internal sealed partial class Session
{
    /// <summary>Lets the server answer what it has been sent, then ends.</summary>
    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        Connection[] connections;
        Operation[] refused;
        lock (Lock)
        {
            refused = CloseWithLock();
            if (_connection is { } connection)
            {
                // It still sends what it has been given, and takes no more.
                _connection = null;
                Close(connection);
            }

            // Those that were finished before may owe answers, too.
            connections = [.. _connections];
        }

        Refuse(refused);
        await Task.WhenAll(connections.Select(connection => connection.QuitAsync(cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>Ends at once. What waits fails. Harmless when repeated.</summary>
    public async ValueTask DisposeAsync()
    {
        Operation[] refused;
        Connection[] connections;
        Task reconnecting;
        lock (Lock)
        {
            refused = CloseWithLock();
            reconnecting = _reconnecting;
        }

        Refuse(refused);
        await _closing.CancelAsync().ConfigureAwait(false);
        await reconnecting.ConfigureAwait(false);
        lock (Lock)
        {
            connections = [.. _connections];
        }

        foreach (var connection in connections)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        _ended.TrySetResult();
    }

    private Operation[] CloseWithLock()
    {
        if (!_closed)
        {
            _closed = true;
            (_unreachable, _cause) = (Connection.ClosedHere, null);
        }

        return TakeParkedWithLock();
    }

    private void Close(Connection last)
    {
        _closed = true;
        _ = last.Ended.ContinueWith(
            static (_, ended) => ((TaskCompletionSource)ended!).TrySetResult(),
            _ended,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
