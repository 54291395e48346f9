using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>
/// A socket as a pair of pipes. Completing the output closes the sending direction only: the server still answers what it has read.
/// <para>
/// A <see cref="ReceivingThread"/> connects and then waits for what arrives; whoever reads the input goes on there, and must not keep it for long. The server sends
/// every answer by itself, and an asynchronous receive costs two changes of thread for each, one of which the server pays: more than all the rest
/// of a command. A thread that is busy with the last answers finds the next ones there. For the same reason nothing asynchronous is ever asked of the socket,
/// unless the server does not take what is sent.
/// </para>
/// </summary>
internal sealed class SocketTransport : IDuplexPipe, IDisposable
{
    private const int ReadSize = 32 * 1024;

    /// <summary>So often is a silent machine asked whether it is there.</summary>
    private const int Questions = 4;

    /// <summary>The most seconds that a socket takes for it.</summary>
    private const double LongestSilence = short.MaxValue;

    // Without a bound of its own: the parser bounds what it asks for, and takes the rest at once.
    private static readonly PipeOptions Unbounded = new(
        readerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, minimumSegmentSize: ReadSize, useSynchronizationContext: false);

    private readonly Socket _socket;
    private readonly EndPoint _server;
    private readonly Pipe _arrived = new(Unbounded);

    // Why it is not connected; null when it is.
    private readonly TaskCompletionSource<Exception?> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SocketTransport(Socket socket, EndPoint server, bool inPool)
    {
        (_socket, _server) = (socket, server);
        Receiving = new ReceivingThread(Run, inPool);
        Input = _arrived.Reader;
        Output = new SocketWriter(socket);
    }

    /// <summary>Who receives.</summary>
    public ReceivingThread Receiving { get; }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>Connects. A socket that could not be connected is closed again.</summary>
    /// <param name="address">Of the server.</param>
    /// <param name="silence">After how long without a sign of life the server's machine is asked for one: only this shows that it is gone while nothing is asked of the server.</param>
    /// <param name="inPool">Whether callers go on in the pool.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The transport owns the socket.")]
    public static async Task<SocketTransport> ConnectAsync(BeanstalkAddress address, TimeSpan silence, bool inPool, CancellationToken cancellationToken)
    {
        var socket = address.Path is not null
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (address.Path is null)
        {
            AskForSignsOfLife(socket, silence);
        }

        var transport = new SocketTransport(socket, address.ToEndPoint(), inPool);
        try
        {
            transport.Receiving.Start(transport.ConnectAndRun);
            return await transport._connected.Task.WaitAsync(cancellationToken).ConfigureAwait(false) is { } failure ? throw failure : transport;
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    /// <summary>Ends the thread, whatever it waits for.</summary>
    public void Dispose()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is not connected, or no longer.
        }

        _socket.Dispose();
    }

    private static void AskForSignsOfLife(Socket socket, TimeSpan silence)
    {
        var seconds = (int)Math.Clamp(silence.TotalSeconds, 1, LongestSilence);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Math.Max(1, seconds / Questions));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Questions);
    }

    private void ConnectAndRun()
    {
        try
        {
            _socket.Connect(_server);
            _socket.Blocking = false;
        }
#pragma warning disable CA1031 // Whatever happened here is for who connects; on this thread it would end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _connected.SetResult(exception);
            return;
        }

        _connected.SetResult(null);
        Run();
    }

    private void Run()
    {
        try
        {
            if (!Receive())
            {
                return;
            }

            _arrived.Writer.Complete();
        }
#pragma warning disable CA1031 // As above, and for who reads.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _arrived.Writer.Complete(new IOException(exception.Message, exception));
        }

        _ = Receiving.Deliver();
    }

    /// <summary>Until the server closes its direction, or another thread receives.</summary>
    /// <returns>Whether the server has closed its direction.</returns>
    private bool Receive()
    {
        while (Receiving.Deliver())
        {
            _ = _socket.Poll(Receiving.Delivered?.Invoke() ?? Timeout.InfiniteTimeSpan, SelectMode.SelectRead);

            // Whatever room there is: to ask for more would take a new segment for every byte, if the server sends single ones.
            var count = _socket.Receive(_arrived.Writer.GetSpan(), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                continue;
            }

            if (error != SocketError.Success)
            {
                throw new SocketException((int)error);
            }

            if (count == 0)
            {
                return true;
            }

            _arrived.Writer.Advance(count);
            var flush = _arrived.Writer.FlushAsync();
            if (flush.IsCompletedSuccessfully && flush.Result.IsCompleted)
            {
                return true;
            }
        }

        return false;
    }
}
