using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TypedJobs.Tests.Support;

/// <summary>Connections to a server whose writes are kept, each as the text that was sent in one go.</summary>
internal sealed class RecordedWrites(int port)
{
    public ConcurrentQueue<string> All { get; } = new();

    public async ValueTask<IDuplexPipe> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        return new Pipes(new RecordingStream(socket, All));
    }

    private sealed class Pipes(RecordingStream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream);
    }

    /// <summary>A pipe writes in pieces, and flushes when it is through with them.</summary>
    private sealed class RecordingStream(Socket socket, ConcurrentQueue<string> writes) : NetworkStream(socket, ownsSocket: true)
    {
        private readonly StringBuilder _pieces = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _pieces.Append(Encoding.UTF8.GetString(buffer.Span));
            return base.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            if (_pieces.Length > 0)
            {
                writes.Enqueue(_pieces.ToString());
                _pieces.Clear();
            }

            return base.FlushAsync(cancellationToken);
        }
    }
}
