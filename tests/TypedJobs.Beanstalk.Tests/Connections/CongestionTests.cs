using System.Net;
using System.Net.Sockets;
using System.Text;
using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

/// <summary>A server that does not read: what it has no room for waits, and is sent when there is.</summary>
public sealed class CongestionTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // Together more than any socket takes.
    private const int Puts = 200;
    private const int Size = 100_000;

    private static readonly BeanstalkClientOptions Patient = new() { ReplyTimeout = TimeSpan.FromMinutes(2), Reconnect = new() { Enabled = false } };

    [Fact]
    public async Task What_was_not_taken_follows_the_next_answer()
    {
        using var server = new Reluctant();
        await using var client = await server.ConnectAsync(Token);
        var (touch, puts) = await AskForTooMuchAsync(server, client, () => client.TouchAsync(2, Token).AsTask());
        await server.ReadLineAsync("touch 2");

        await server.SayAsync("TOUCHED\r\n");
        Assert.True(await touch);
        await server.ReadPutsAsync(Puts);
        for (var n = 1; n <= Puts; n++)
        {
            await server.SayAsync($"INSERTED {n}\r\n");
        }

        Assert.Equal(Enumerable.Range(1, Puts).Select(static n => (ulong)n), await Task.WhenAll(puts).WaitAsync(Bound, Token));
    }

    [Fact]
    public async Task What_was_not_taken_does_not_keep_a_client_from_ending()
    {
        using var server = new Reluctant();
        var client = await server.ConnectAsync(Token);
        var (touch, puts) = await AskForTooMuchAsync(server, client, () => client.TouchAsync(2, Token).AsTask());

        await client.DisposeAsync().AsTask().WaitAsync(Bound, Token);

        foreach (var put in puts.Append<Task>(touch))
        {
            _ = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => put.WaitAsync(Bound, Token));
        }
    }

    [Fact]
    public async Task A_reserve_that_is_cancelled_closes_the_direction_behind_all_that_was_asked_for()
    {
        using var server = new Reluctant();
        await using var client = await server.ConnectAsync(Token);
        using var cancellation = new CancellationTokenSource();
        var (reserve, puts) = await AskForTooMuchAsync(server, client, () => client.ReserveAsync(TimeSpan.FromMinutes(1), cancellation.Token).AsTask());
        await server.ReadLineAsync("reserve-with-timeout 60");

        await cancellation.CancelAsync();

        _ = await Assert.ThrowsAsync<CommandCanceledException>(() => reserve.WaitAsync(Bound, Token));
        var sent = await server.ReadPutsToEndAsync();
        Assert.InRange(sent, 0, Puts);
        await server.SayAsync("TIMED_OUT\r\n" + string.Concat(Enumerable.Range(1, sent).Select(static n => $"INSERTED {n}\r\n")));
        Assert.Equal(sent, (await Task.WhenAll(puts.Select(OutcomeAsync)).WaitAsync(Bound, Token)).Count(static inserted => inserted));

        static async Task<bool> OutcomeAsync(Task<ulong> put)
        {
            try
            {
                _ = await put;
                return true;
            }
            catch (BeanstalkConnectionException)
            {
                return false;
            }
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>By a caller who has just had an answer, and so goes on where answers are received.</summary>
    private static async Task<(Task<T> First, List<Task<ulong>> Puts)> AskForTooMuchAsync<T>(Reluctant server, BeanstalkClient client, Func<Task<T>> first)
    {
        var body = new byte[Size];
        body.AsSpan().Fill((byte)'x');
        var asking = Task.Run(
            async () =>
            {
                _ = await client.TouchAsync(1, Token);
                return (first(), Enumerable.Range(0, Puts).Select(_ => client.PutAsync(body, null, Token).AsTask()).ToList());
            },
            Token);
        await server.ReadLineAsync("touch 1");
        await server.SayAsync("TOUCHED\r\n");
        return await asking.WaitAsync(Bound, Token);
    }

    /// <summary>Reads only what it is told to.</summary>
    private sealed class Reluctant : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private StreamReader _reader = null!;
        private NetworkStream _stream = null!;

        public async Task<BeanstalkClient> ConnectAsync(CancellationToken token)
        {
            _listener.Start();
            var connecting = BeanstalkClient.ConnectAsync($"beanstalk://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}", Patient, token);
            _stream = new NetworkStream(await _listener.AcceptSocketAsync(token), ownsSocket: true);
            _reader = new StreamReader(_stream, Encoding.Latin1, false, 128, leaveOpen: true);
            await ReadLineAsync("stats");
            await SayAsync(ScriptedServer.WithSize("---\nmax-job-size: 1000000\nversion: \"reluctant\"\nid: 0123456789abcdef\n"));
            return await connecting;
        }

        public async Task SayAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), Token);

        public async Task ReadLineAsync(string expected) => Assert.Equal(expected, await _reader.ReadLineAsync(Token).AsTask().WaitAsync(Bound, Token));

        public async Task ReadPutsAsync(int count)
        {
            for (var n = 0; n < count; n++)
            {
                Assert.True(await ReadPutAsync());
            }
        }

        public async Task<int> ReadPutsToEndAsync()
        {
            var count = 0;
            while (await ReadPutAsync())
            {
                count++;
            }

            return count;
        }

        public void Dispose()
        {
            _reader.Dispose();
            _stream.Dispose();
            _listener.Dispose();
        }

        private async Task<bool> ReadPutAsync()
        {
            if (await _reader.ReadLineAsync(Token).AsTask().WaitAsync(Bound, Token) is not { } command)
            {
                return false;
            }

            Assert.Equal(Size.ToString(System.Globalization.CultureInfo.InvariantCulture), command.Split(' ')[4]);
            Assert.Equal(new string('x', Size), await _reader.ReadLineAsync(Token).AsTask().WaitAsync(Bound, Token));
            return true;
        }
    }
}
