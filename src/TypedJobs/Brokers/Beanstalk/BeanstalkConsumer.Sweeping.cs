namespace TypedJobs.Brokers.Beanstalk;

/// <content>Removing the alibis of jobs that are gone: once at the beginning, and seldom thereafter.</content>
internal sealed partial class BeanstalkConsumer
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _endSweeping = new();
    private ITimer? _sweeping;

    /// <summary>Called for each connection that is made; only the first has something to do.</summary>
    private Task BeginSweepingAsync(ConsumerConnection connection, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_sweeping is not null || _disposed)
            {
                return Task.CompletedTask;
            }

            _sweeping = time.CreateTimer(_ => _ = SweepAsync(), state: null, SweepInterval, SweepInterval);
        }

        return connection.SweepAlibisAsync(tubes, cancellationToken);
    }

    private async Task SweepAsync()
    {
        try
        {
            var connection = await TakeAsync(_endSweeping.Token).ConfigureAwait(false);
            try
            {
                await connection.SweepAlibisAsync(tubes, _endSweeping.Token).ConfigureAwait(false);
                await ReturnAsync(connection).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is BrokerException or OperationCanceledException)
            {
                // The next time will do, if there is one.
                await CloseAsync(connection).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException)
        {
            // It is not wanted any more.
        }
    }
}
