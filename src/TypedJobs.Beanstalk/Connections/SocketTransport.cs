using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>A socket as a pair of pipes. Completing the output closes the sending direction only: the server still answers what it has read.</summary>
internal sealed class SocketTransport : IDuplexPipe, IDisposable
{
    private const int ReadSize = 16 * 1024;
    private const int WriteSize = 64 * 1024;

    private readonly NetworkStream _stream;

    private SocketTransport(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        Input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: ReadSize, leaveOpen: true));
        Output = new HalfClosingWriter(PipeWriter.Create(_stream, new StreamPipeWriterOptions(minimumBufferSize: WriteSize, leaveOpen: true)), socket);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>Connects. A socket that could not be connected is closed again.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The transport owns the socket.")]
    public static async Task<SocketTransport> ConnectAsync(BeanstalkAddress address, CancellationToken cancellationToken)
    {
        var socket = address.Path is not null
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.ToEndPoint(), cancellationToken).ConfigureAwait(false);
            return new SocketTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _stream.Dispose();

    private sealed class HalfClosingWriter(PipeWriter stream, Socket socket) : PipeWriter
    {
        // The loop that sends completes the writer; whoever ends the connection cancels its flush.
        private readonly Lock _lock = new();
        private bool _completed;

        public override void Advance(int bytes) => stream.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => stream.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => stream.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => stream.FlushAsync(cancellationToken);

        public override void CancelPendingFlush()
        {
            lock (_lock)
            {
                if (!_completed)
                {
                    stream.CancelPendingFlush();
                }
            }
        }

        public override void Complete(Exception? exception = null)
        {
            lock (_lock)
            {
                if (_completed)
                {
                    return;
                }

                // What is not flushed is dropped: whoever completes has flushed, or gives up.
                _completed = true;
                stream.Complete(exception ?? new OperationCanceledException());
            }

            try
            {
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // The other side was faster.
            }
        }
    }
}
