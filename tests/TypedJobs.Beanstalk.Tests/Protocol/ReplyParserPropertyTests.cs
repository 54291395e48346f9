using System.Text;
using CsCheck;
using TypedJobs.Beanstalk.Protocol;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Protocol;

public sealed class ReplyParserPropertyTests
{
    private const int MaxDataSize = 4096;

    private static readonly string[] Words = ["DELETED", "RELEASED", "BURIED", "TIMED_OUT", "NOT_FOUND", "DEADLINE_SOON", "KICKED"];

    private static readonly Gen<byte[]> Body = Gen.Byte.Array[0, 300];

    private static readonly Gen<byte[]> Reply = Gen.OneOf(
        Gen.ULong.Select(static id => Line($"INSERTED {id}")),
        Gen.ULong.Select(static id => Line($"BURIED {id}")),
        Gen.UInt.Select(static count => Line($"WATCHING {count}")),
        Gen.Int[0, Words.Length - 1].Select(static n => Line(Words[n])),
        Gen.Select(Gen.ULong, Body, static (id, body) => (byte[])[.. Line($"RESERVED {id} {body.Length}"), .. body, .. "\r\n"u8]),
        Body.Select(static body => (byte[])[.. Line($"OK {body.Length}"), .. body, .. "\r\n"u8]));

    [Fact]
    public void A_conversation_is_read_the_same_in_any_pieces()
        => Gen.Select(Reply.Array[1, 10], Gen.Int[1, 64].Array[1, 40]).Sample(static (replies, sizes) =>
        {
            var whole = replies.SelectMany(static reply => reply).ToArray();
            var expected = replies.Select(static reply => ReadAll([reply]).Single()).ToList();

            return ReadAll(Pieces(whole, sizes)).SequenceEqual(expected);
        });

    [Fact]
    public void Whatever_arrives_is_a_reply_or_incomplete_or_refused()
        => Gen.Select(Gen.OneOf(Reply, Body, Mutated()).Array[1, 4], Gen.Int[1, 64].Array[1, 40]).Sample(static (chunks, sizes) =>
        {
            try
            {
                _ = ReadAll(Pieces(chunks.SelectMany(static chunk => chunk).ToArray(), sizes));
            }
            catch (UnexpectedReplyException)
            {
                // One way of being right.
            }
        });

    private static Gen<byte[]> Mutated() => Gen.Select(Reply, Gen.Int[0, 400], Gen.Byte, static (reply, at, value) =>
    {
        var changed = reply.ToArray();
        changed[at % changed.Length] = value;
        return changed;
    });

    private static byte[] Line(string text) => Encoding.ASCII.GetBytes(text + "\r\n");

    private static List<byte[]> Pieces(byte[] whole, int[] sizes)
    {
        var pieces = new List<byte[]>();
        for (int at = 0, n = 0; at < whole.Length; n++)
        {
            var size = Math.Min(sizes[n % sizes.Length], whole.Length - at);
            pieces.Add(whole[at..(at + size)]);
            at += size;
        }

        return pieces;
    }

    // As the connection does it: each piece arrives, and all that is complete is taken.
    private static List<(ReplyKind, ulong?, string)> ReadAll(List<byte[]> pieces)
    {
        var replies = new List<(ReplyKind, ulong?, string)>();
        var arrived = new List<byte[]>();
        foreach (var piece in pieces)
        {
            arrived.Add(piece);
            var buffer = Cut.Into(arrived);
            while (ReplyParser.TryRead(ref buffer, MaxDataSize, out var reply))
            {
                replies.Add(Cut.Copy(reply));
            }

            arrived = [];
            foreach (var rest in buffer)
            {
                arrived.Add(rest.ToArray());
            }
        }

        return replies;
    }
}
