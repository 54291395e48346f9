using System.Net;
using System.Net.Sockets;
using TypedJobs.Beanstalk;
using TypedJobs.TestServers;

namespace TypedJobs.Embedded.Tests.Servers;

/// <summary>How the embedded broker is reached.</summary>
public enum Target
{
    Pipe,
    Tcp,
    UnixSocket,
}

/// <summary>A beanstalkd or an embedded broker, fresh, with connections to it.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly IAsyncDisposable _server;
    private readonly Func<Task> _drain;
    private readonly Func<Task<Wire>> _connect;

    private ServerUnderTest(IAsyncDisposable server, Func<Task> drain, Func<Task<Wire>> connect) => (_server, _drain, _connect) = (server, drain, connect);

    public static async Task<ServerUnderTest> StartBeanstalkdAsync()
    {
        var server = await BeanstalkdServer.StartAsync();
        return new(server, server.DrainAsync, () => ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port)));
    }

    public static ServerUnderTest StartEmbedded(Target target)
    {
        var broker = new EmbeddedBroker();
        if (target == Target.Pipe)
        {
            return new(broker, Drain, async () => new Wire(await broker.OpenAsync()));
        }

        var listening = broker.Listen(target == Target.Tcp
            ? new IPEndPoint(IPAddress.Loopback, 0)
            : new UnixDomainSocketEndPoint(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())));
        return new(broker, Drain, () => ConnectAsync(listening));

        Task Drain()
        {
            broker.Drain();
            return Task.CompletedTask;
        }
    }

    /// <summary>One more connection, when the server knows of it.</summary>
    public async Task<Wire> ConnectAsync()
    {
        var wire = await _connect();
        await wire.SendAsync("list-tube-used\r\n");
        _ = await wire.ReadReplyAsync();
        return wire;
    }

    public Task DrainAsync() => _drain();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<Wire> ConnectAsync(EndPoint endPoint)
    {
        var socket = endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return new Wire(socket);
    }
}
