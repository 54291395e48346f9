using System.Buffers;
using System.IO.Pipelines;

namespace TypedJobs.Embedded.Connections;

/// <summary>
/// A connection within the process: two pipes. What the client sends is carried out on the thread that sends it, so a command costs no change of threads;
/// replies wake the client's own reader.
/// </summary>
internal sealed class MemoryTransport : ITransport
{
    /// <summary>How many bytes may be on their way in each direction.</summary>
    private const int Capacity = 64 * 1024;

    private readonly Pipe _toBroker = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.ThreadPool,
        pauseWriterThreshold: Capacity, resumeWriterThreshold: Capacity / 2, useSynchronizationContext: false));

    private readonly Pipe _toClient = new(new PipeOptions(
        readerScheduler: PipeScheduler.ThreadPool, writerScheduler: PipeScheduler.ThreadPool,
        pauseWriterThreshold: Capacity, resumeWriterThreshold: Capacity / 2, useSynchronizationContext: false));

    // A pipe's end is completed by whoever uses it; if nobody does at the moment, by whoever closes.
    private readonly Lock _lock = new();
    private bool _receiving;
    private bool _sending;
    private bool _closed;

    public MemoryTransport()
    {
        ClientEnd = new DuplexPipe(_toClient.Reader, _toBroker.Writer);
    }

    /// <summary>What the client reads from and writes to.</summary>
    public IDuplexPipe ClientEnd { get; }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        Begin(ref _receiving);
        try
        {
            while (true)
            {
                var read = await _toBroker.Reader.ReadAsync().ConfigureAwait(false);
                if (read.IsCanceled)
                {
                    throw Closed();
                }

                var taken = read.Buffer.Slice(0, Math.Min(buffer.Length, read.Buffer.Length));
                taken.CopyTo(buffer.Span);
                var count = (int)taken.Length;
                _toBroker.Reader.AdvanceTo(taken.End);

                // A flush of nothing can end a read, too; only a completed pipe has no more.
                if (count > 0 || read.IsCompleted)
                {
                    return count;
                }
            }
        }
        finally
        {
            if (End(ref _receiving))
            {
                await _toBroker.Reader.CompleteAsync().ConfigureAwait(false);
            }
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        Begin(ref _sending);
        try
        {
            while (!bytes.IsEmpty)
            {
                var part = bytes.Length > Capacity ? bytes[..Capacity] : bytes;
                var flushed = await _toClient.Writer.WriteAsync(part).ConfigureAwait(false);
                if (flushed.IsCompleted || flushed.IsCanceled)
                {
                    throw flushed.IsCanceled ? Closed() : new IOException("The client has closed the connection.");
                }

                bytes = bytes[part.Length..];
            }
        }
        finally
        {
            if (End(ref _sending))
            {
                await _toClient.Writer.CompleteAsync().ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        bool completeReader;
        bool completeWriter;
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            (completeReader, completeWriter) = (!_receiving, !_sending);
        }

        if (completeReader)
        {
            _toBroker.Reader.Complete();
        }
        else
        {
            _toBroker.Reader.CancelPendingRead();
        }

        if (completeWriter)
        {
            _toClient.Writer.Complete();
        }
        else
        {
            _toClient.Writer.CancelPendingFlush();
        }
    }

    private static IOException Closed() => new("The broker has closed the connection.");

    private void Begin(ref bool busy)
    {
        lock (_lock)
        {
            busy = !_closed ? true : throw Closed();
        }
    }

    /// <returns>Whether it was closed meanwhile, and is to be completed.</returns>
    private bool End(ref bool busy)
    {
        lock (_lock)
        {
            busy = false;
            return _closed;
        }
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
