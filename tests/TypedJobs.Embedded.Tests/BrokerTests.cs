using System.Net;
using System.Net.Sockets;
using TypedJobs.Beanstalk;
using TypedJobs.Embedded.Protocol;
using TypedJobs.Embedded.Tests.Servers;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Embedded.Tests;

/// <summary>The broker as a part of a program.</summary>
public sealed class BrokerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_address_names_it_and_no_other()
    {
        await using var first = new EmbeddedBroker();
        await using var second = new EmbeddedBroker();
        await using var client = await first.ConnectAsync(cancellationToken: Token);

        Assert.NotEqual(first.Address, second.Address);
        Assert.StartsWith("embedded://", first.Address.ToString(), StringComparison.Ordinal);
        Assert.Equal(first.Address, client.Address);
        Assert.Equal($"embedded://{(await client.StatsAsync(Token)).Id}", first.Address.ToString());
    }

    [Fact]
    public async Task A_client_reaches_it_by_the_option_that_says_how_to_connect()
    {
        await using var broker = new EmbeddedBroker();
        var connections = 0;
        var options = new BeanstalkClientOptions
        {
            Connect = cancellation =>
            {
                connections++;
                return broker.OpenAsync(cancellation);
            },
        };

        await using var client = await BeanstalkClient.ConnectAsync(broker.Address, options, Token);

        Assert.Equal(1ul, await client.PutAsync("x"u8.ToArray(), cancellationToken: Token));
        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task Nobody_connects_to_one_that_is_disposed()
    {
        var broker = new EmbeddedBroker();
        await broker.DisposeAsync();
        await Assert.ThrowsAsync<BeanstalkConnectionException>(() => broker.ConnectAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_to_be()
    {
        await using var first = new EmbeddedBroker();
        await using var second = new EmbeddedBroker();
        var listening = first.Listen(new IPEndPoint(IPAddress.Loopback, 0));

        var problem = Assert.Throws<SocketException>(() => second.Listen(listening));

        Assert.Equal(SocketError.AddressAlreadyInUse, problem.SocketErrorCode);
    }

    [Fact]
    public async Task A_unix_socket_that_a_killed_server_left_behind_is_replaced_and_one_in_use_is_not()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            killed.Bind(new UnixDomainSocketEndPoint(path));
        }

        await using (var broker = new EmbeddedBroker(new() { Listen = $"unix://{path}" }))
        {
            await using var other = new EmbeddedBroker();
            Assert.Throws<SocketException>(() => other.Listen(new UnixDomainSocketEndPoint(path)));
            await using var client = await BeanstalkClient.ConnectAsync($"unix://{path}", cancellationToken: Token);
            Assert.Equal(["default"], (await client.ListTubesAsync(Token)).Select(static tube => tube.ToString()));
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_file_is_not_taken_for_a_socket_that_was_left_behind()
    {
        var path = Path.GetTempFileName();
        await using var broker = new EmbeddedBroker();

        Assert.Throws<SocketException>(() => broker.Listen(new UnixDomainSocketEndPoint(path)));

        Assert.True(File.Exists(path));
        File.Delete(path);
    }

    [Fact]
    public async Task A_disposed_broker_does_not_listen()
    {
        var broker = new EmbeddedBroker();
        await broker.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => broker.Listen(new IPEndPoint(IPAddress.Loopback, 0)));
    }

    /// <summary>Every client tries 127.0.0.1 for it in the end, and not every one ::1.</summary>
    [Fact]
    public async Task Localhost_is_the_address_that_every_client_tries()
    {
        var port = BeanstalkdServer.FreePort();
        await using var broker = new EmbeddedBroker();
        broker.Listen(BeanstalkAddress.Parse($"beanstalk://localhost:{port}"));

        await using var client = await BeanstalkClient.ConnectAsync($"beanstalk://127.0.0.1:{port}", cancellationToken: Token);
    }

    [Fact]
    public void A_body_that_is_announced_and_does_not_come_takes_no_memory()
    {
        var body = new ArrivingBody();
        body.Begin(1 << 30);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(1, body.Take("x"u8));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5000)]
    public void A_body_arrives_in_any_pieces(int piece)
    {
        var sent = Enumerable.Range(0, 10_000).Select(static number => (byte)number).ToArray();
        var body = new ArrivingBody();
        body.Begin(sent.Length);
        for (var start = 0; start < sent.Length; start += piece)
        {
            var part = sent.AsSpan(start, Math.Min(piece, sent.Length - start));
            Assert.Equal(part.Length, body.Take(part));
        }

        Assert.Equal(0, body.Missing);
        Assert.Equal(sent, body.End());
    }
}
