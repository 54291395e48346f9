using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

/// <summary>A server whose replies come in pieces, with pauses between them. The time is the test's.</summary>
public sealed class TrickleTests : IDisposable
{
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>A hang becomes a failure.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();
    private readonly Pieces _pieces = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("R")]
    [InlineData("RESERVED 1 ")]
    [InlineData("RESERVED 1 65536\r\n")]
    public async Task Single_bytes_of_a_reply_that_never_becomes_whole_are_no_sign_of_life(string begun)
    {
        await using var client = await ConnectAsync();
        var reserving = client.ReserveAsync(TimeSpan.Zero, Token).AsTask();
        _pieces.Say(begun);
        await _pieces.AreReadAsync().WaitAsync(Bound, Token);

        for (var pauses = 0; pauses < 2 * ReplyTimeout / Pause && !reserving.IsCompleted; pauses++)
        {
            _time.Advance(Pause);
            _pieces.Say("1");
            await Task.WhenAny(reserving, _pieces.AreReadAsync()).WaitAsync(Bound, Token);
        }

        Assert.True(reserving.IsCompleted);
        var lost = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => reserving);
        Assert.Contains("did not answer within 10 seconds", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_body_may_take_longer_than_a_reply_as_long_as_it_goes_on()
    {
        const int Count = 32;
        await using var client = await ConnectAsync();
        var reserving = client.ReserveAsync(TimeSpan.Zero, Token).AsTask();

        _pieces.Say($"RESERVED 1 {Count * Pieces.MaxSize}\r\n");
        for (var n = 0; n < Count; n++)
        {
            await _pieces.AreReadAsync().WaitAsync(Bound, Token);
            _time.Advance(Pause);
            _pieces.Say(new string('x', Pieces.MaxSize));
        }

        _pieces.Say("\r\n");
        Assert.Equal(Count * Pieces.MaxSize, (await reserving).Job!.Body.Length);
    }

    public void Dispose() => _pieces.Dispose();

    private Task<BeanstalkClient> ConnectAsync()
    {
        _pieces.Say(ScriptedServer.WithSize("---\nid: x\nmax-job-size: 100\n"));
        return BeanstalkClient.ConnectAsync(
            new Transport(PipeReader.Create(_pieces), PipeWriter.Create(Stream.Null)), BeanstalkAddress.Default, new() { TimeProvider = _time, ReplyTimeout = ReplyTimeout }, Token);
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>What the server says. Each piece is read by itself.</summary>
    private sealed class Pieces : MemoryStream
    {
        /// <summary>A pipe over a stream asks for no fewer bytes.</summary>
        public const int MaxSize = 1024;

        private readonly Channel<byte[]> _said = Channel.CreateUnbounded<byte[]>();
        private readonly Lock _lock = new();
        private TaskCompletionSource _allRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Say(string text)
        {
            lock (_lock)
            {
                _allRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _ = _said.Writer.TryWrite(Encoding.ASCII.GetBytes(text));
            }
        }

        /// <summary>Ends when the client has read everything and asks for more.</summary>
        public Task AreReadAsync()
        {
            lock (_lock)
            {
                return _allRead.Task;
            }
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            lock (_lock)
            {
                if (_said.Reader.Count == 0)
                {
                    _allRead.TrySetResult();
                }
            }

            var piece = await _said.Reader.ReadAsync(cancellationToken);
            piece.CopyTo(buffer);
            return piece.Length;
        }
    }
}
