using System.Buffers;
using System.Text;
using TypedJobs.Beanstalk.Protocol;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Protocol;

public sealed class ReplyParserTests
{
    private const int MaxDataSize = 1000;

    public static TheoryData<string, int, ulong?, string> Replies => new()
    {
        { "INSERTED 1\r\n", (int)ReplyKind.Inserted, 1, "" },
        { "INSERTED 18446744073709551615\r\n", (int)ReplyKind.Inserted, ulong.MaxValue, "" },
        { "BURIED\r\n", (int)ReplyKind.Buried, null, "" },
        { "BURIED 12\r\n", (int)ReplyKind.Buried, 12, "" },
        { "EXPECTED_CRLF\r\n", (int)ReplyKind.ExpectedCrlf, null, "" },
        { "JOB_TOO_BIG\r\n", (int)ReplyKind.JobTooBig, null, "" },
        { "DRAINING\r\n", (int)ReplyKind.Draining, null, "" },
        { "USING default\r\n", (int)ReplyKind.Using, null, "default" },
        { "USING " + new string('x', 200) + "\r\n", (int)ReplyKind.Using, null, new string('x', 200) },
        { "RESERVED 7 5\r\nhello\r\n", (int)ReplyKind.Reserved, 7, "hello" },
        { "RESERVED 7 0\r\n\r\n", (int)ReplyKind.Reserved, 7, "" },
        { "RESERVED 7 6\r\n\r\n\r\nab\r\n", (int)ReplyKind.Reserved, 7, "\r\n\r\nab" },
        { "DEADLINE_SOON\r\n", (int)ReplyKind.DeadlineSoon, null, "" },
        { "TIMED_OUT\r\n", (int)ReplyKind.TimedOut, null, "" },
        { "NOT_FOUND\r\n", (int)ReplyKind.NotFound, null, "" },
        { "DELETED\r\n", (int)ReplyKind.Deleted, null, "" },
        { "RELEASED\r\n", (int)ReplyKind.Released, null, "" },
        { "TOUCHED\r\n", (int)ReplyKind.Touched, null, "" },
        { "WATCHING 3\r\n", (int)ReplyKind.Watching, 3, "" },
        { "NOT_IGNORED\r\n", (int)ReplyKind.NotIgnored, null, "" },
        { "FOUND 9 3\r\na\0b\r\n", (int)ReplyKind.Found, 9, "a\0b" },
        { "KICKED\r\n", (int)ReplyKind.Kicked, null, "" },
        { "KICKED 0\r\n", (int)ReplyKind.Kicked, 0, "" },
        { "OK 8\r\n---\nid: \r\n", (int)ReplyKind.Ok, null, "---\nid: " },
        { "PAUSED\r\n", (int)ReplyKind.Paused, null, "" },
        { "OUT_OF_MEMORY\r\n", (int)ReplyKind.OutOfMemory, null, "" },
        { "INTERNAL_ERROR\r\n", (int)ReplyKind.InternalError, null, "" },
        { "BAD_FORMAT\r\n", (int)ReplyKind.BadFormat, null, "" },
        { "UNKNOWN_COMMAND\r\n", (int)ReplyKind.UnknownCommand, null, "" },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_reply_is_read_the_same_wherever_it_is_cut(string text, int kind, ulong? number, string data)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var expected = ((ReplyKind)kind, number, Convert.ToHexString(Encoding.Latin1.GetBytes(data)));
        var behind = "TOUCHED\r\n"u8.ToArray();

        for (var first = 0; first <= bytes.Length; first++)
        {
            // Cut in two, with the next reply behind it.
            AssertReads(expected, Cut.Into([bytes[..first], bytes[first..], behind]), behind.Length);
            for (var second = first; second <= bytes.Length; second++)
            {
                AssertReads(expected, Cut.Into([bytes[..first], bytes[first..second], [.. bytes[second..], .. behind]]), behind.Length);
            }

            // Not all of it has arrived.
            if (first < bytes.Length)
            {
                var part = Cut.Into([bytes[..first]]);
                Assert.False(ReplyParser.TryRead(ref part, MaxDataSize, out _));
                Assert.Equal(first, part.Length);
            }
        }

        AssertReads(expected, Cut.Into(bytes.Select(static value => new[] { value })), left: 0);
    }

    [Theory]
    [InlineData("INSERTED\r\n")]
    [InlineData("INSERTED \r\n")]
    [InlineData("INSERTED -1\r\n")]
    [InlineData("INSERTED +1\r\n")]
    [InlineData("INSERTED 1 2\r\n")]
    [InlineData("INSERTED 1 \r\n")]
    [InlineData("INSERTED  1\r\n")]
    [InlineData("INSERTED 1a\r\n")]
    [InlineData("INSERTED 18446744073709551616\r\n")]
    [InlineData("INSERTED 99999999999999999999999999999999999999\r\n")]
    [InlineData("inserted 1\r\n")]
    [InlineData("DELETED 1\r\n")]
    [InlineData("DELETED \r\n")]
    [InlineData("DELETED\n")]
    [InlineData("DELETED\r\r\n")]
    [InlineData(" DELETED\r\n")]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("USING\r\n")]
    [InlineData("USING \r\n")]
    [InlineData("USING a b\r\n")]
    [InlineData("RESERVED 1\r\n")]
    [InlineData("RESERVED 1 -1\r\n")]
    [InlineData("RESERVED 1 1001\r\n")]
    [InlineData("RESERVED 1 2147483648\r\n")]
    [InlineData("RESERVED 1 4294967296\r\n")]
    [InlineData("RESERVED 1 9223372036854775807\r\n")]
    [InlineData("RESERVED 1 18446744073709551615\r\n")]
    [InlineData("RESERVED 1 18446744073709551616\r\n")]
    [InlineData("RESERVED 1 2\r\nabc\r\n")]
    [InlineData("RESERVED 1 2\r\nab\n\r")]
    [InlineData("OK\r\n")]
    [InlineData("OK 1001\r\n")]
    [InlineData("SURPRISE\r\n")]
    public void What_is_no_reply_is_refused_wherever_it_is_cut(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var at = 0; at <= bytes.Length; at++)
        {
            var buffer = Cut.Into([bytes[..at], bytes[at..]]);
            _ = Assert.Throws<UnexpectedReplyException>(() => ReplyParser.TryRead(ref buffer, MaxDataSize, out _));
        }
    }

    [Fact]
    public void A_line_without_end_is_refused_before_it_grows()
    {
        var endless = Cut.Into([Encoding.Latin1.GetBytes(new string('x', ReplyParser.MaxLineLength))]);
        var error = Assert.Throws<UnexpectedReplyException>(() => ReplyParser.TryRead(ref endless, MaxDataSize, out _));
        Assert.InRange(error.Message.Length, 1, 200);
    }

    [Fact]
    public void The_message_shows_what_came_and_makes_it_harmless()
    {
        var strange = Cut.Into(["\u001b[2J\u0007what\r\n"u8.ToArray()]);
        var error = Assert.Throws<UnexpectedReplyException>(() => ReplyParser.TryRead(ref strange, MaxDataSize, out _));
        Assert.Contains(@"\x1b[2J\x07what", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_costs_nothing_before_its_bytes_are_there()
    {
        var buffer = Cut.Into(["RESERVED 1 2147483647\r\nabc"u8.ToArray()]);
        _ = ReplyParser.TryRead(ref buffer, int.MaxValue, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var whole = ReplyParser.TryRead(ref buffer, int.MaxValue, out _);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.False(whole);
        Assert.Equal(0, allocated);
    }

    private static void AssertReads((ReplyKind, ulong?, string) expected, ReadOnlySequence<byte> buffer, int left)
    {
        Assert.True(ReplyParser.TryRead(ref buffer, MaxDataSize, out var reply));
        Assert.Equal(expected, Cut.Copy(reply));
        Assert.Equal(left, buffer.Length);
    }
}
