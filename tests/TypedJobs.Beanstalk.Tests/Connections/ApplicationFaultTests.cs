using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Beanstalk.Tests.Servers;
using TypedJobs.TestServers;
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
        await Eventually.IsSoAsync(() => faults.Count == 0);

        Assert.False(await client.DeleteAsync(1, Token));

        async ValueTask<IDuplexPipe> ConnectAsync(CancellationToken token)
        {
            var fault = first || !faults.TryDequeue(out var next) ? null : next;
            first = false;
            return fault is null ? await SocketTransport.ConnectAsync(address, Waiting.ReplyTimeout, inPool: false, token) : throw fault;
        }
    }

    public static TheoryData<Exception> Faults =>
    [
        new InvalidOperationException("no tunnel"),
        new IOException("no tunnel"),
        new SocketException(0, "no tunnel"),
        new OperationCanceledException("no tunnel"),
        new BeanstalkConnectionException("no tunnel", CommandOutcome.Unknown, null),
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_way_of_connecting_that_throws_is_named(Exception fault)
    {
        var error = await CannotConnectAsync(_ => throw fault);

        Assert.EndsWith("BeanstalkClientOptions.Connect failed: no tunnel", error.Message, StringComparison.Ordinal);
        Assert.Same(fault, error.InnerException);
    }

    [Fact]
    public async Task A_way_of_connecting_that_leads_nowhere_is_named()
        => Assert.EndsWith("BeanstalkClientOptions.Connect failed: it returned null.", (await CannotConnectAsync(static _ => default)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_way_of_connecting_that_leads_to_what_breaks_is_not_to_blame()
    {
        var error = await CannotConnectAsync(
            static _ => ValueTask.FromResult<IDuplexPipe>(new Duplex(PipeReader.Create(Stream.Null), PipeWriter.Create(new SendsOnce(alreadySent: true)))));

        Assert.Contains("what listens there does not answer as beanstalkd does. broken pipe", error.Message, StringComparison.Ordinal);
    }

    private async Task<BeanstalkConnectionException> CannotConnectAsync(Func<CancellationToken, ValueTask<IDuplexPipe>> connect)
    {
        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(
            () => BeanstalkClient.ConnectAsync(Server.Address, Waiting with { Connect = connect }, Token));
        Assert.Equal(CommandOutcome.NotSent, error.Outcome);
        Assert.StartsWith($"Cannot connect to {Server.Address}: ", error.Message, StringComparison.Ordinal);
        return error;
    }

    /// <summary>What was half written may have arrived, and its answer may come late: it is nobody's then, and the next command has a connection of its own.</summary>
    [Fact]
    public async Task What_cannot_be_sent_fails_as_unknown_and_its_late_answer_is_given_to_nobody()
    {
        var toClient = new Pipe();
        var first = true;
        var options = Waiting with { Connect = ConnectAsync };
        await using var client = await BeanstalkClient.ConnectAsync(BeanstalkAddress.Parse(Server.Address), options, Token);

        var failed = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await client.PutAsync(Bytes("lost"), cancellationToken: Token));
        _ = await toClient.Writer.WriteAsync("INSERTED 4711\r\n"u8.ToArray(), Token);
        var id = await client.PutAsync(Bytes("next"), cancellationToken: Token);

        Assert.Equal(CommandOutcome.Unknown, failed.Outcome);
        Assert.Contains("sending failed", failed.Message, StringComparison.Ordinal);
        Assert.Equal("next", Text(await Client.PeekAsync(id, Token)));

        async ValueTask<IDuplexPipe> ConnectAsync(CancellationToken token)
        {
            if (!first)
            {
                return await SocketTransport.ConnectAsync(BeanstalkAddress.Parse(Server.Address), Waiting.ReplyTimeout, inPool: false, token);
            }

            first = false;
            _ = await toClient.Writer.WriteAsync(Encoding.ASCII.GetBytes(ScriptedServer.WithSize("---\nid: x\nmax-job-size: 100\n")), token);
            return new Duplex(toClient.Reader, PipeWriter.Create(new SendsOnce()));
        }
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

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>The greeting goes through, and nothing after it.</summary>
    private sealed class SendsOnce(bool alreadySent = false) : MemoryStream
    {
        private bool _sent = alreadySent;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
            => Interlocked.Exchange(ref _sent, true) ? throw new IOException("broken pipe") : default;
    }
}
