using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Protocol;

/// <summary>
/// What the real server says to what the client never sends: that the checks in front of it are needed, and that the connection
/// ends where the server's next words may be answers to parts of a body.
/// </summary>
public sealed class MalformedCommandTests : ServerTest
{
    [Theory]
    [InlineData("use -x")]
    [InlineData("use a*b")]
    [InlineData("delete x")]
    [InlineData("put -1 0 1 5")]
    public async Task A_malformed_line_gets_BAD_FORMAT(string line)
    {
        await using var connection = await OpenAsync();

        _ = await Assert.ThrowsAsync<BadFormatException>(async () => await SendAsync(connection, line, "quit!"));

        Assert.False(connection.IsConnected);
    }

    [Fact]
    public async Task A_tube_name_of_201_bytes_gets_BAD_FORMAT()
    {
        await using var connection = await OpenAsync();

        _ = await Assert.ThrowsAsync<BadFormatException>(async () => await SendAsync(connection, "use " + new string('x', 201)));
    }

    [Fact]
    public async Task A_word_that_is_no_command_gets_UNKNOWN_COMMAND()
    {
        await using var connection = await OpenAsync();

        _ = await Assert.ThrowsAsync<UnknownCommandException>(async () => await SendAsync(connection, "dance"));

        Assert.False(connection.IsConnected);
    }

    [Fact]
    public async Task A_body_longer_than_its_size_gets_EXPECTED_CRLF()
    {
        await using var connection = await OpenAsync();

        var reply = await SendAsync(connection, "put 0 0 1 3", "delete 1");

        Assert.Equal(ReplyKind.ExpectedCrlf, reply);
    }

    [Fact]
    public async Task A_body_above_the_limit_gets_JOB_TOO_BIG_and_the_connection_goes_on()
    {
        await using var connection = await OpenAsync();

        var reply = await SendAsync(connection, "put 0 0 1 65536", new string('x', 65536));

        Assert.Equal(ReplyKind.JobTooBig, reply);
        Assert.Equal(ReplyKind.NotFound, await SendAsync(connection, "delete 1"));
    }

    private static ValueTask<ReplyKind> SendAsync(Session connection, string line, string? body = null)
        => connection.SendAsync(Operation<RawCommand, ReplyKind>.For(new RawCommand(line, body)), Token);

    private Task<Session> OpenAsync()
        => Session.ConnectAsync(
            async token => await SocketTransport.ConnectAsync(Client.Address, new BeanstalkClientOptions().ReplyTimeout, inPool: false, token),
            Client.Address,
            new() { Reconnect = new() { Enabled = false } },
            NullLogger.Instance,
            new WatchedTubes(),
            Token);

    private readonly record struct RawCommand(string Line, string? Body) : ICommand<ReplyKind>
    {
        public static string Name => "raw";

        public void WriteTo(ref CommandWriter writer)
        {
            writer.Line(Encoding.ASCII.GetBytes(Line));
            if (Body is not null)
            {
                writer.Body(Encoding.ASCII.GetBytes(Body));
            }
        }

        public ReplyKind Interpret(in Reply reply)
            => reply.Kind is ReplyKind.BadFormat or ReplyKind.UnknownCommand ? throw reply.ToException(Name) : reply.Kind;
    }
}
