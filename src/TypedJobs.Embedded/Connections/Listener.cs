using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace TypedJobs.Embedded.Connections;

/// <summary>Takes connections on a port or a unix socket until it is disposed.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private const int Backlog = 1024;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly Switchboard _switchboard;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private Listener(Socket socket, Switchboard switchboard, ILogger logger)
    {
        _socket = socket;
        _switchboard = switchboard;
        _logger = logger;
        EndPoint = socket.LocalEndPoint!;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where it listens, with the port that port 0 became.</summary>
    public EndPoint EndPoint { get; }

    /// <exception cref="SocketException">Nothing can listen there.</exception>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The listener owns the socket.")]
    public static Listener Start(EndPoint endPoint, Switchboard switchboard, ILogger logger)
    {
        var socket = endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Bind(socket, endPoint);
            socket.Listen(Backlog);
            return new Listener(socket, switchboard, logger);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
        if (EndPoint is UnixDomainSocketEndPoint unix)
        {
            File.Delete(unix.ToString());
        }
    }

    private static void Bind(Socket socket, EndPoint endPoint)
    {
        try
        {
            socket.Bind(endPoint);
        }
        catch (SocketException inUse) when (inUse.SocketErrorCode == SocketError.AddressAlreadyInUse && endPoint is UnixDomainSocketEndPoint unix && IsLeftBehind(unix))
        {
            File.Delete(unix.ToString());
            socket.Bind(endPoint);
        }
    }

    /// <summary>Whether a socket is all that is left of a server that was killed: nobody listens there any more.</summary>
    private static bool IsLeftBehind(UnixDomainSocketEndPoint path)
    {
        try
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            probe.Connect(path);
            return false;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return !IsFile(path.ToString());
        }
    }

    /// <summary>Files can be opened, sockets cannot.</summary>
    private static bool IsFile(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var accepted = await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                _ = TalkAsync(accepted);
            }
            catch (SocketException failed)
            {
                // Out of descriptors, most likely: connections that end make room.
                Log.AcceptFailed(_logger, EndPoint, failed);
                await Task.Delay(PauseAfterFailure, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The switchboard owns the transport: replies can be on their way when nothing more is received.")]
    private async Task TalkAsync(Socket accepted)
    {
        if (accepted.ProtocolType == ProtocolType.Tcp)
        {
            try
            {
                accepted.NoDelay = true;
                accepted.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }
            catch (SocketException)
            {
                // It has gone already; the first receive says so.
            }
        }

        await _switchboard.TalkAsync(new SocketTransport(accepted)).ConfigureAwait(false);
    }
}
