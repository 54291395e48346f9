using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Beanstalk.Tests.Servers;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

/// <summary>What the application gives to the client may throw: no caller waits for ever for that.</summary>
public sealed class ApplicationFaultTests : ServerTest
{
    private static readonly BeanstalkClientOptions Waiting = new() { Reconnect = new() { CommandsWait = true, ShortestPause = TimeSpan.FromMilliseconds(1) } };

    [Fact]
    public async Task A_way_of_connecting_that_throws_is_tried_again()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        var address = BeanstalkAddress.Parse(proxy.Address);
        var faults = new Queue<Exception>([new InvalidOperationException("no tunnel"), new TimeoutException("slow tunnel"), new OperationCanceledException("gave up")]);
        var first = true;
        await using var client = await BeanstalkClient.ConnectAsync(address, Waiting with { Connect = ConnectAsync }, Token);

        proxy.Connections[0].Cut();
        while (faults.Count > 0)
        {
            await Task.Yield();
        }

        Assert.False(await client.DeleteAsync(1, Token));

        async ValueTask<IDuplexPipe> ConnectAsync(CancellationToken token)
        {
            var fault = first || !faults.TryDequeue(out var next) ? null : next;
            first = false;
            return fault is null ? await SocketTransport.ConnectAsync(address, Waiting.ReplyTimeout, token) : throw fault;
        }
    }

    [Fact]
    public async Task A_way_of_connecting_that_throws_is_named()
    {
        var options = Waiting with { Connect = _ => throw new InvalidOperationException("no tunnel") };

        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => BeanstalkClient.ConnectAsync(Server.Address, options, Token));

        Assert.Contains("BeanstalkClientOptions.Connect failed: no tunnel", error.Message, StringComparison.Ordinal);
        Assert.Equal(CommandOutcome.NotSent, error.Outcome);
    }

    [Fact]
    public async Task A_logger_that_throws_harms_nothing()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        using var loggers = new Faulty();
        await using var client = await BeanstalkClient.ConnectAsync(proxy.Address, Waiting with { LoggerFactory = loggers }, Token);
        var reserving = client.ReserveAsync(cancellationToken: Token).AsTask();
        await WaitingReservesAsync(Client, 1);

        proxy.Connections[0].Cut();

        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => reserving)).Outcome);
        Assert.False(await client.DeleteAsync(1, Token));
    }

    [Fact]
    public async Task A_listener_that_throws_harms_nothing()
    {
        await using var client = await ConnectAsync();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "TypedJobs.Beanstalk")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Fail(tags));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Fail(tags));
        listener.Start();

        var id = await client.PutAsync(Bytes("x"), cancellationToken: Token);
        Assert.True(await client.DeleteAsync(id, Token));

        // Only for this test's server: others run beside it.
        void Fail(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Contains(new("server.port", Server.Port)))
            {
                throw new InvalidOperationException("listener");
            }
        }
    }

    private sealed class Faulty : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => throw new InvalidOperationException("logger");

        public void Dispose()
        {
        }
    }
}
