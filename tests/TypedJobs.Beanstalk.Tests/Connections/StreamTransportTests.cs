using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

/// <summary>
/// Pipes over streams, as an application makes them for TLS or a tunnel. They keep what they could not send and try it again when they are completed, and what they
/// throw then must keep nobody waiting.
/// </summary>
public sealed class StreamTransportTests : ServerTest
{
    /// <summary>A hang becomes a failure.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly BeanstalkClientOptions Waiting = new() { Reconnect = new() { CommandsWait = true, ShortestPause = TimeSpan.FromMilliseconds(1) } };

    [Fact]
    public async Task Quitting_lets_everything_be_answered_and_ends()
    {
        var client = await ConnectAsync(ToServerAsync);
        var puts = Enumerable.Range(0, 100).Select(n => client.PutAsync(Bytes($"{n}"), cancellationToken: Token).AsTask()).ToList();

        await client.QuitAsync(Token).AsTask().WaitAsync(Bound, Token);

        Assert.Equal(100, (await Task.WhenAll(puts)).Distinct().Count());
    }

    [Fact]
    public async Task A_reserve_that_waits_is_cancelled_and_the_client_goes_on()
    {
        await using var client = await ConnectAsync(ToServerAsync);
        using var cancelling = new CancellationTokenSource();
        var reserving = client.ReserveAsync(cancellationToken: cancelling.Token).AsTask();
        await WaitingReservesAsync(Client, 1);

        await cancelling.CancelAsync();

        _ = await Assert.ThrowsAsync<CommandCanceledException>(() => reserving);
        Assert.False(await client.DeleteAsync(1, Token));
        await client.QuitAsync(Token).AsTask().WaitAsync(Bound, Token);
    }

    /// <summary>The pipe says so once when it is to send, and again when it is completed.</summary>
    [Fact]
    public async Task A_stream_that_breaks_during_the_greeting_is_a_failed_attempt_and_another_is_made()
    {
        var breaks = new Queue<bool>([false, true, true, false]);
        var first = new TaskCompletionSource<Transport>();
        await using var client = await ConnectAsync(async token =>
        {
            var transport = breaks.Dequeue() ? new Transport(PipeReader.Create(Stream.Null), PipeWriter.Create(new Faulty(0))) : await ToServerAsync(token);
            _ = first.TrySetResult(transport);
            return transport;
        });

        (await first.Task).Dispose();

        Assert.False(await EventuallyAsync(client).WaitAsync(Bound, Token));
        await client.QuitAsync(Token).AsTask().WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task A_pipe_that_refuses_what_is_left_keeps_no_connection_from_being_given_back()
    {
        var transport = await GreetedAsync(new Faulty(1));
        await using var client = await ConnectOnceAsync(transport);

        var failed = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await client.PutAsync(Bytes("lost"), cancellationToken: Token));
        await client.DisposeAsync().AsTask().WaitAsync(Bound, Token);

        Assert.Contains("sending failed", failed.Message, StringComparison.Ordinal);
        Assert.True(client.Completion.IsCompletedSuccessfully);
        Assert.True(transport.IsDisposed);
        _ = Assert.Throws<InvalidOperationException>(() => transport.Input.TryRead(out _));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_peer_that_takes_nothing_more_keeps_nobody_waiting_when_the_client_is_closed(bool puts, bool quits)
    {
        var stuck = new Stuck();
        var transport = await GreetedAsync(stuck);
        var client = await ConnectOnceAsync(transport, new() { ReplyTimeout = quits ? TimeSpan.FromMilliseconds(100) : Bound });
        var putting = puts ? client.PutAsync(Bytes("x"), cancellationToken: Token).AsTask() : null;
        await (puts ? stuck.IsStuck : Task.CompletedTask).WaitAsync(Bound, Token);

        var closing = quits ? client.QuitAsync(Token).AsTask() : client.DisposeAsync().AsTask();
        await closing.WaitAsync(Bound, Token);

        Assert.True(transport.IsDisposed);
        if (putting is not null)
        {
            Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => putting)).Outcome);
        }
    }

    [Fact]
    public async Task A_stream_that_does_not_end_keeps_nobody_waiting_who_quits()
    {
        var endless = new Endless();
        var transport = await GreetedAsync(endless);
        var client = await ConnectOnceAsync(transport, new() { ReplyTimeout = TimeSpan.FromMilliseconds(100) });

        await client.QuitAsync(Token).AsTask().WaitAsync(Bound, Token);

        Assert.True(endless.IsAskedToEnd);
        Assert.True(transport.IsDisposed);
    }

    private async Task<BeanstalkClient> ConnectAsync(Func<CancellationToken, Task<Transport>> connect)
        => await BeanstalkClient.ConnectAsync(Server.Address, Waiting with { Connect = async token => await connect(token) }, Token);

    private static Task<BeanstalkClient> ConnectOnceAsync(Transport transport, BeanstalkClientOptions? options = null)
        => BeanstalkClient.ConnectAsync(transport, BeanstalkAddress.Default, options, Token);

    private async Task<Transport> ToServerAsync(CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", Server.Port, token);
        return new Transport(PipeReader.Create(new NetworkStream(socket, ownsSocket: true)), PipeWriter.Create(new Sending(socket)), socket);
    }

    /// <summary>One whose peer has said already who it is.</summary>
    private static async Task<Transport> GreetedAsync(Stream output)
    {
        var toClient = new Pipe();
        _ = await toClient.Writer.WriteAsync(Encoding.ASCII.GetBytes(ScriptedServer.WithSize("---\nid: x\nmax-job-size: 100\n")), Token);
        return new Transport(toClient.Reader, PipeWriter.Create(output));
    }

    /// <summary>What is on its way when a connection breaks fails; then there is the next.</summary>
    private static async Task<bool> EventuallyAsync(BeanstalkClient client)
    {
        while (true)
        {
            try
            {
                return await client.DeleteAsync(1, Token);
            }
            catch (BeanstalkConnectionException)
            {
            }
        }
    }

    private sealed class Transport(PipeReader input, PipeWriter output, Socket? socket = null) : IDuplexPipe, IDisposable
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;

        public bool IsDisposed { get; private set; }

        public void Dispose()
        {
            IsDisposed = true;
            socket?.Dispose();
        }
    }

    /// <summary>The sending direction: whoever closes it can still read.</summary>
    private sealed class Sending(Socket socket) : NetworkStream(socket, ownsSocket: false)
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing && Socket.Connected)
            {
                Socket.Shutdown(SocketShutdown.Send);
            }

            base.Dispose(disposing);
        }
    }

    /// <summary>Takes so many writes, and none after them.</summary>
    private sealed class Faulty(int writes) : MemoryStream
    {
        private int _left = writes;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
            => Interlocked.Decrement(ref _left) < 0 ? throw new IOException("broken pipe") : default;
    }

    /// <summary>Has a last word for a peer that takes nothing, as TLS may.</summary>
    private class Endless : MemoryStream
    {
        public bool IsAskedToEnd { get; private set; }

        public override async ValueTask DisposeAsync()
        {
            IsAskedToEnd = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
            await base.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }

    /// <summary>The greeting goes through, and then there is no room, not for a last word either.</summary>
    private sealed class Stuck : Endless
    {
        private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _writes;

        public Task IsStuck => _stuck.Task;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Interlocked.Increment(ref _writes) > 1)
            {
                _stuck.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
        }
    }
}
