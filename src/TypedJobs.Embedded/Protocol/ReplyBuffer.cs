using System.Buffers.Text;
using System.Diagnostics;
using TypedJobs.Embedded.Queues;

namespace TypedJobs.Embedded.Protocol;

/// <summary>
/// Replies that are to be sent. Small ones are written one behind the other, so that many leave in one send; large bodies are only referred to: they never
/// change, and the collector keeps those of deleted jobs for as long as it takes.
/// </summary>
internal sealed class ReplyBuffer
{
    private const int InitialSize = 256;
    private const int KeptSize = 64 * 1024;
    private const int LargestCopied = 4096;
    private const int LongestNumber = 20;

    private readonly List<(int Before, byte[] Body)> _bodies = [];
    private byte[] _bytes = new byte[InitialSize];
    private int _length;

    /// <summary>How many bytes are to be sent.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Advance(text.Length);
    }

    /// <summary>A word and a number: `INSERTED 7`.</summary>
    public void WriteLine(ReadOnlySpan<byte> word, ulong number)
    {
        Write(word);
        WriteNumber(number);
        Write("\r\n"u8);
    }

    /// <summary>A job: `RESERVED 7 5`, and its body.</summary>
    public void WriteJob(ReadOnlySpan<byte> word, Job job)
    {
        Write(word);
        WriteNumber(job.Id);
        Write(" "u8);
        WriteNumber((ulong)job.Size);
        Write("\r\n"u8);
        if (job.Body.Length <= LargestCopied)
        {
            Write(job.Body);
        }
        else
        {
            _bodies.Add((_length, job.Body));
            Length += job.Body.Length;
        }
    }

    /// <summary>A text: `OK 5`, and the text.</summary>
    public void WriteText(ReadOnlySpan<byte> text)
    {
        WriteLine("OK "u8, (ulong)text.Length);
        Write(text);
        Write("\r\n"u8);
    }

    /// <summary>Gives everything to <paramref name="send"/>, in order and in as few pieces as there can be.</summary>
    public async ValueTask SendAsync(Func<ReadOnlyMemory<byte>, ValueTask> send)
    {
        var sent = 0;
        foreach (var (before, body) in _bodies)
        {
            await send(_bytes.AsMemory(sent, before - sent)).ConfigureAwait(false);
            await send(body).ConfigureAwait(false);
            sent = before;
        }

        if (_length > sent)
        {
            await send(_bytes.AsMemory(sent, _length - sent)).ConfigureAwait(false);
        }
    }

    public void Clear()
    {
        _bodies.Clear();
        _length = 0;
        Length = 0;
        if (_bytes.Length > KeptSize)
        {
            _bytes = new byte[InitialSize];
        }
    }

    private void WriteNumber(ulong number)
    {
        var formatted = Utf8Formatter.TryFormat(number, Reserve(LongestNumber), out var written);
        Debug.Assert(formatted, "There is room for any number.");
        Advance(written);
    }

    private Span<byte> Reserve(int size)
    {
        if (_bytes.Length - _length < size)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + size));
        }

        return _bytes.AsSpan(_length);
    }

    private void Advance(int count)
    {
        _length += count;
        Length += count;
    }
}
