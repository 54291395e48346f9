using System.Buffers;

namespace TypedJobs.Beanstalk.Protocol;

/// <summary>
/// Reads replies from the bytes that have arrived so far. It keeps no state between calls, so the result cannot depend on where the
/// input was cut; and it allocates nothing, so a size that the server names costs nothing before its bytes are there.
/// </summary>
internal static class ReplyParser
{
    /// <summary>A bound above the longest line that a server sends, <c>USING</c> with a tube of 200 bytes.</summary>
    public const int MaxLineLength = 256;

    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    /// <summary>Takes one whole reply off the front of the buffer.</summary>
    /// <returns>False when it has not arrived completely; the buffer is then unchanged.</returns>
    /// <exception cref="UnexpectedReplyException">What has arrived cannot become a reply.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int maxDataSize, out Reply reply)
    {
        reply = default;
        var reader = new SequenceReader<byte>(buffer.Length > MaxLineLength ? buffer.Slice(0, MaxLineLength) : buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> ended, LineFeed))
        {
            return buffer.Length < MaxLineLength
                ? false
                : throw new UnexpectedReplyException($"The server sent {MaxLineLength} bytes without an end of line: {ReplyText.Show(buffer)}.");
        }

        scoped var line = ended.FirstSpan;
        if (!ended.IsSingleSegment)
        {
            Span<byte> copy = stackalloc byte[MaxLineLength];
            ended.CopyTo(copy);
            line = copy[..(int)ended.Length];
        }

        if (line.IsEmpty || line[^1] != CarriageReturn || !ReplyLine.TryParse(line[..^1], out var parsed))
        {
            throw new UnexpectedReplyException($"The server sent what is no reply of the protocol: {ReplyText.Show(ended)}.");
        }

        var rest = buffer.Slice(reader.Position);
        if (parsed.DataSize is not { } size)
        {
            var tube = parsed.Tube is { } range ? ended.Slice(range.Start, range.Length) : default;
            reply = new Reply(parsed.Kind, parsed.Number, tube);
            buffer = rest;
            return true;
        }

        if (size > (ulong)maxDataSize)
        {
            throw new UnexpectedReplyException(
                $"The server announced {size} bytes, and this client accepts {maxDataSize} ({nameof(BeanstalkClientOptions)}.{nameof(BeanstalkClientOptions.MaxReplySize)}).");
        }

        if (rest.Length < (long)size + 2)
        {
            return false;
        }

        var data = rest.Slice(0, (long)size);
        var end = rest.Slice((long)size, 2);
        Span<byte> crlf = stackalloc byte[2];
        end.CopyTo(crlf);

        // A server that was killed while it wrote a put into its binlog has zeros there when it is back. They are as many bytes as announced, and a job that
        // breaks the connection that reserves it would come again and again, and stand before all others.
        if (!crlf.SequenceEqual("\r\n"u8) && !crlf.SequenceEqual("\0\0"u8))
        {
            throw new UnexpectedReplyException($"The server's data did not end after the {size} bytes that it announced.");
        }

        reply = new Reply(parsed.Kind, parsed.Number, data);
        buffer = rest.Slice(end.End);
        return true;
    }
}
