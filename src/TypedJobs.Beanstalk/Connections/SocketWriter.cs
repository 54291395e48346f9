using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>
/// The sending direction of a socket that does not block. A flush that is not taken whole goes on asynchronously; all others end where they are called.
/// Whoever knows when there will be room again asks <see cref="TryFlush"/>: to be told by the system costs more than all the rest of a send.
/// Cancelling the pending flush gives up sending for good.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing.")]
internal sealed class SocketWriter(Socket socket) : PipeWriter
{
    private const int Least = 1024;

    private readonly CancellationTokenSource _givingUp = new();

    // Borrowed from the first byte to the flush: a connection that has nothing to say holds none.
    private byte[] _buffer = [];
    private int _written;
    private int _sent;

    /// <summary>Whether the socket has not taken all of what was to be flushed.</summary>
    public bool HasRest { get; private set; }

    public override void Advance(int bytes) => _written += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _written < Math.Max(sizeHint, 1))
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_written + Math.Max(sizeHint, Least), _buffer.Length * 2));
            _buffer.AsSpan(0, _written).CopyTo(larger);
            ReturnBuffer();
            _buffer = larger;
        }

        return _buffer.AsMemory(_written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Sends what the socket takes now.</summary>
    /// <returns>Whether that was all.</returns>
    /// <exception cref="SocketException">It takes nothing any more.</exception>
    public bool TryFlush()
    {
        _sent += socket.Send(_buffer.AsSpan(_sent, _written - _sent), SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            throw new SocketException((int)error);
        }

        HasRest = _sent < _written;
        if (!HasRest)
        {
            Empty();
        }

        return !HasRest;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => TryFlush() ? default : SendOnAsync();

    public override void CancelPendingFlush() => _givingUp.Cancel();

    /// <summary>What is not flushed is dropped: whoever completes has flushed, or gives up.</summary>
    public override void Complete(Exception? exception = null)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }
    }

    private async ValueTask<FlushResult> SendOnAsync()
    {
        try
        {
            while (_sent < _written)
            {
                _sent += await socket.SendAsync(_buffer.AsMemory(_sent, _written - _sent), _givingUp.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return new FlushResult(isCanceled: true, isCompleted: false);
        }

        Empty();
        return default;
    }

    private void Empty()
    {
        ReturnBuffer();
        (_buffer, _written, _sent, HasRest) = ([], 0, 0, false);
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
