using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Beanstalk.Tests.Servers;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

public sealed class ConnectingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_says_who_it_is_and_what_it_takes()
    {
        await using var server = await BeanstalkdServer.StartAsync("-z", "1234");
        await using var other = await BeanstalkdServer.StartAsync();

        await using var client = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Token);
        await using var otherClient = await BeanstalkClient.ConnectAsync(other.Address, cancellationToken: Token);

        Assert.Equal(server.Address, client.Address.ToString());
        Assert.Equal((1234, 65535), (client.MaxJobSize, otherClient.MaxJobSize));
        Assert.NotEmpty(client.ServerId);
        Assert.NotEqual(client.ServerId, otherClient.ServerId);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_unix_socket_serves_as_well()
    {
        var path = Path.Combine(Path.GetTempPath(), $"typedjobs-{Guid.NewGuid():N}.sock");
        await using var server = await BeanstalkdServer.StartOnUnixSocketAsync(path);
        await using var client = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Token);

        var id = await client.PutAsync("over a path"u8.ToArray(), cancellationToken: Token);

        var job = (await client.ReserveAsync(cancellationToken: Token)).Job!;
        Assert.Equal("over a path"u8, job.Body.Span);
        Assert.True(await client.DeleteAsync(id, Token));
        await client.QuitAsync(Token);
    }

    [Fact]
    public async Task A_host_name_serves_as_well()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        await using var client = await BeanstalkClient.ConnectAsync(new BeanstalkAddress("localhost", server.Port), cancellationToken: Token);

        _ = await client.StatsAsync(Token);
    }

    [Fact]
    public async Task Where_nobody_listens_the_message_names_the_address_and_what_to_do()
    {
        var port = BeanstalkdServer.FreePort();

        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(
            () => BeanstalkClient.ConnectAsync($"beanstalk://127.0.0.1:{port}", cancellationToken: Token));

        Assert.Equal(CommandOutcome.NotSent, error.Outcome);
        Assert.Contains($"beanstalk://127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"Is beanstalkd running? 'beanstalkd -l 127.0.0.1 -p {port}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_socket_the_message_names_the_path_and_what_to_do()
    {
        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(
            () => BeanstalkClient.ConnectAsync("unix:///nowhere/beanstalkd.sock", cancellationToken: Token));

        Assert.Contains(
            "there is no socket /nowhere/beanstalkd.sock. Is beanstalkd running? 'beanstalkd -l unix:/nowhere/beanstalkd.sock' starts one there.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_name_leads_nowhere_the_message_names_it_and_starts_no_server()
    {
        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(
            () => BeanstalkClient.ConnectAsync("beanstalk://nowhere.invalid", cancellationToken: Token));

        Assert.Contains("the name 'nowhere.invalid' leads to no machine", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Is beanstalkd running?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_machine_is_asked_for_a_sign_of_life()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        await using var client = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Token);

        // Linux's table of connections: addresses, state (01 is established), queues, and the timer that runs (02 is keep-alive).
        var remote = $":{server.Port:X4} 01 ";
        string[] tables = ["/proc/net/tcp", "/proc/net/tcp6"];
        var timers = tables.Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Where(line => line.Contains(remote, StringComparison.Ordinal))
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[5])
            .ToList();

        // While other connections come and go, the system may list one twice.
        Assert.NotEmpty(timers);
        Assert.All(timers, static timer => Assert.StartsWith("02:", timer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_after_the_timeout()
    {
        var time = new FakeTimeProvider();
        await using var server = ScriptedServer.StartWithGreeting("");
        var options = new BeanstalkClientOptions { ConnectTimeout = TimeSpan.FromSeconds(90), TimeProvider = time };
        var connecting = BeanstalkClient.ConnectAsync(server.Address, options, Token);

        time.Advance(TimeSpan.FromSeconds(90));

        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => connecting);
        Assert.Contains("no answer within 90 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_even_accept_is_given_up_after_the_timeout()
    {
        var time = new FakeTimeProvider();
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var endPoint = (IPEndPoint)listener.LocalEndPoint!;

        // One waits to be accepted. The system ignores whoever comes then.
        using var first = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(endPoint, Token);
        var address = new BeanstalkAddress("127.0.0.1", endPoint.Port);
        var connecting = BeanstalkClient.ConnectAsync(address, new() { ConnectTimeout = TimeSpan.FromSeconds(90), TimeProvider = time }, Token);

        time.Advance(TimeSpan.FromSeconds(90));

        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => connecting);
        Assert.Contains("no answer within 90 seconds", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("DELETED\r\n")]
    [InlineData("UNKNOWN_COMMAND\r\n")]
    [InlineData(ScriptedServer.Close)]
    public async Task What_is_no_beanstalkd_is_said_to_be_none(string greeting)
    {
        await using var server = ScriptedServer.StartWithGreeting(greeting);

        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => server.ConnectAsync(Token));

        Assert.Equal(CommandOutcome.NotSent, error.Outcome);
        Assert.Contains("does not answer as beanstalkd does", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_little_of_itself_is_one_without_limits()
    {
        await using var server = ScriptedServer.StartWithGreeting("OK 4\r\n---\n\r\n");

        await using var client = await server.ConnectAsync(Token);

        Assert.Equal((long.MaxValue, string.Empty), (client.MaxJobSize, client.ServerId));
    }

    [Fact]
    public async Task Connecting_can_be_cancelled()
    {
        using var cancelling = new CancellationTokenSource();
        await using var server = ScriptedServer.StartWithGreeting("");
        var connecting = BeanstalkClient.ConnectAsync(server.Address, cancellationToken: cancelling.Token);

        await cancelling.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task Options_are_checked_by_name()
    {
        async Task<string?> RefusedAsync(BeanstalkClientOptions options)
            => (await Assert.ThrowsAnyAsync<ArgumentException>(() => BeanstalkClient.ConnectAsync(BeanstalkAddress.Default, options, Token))).ParamName;

        Assert.Equal("ConnectTimeout", await RefusedAsync(new() { ConnectTimeout = TimeSpan.Zero }));
        Assert.Equal("MaxReplySize", await RefusedAsync(new() { MaxReplySize = 0 }));
        Assert.Equal("TimeProvider", await RefusedAsync(new() { TimeProvider = null! }));
    }

    [Fact]
    public async Task A_reply_larger_than_what_is_accepted_ends_the_connection()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        await using var client = await BeanstalkClient.ConnectAsync(server.Address, new() { MaxReplySize = 5000, Reconnect = new() { Enabled = false } }, Token);
        var small = await client.PutAsync(new byte[5000], cancellationToken: Token);
        var large = await client.PutAsync(new byte[5001], cancellationToken: Token);

        Assert.Equal(5000, (await client.PeekAsync(small, Token))!.Body.Length);
        var error = await Assert.ThrowsAsync<UnexpectedReplyException>(async () => await client.PeekAsync(large, Token));
        Assert.Contains("BeanstalkClientOptions.MaxReplySize", error.Message, StringComparison.Ordinal);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task A_pair_of_pipes_serves_as_well()
    {
        var toServer = new Pipe();
        var toClient = new Pipe();
        var connecting = BeanstalkClient.ConnectAsync(new Duplex(toClient.Reader, toServer.Writer), BeanstalkAddress.Default, cancellationToken: Token);
        await AnswerAsync("stats\r\n", ScriptedServer.WithSize("---\nid: x\nmax-job-size: 1\n"));
        await using var client = await connecting;

        var deleting = client.DeleteAsync(1, Token);
        await AnswerAsync("delete 1\r\n", "DELETED\r\n");
        Assert.True(await deleting);
        var quitting = client.QuitAsync(Token);
        await toClient.Writer.CompleteAsync();
        await quitting;

        var last = await toServer.Reader.ReadAtLeastAsync(int.MaxValue, Token);
        Assert.Equal("quit\r\n", Encoding.ASCII.GetString(last.Buffer));
        Assert.True(last.IsCompleted);

        async Task AnswerAsync(string command, string reply)
        {
            var heard = await toServer.Reader.ReadAtLeastAsync(command.Length, Token);
            Assert.Equal(command, Encoding.ASCII.GetString(heard.Buffer));
            toServer.Reader.AdvanceTo(heard.Buffer.End);
            _ = await toClient.Writer.WriteAsync(Encoding.ASCII.GetBytes(reply), Token);
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
