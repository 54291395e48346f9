using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TypedJobs.TestServers.Faults;

/// <summary>
/// Stands between clients and a server on loopback and does to their bytes what networks do. Each connection takes the next arrangement;
/// when there is none left, everything goes through as it comes.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private static readonly Flow Plain = new();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<(Flow ToServer, Flow ToClient)> _arranged = new();
    private readonly ConcurrentQueue<ProxiedConnection> _connections = new();
    private readonly ConcurrentQueue<Task> _running = new();
    private readonly EndPoint _server;
    private readonly Task _accepting;
    private volatile bool _refusing;

    private FaultProxy(EndPoint server)
    {
        _server = server;
        _listener.Start();
        Address = $"beanstalk://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public string Address { get; }

    /// <summary>Whether new connections are closed as soon as they are made.</summary>
    public bool Refusing
    {
        get => _refusing;
        set => _refusing = value;
    }

    /// <summary>The connections so far, in order.</summary>
    public IReadOnlyList<ProxiedConnection> Connections => [.. _connections];

    /// <summary>Starts one in front of a loopback port.</summary>
    public static FaultProxy Start(int serverPort) => new(new IPEndPoint(IPAddress.Loopback, serverPort));

    /// <summary>Says what happens to the next connection that has no arrangement yet.</summary>
    public FaultProxy Arrange(Flow? toServer = null, Flow? toClient = null)
    {
        _arranged.Enqueue((toServer ?? Plain, toClient ?? Plain));
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var connection in _connections)
        {
            connection.Cut();
        }

        await Task.WhenAll(_running);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _running.Enqueue(ServeAsync(await _listener.AcceptSocketAsync()));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
        {
            // Disposed, or about to ask when that happened.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        if (_refusing)
        {
            client.Dispose();
            return;
        }

        var (toServer, toClient) = _arranged.TryDequeue(out var arranged) ? arranged : (Plain, Plain);
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(_server);
            }
            catch (SocketException)
            {
                // As if the server's own port refused.
                return;
            }

            var connection = new ProxiedConnection(client, server);
            _connections.Enqueue(connection);
            await connection.RunAsync(toServer, toClient);
        }
    }
}
