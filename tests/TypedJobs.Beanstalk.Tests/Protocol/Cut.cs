using System.Buffers;
using TypedJobs.Beanstalk.Protocol;

namespace TypedJobs.Beanstalk.Tests.Protocol;

/// <summary>Bytes in pieces, as a network delivers them.</summary>
internal static class Cut
{
    /// <summary>A sequence with one segment a piece; empty pieces are segments too.</summary>
    public static ReadOnlySequence<byte> Into(IEnumerable<byte[]> pieces)
    {
        Segment? first = null;
        Segment? last = null;
        foreach (var piece in pieces)
        {
            last = new Segment(piece, last);
            first ??= last;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    /// <summary>A reply that outlives the bytes it was read from.</summary>
    public static (ReplyKind Kind, ulong? Number, string Data) Copy(in Reply reply) => (reply.Kind, reply.Number, Convert.ToHexString(reply.Data.ToArray()));

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
