using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TypedJobs.Stress.Running;

/// <summary>Stands between the broker and some of its clients, so that single connections can be cut while both sides live.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private static readonly TimeSpan Lingering = TimeSpan.FromSeconds(1);

    private readonly int _brokerPort;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<int, (TcpClient Client, TcpClient Broker)> _open = new();
    private readonly Task _accepting;
    private int _last;

    public Proxy(int brokerPort)
    {
        _brokerPort = brokerPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What clients connect to.</summary>
    public string Address => $"beanstalk://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The connections that can be cut.</summary>
    public IReadOnlyList<int> Open => [.. _open.Keys];

    /// <summary>Cuts a connection: neither side is told why.</summary>
    public void Cut(int connection)
    {
        if (_open.TryRemove(connection, out var ends))
        {
            ends.Client.Dispose();
            ends.Broker.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var connection in Open)
        {
            Cut(connection);
        }

        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = CarryAsync(await _listener.AcceptTcpClientAsync());
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        var connection = Interlocked.Increment(ref _last);
        var broker = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        _open[connection] = (client, broker);
        try
        {
            await broker.ConnectAsync(IPAddress.Loopback, _brokerPort);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Cut(connection);
            return;
        }

        // A side that has finished sending may still read, but not for ever: what is left of a killed process reads nothing.
        Task[] directions = [CopyAsync(connection, client, broker), CopyAsync(connection, broker, client)];
        await Task.WhenAny(directions);
        await Task.WhenAny(Task.WhenAll(directions), Task.Delay(Lingering));
        Cut(connection);
    }

    /// <summary>Carries the end of one direction on, too: a client that has finished sending still reads. What breaks takes the other direction with it.</summary>
    private async Task CopyAsync(int connection, TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            Cut(connection);
        }
    }
}
