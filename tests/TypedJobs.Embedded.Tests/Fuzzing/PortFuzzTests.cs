using System.Net;
using System.Net.Sockets;
using CsCheck;
using TypedJobs.Embedded.Tests.Conformance;
using TypedJobs.Embedded.Tests.Servers;
using Xunit;

namespace TypedJobs.Embedded.Tests.Fuzzing;

/// <summary>
/// Any bytes in any pieces on a port: the broker answers, goes on, and keeps nothing of a connection that has ended. That it answers what beanstalkd answers is for the
/// random conversations to say. CsCheck_Iter sets how many streams (100 unless it is set).
/// </summary>
public sealed class PortFuzzTests
{
    private static readonly Gen<string> Word = Gen.OneOf(
        RandomCommands.AnyOf(
            "put", "peek", "peek-ready", "reserve", "reserve-with-timeout", "reserve-job", "delete", "release", "bury", "kick", "kick-job", "touch", "stats", "stats-job", "stats-tube",
            "use", "watch", "ignore", "list-tubes", "pause-tube", "quit", "default", "-", string.Empty),
        RandomCommands.AnyOf("0", "1", "-1", "+1", "2147483648", "4294967295", "4294967296", "18446744073709551615", "18446744073709551616", new string('9', 220)),
        Gen.Int[195, 230].Select(static length => new string('n', length)),
        Gen.String[Gen.Char['\0', 'ÿ'], 0, 8]);

    private static readonly Gen<string> LineEnd = RandomCommands.AnyOf("\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n", "\0", string.Empty);

    private static readonly Gen<string> Line = Gen.Select(Word.Array[1, 6], LineEnd, static (words, end) => string.Join(' ', words) + end);

    private static readonly Gen<string> Body = Gen.Select(
        Gen.Int[0, 70_000], Gen.Int[-3, 3], static (size, error) => $"put 0 0 1 {size}\r\n{new string('b', Math.Max(0, size + error))}\r\n");

    private static readonly Gen<(string[] Lines, int[] Cuts)> Streams = Gen.Select(Gen.Frequency((30, Line), (1, Body)).Array[1, 60], Gen.Int[1, 300].Array[0, 10]);

    [Fact]
    public async Task Any_bytes_are_answered_and_nothing_stays_of_their_connection()
    {
        await using var broker = new EmbeddedBroker();
        var listening = broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        await using var observer = new Wire(await broker.OpenAsync(TestContext.Current.CancellationToken));
        await Streams.SampleAsync(
            async stream =>
            {
                await using (var wire = await ConnectAsync(listening))
                {
                    await SendAsync(wire, string.Concat(stream.Lines), stream.Cuts);
                    _ = await wire.ReadToEndAsync();
                }

                await observer.SendAsync("stats\r\n");
                var stats = await observer.ReadReplyAsync();
                Assert.Contains("current-jobs-reserved: 0\n", stats, StringComparison.Ordinal);
                Assert.Contains("current-connections: 1\n", stats, StringComparison.Ordinal);
                Assert.Contains("current-waiting: 0\n", stats, StringComparison.Ordinal);
            },
            threads: 1,
            print: static stream => string.Concat(stream.Lines));
    }

    /// <summary>Sends while nothing is read, as whoever means harm would; what does not fit the connection any more is left out.</summary>
    private static async Task SendAsync(Wire wire, string bytes, int[] cuts)
    {
        var start = 0;
        try
        {
            foreach (var cut in cuts.Append(bytes.Length))
            {
                var end = Math.Min(bytes.Length, start + cut);
                await wire.SendAsync(bytes[start..end]);
                start = end;
            }

            await wire.FinishSendingAsync();
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            // A `quit` was among them.
        }
    }

    private static async Task<Wire> ConnectAsync(EndPoint listening)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(listening, TestContext.Current.CancellationToken);
        return new Wire(socket);
    }
}
