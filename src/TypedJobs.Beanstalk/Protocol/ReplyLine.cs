using System.Buffers.Text;

namespace TypedJobs.Beanstalk.Protocol;

/// <summary>The first line of a reply, taken apart.</summary>
/// <param name="Kind">Its word.</param>
/// <param name="Number">The id or count behind the word, if any.</param>
/// <param name="DataSize">How many bytes of data follow the line; null when none do.</param>
/// <param name="Tube">Where in the line the tube stands, if there is one.</param>
internal readonly record struct ReplyLine(ReplyKind Kind, ulong? Number = null, ulong? DataSize = null, (int Start, int Length)? Tube = null)
{
    /// <summary>Parses a line without its end.</summary>
    /// <returns>False when the protocol has no such line.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out ReplyLine parsed)
    {
        var space = line.IndexOf((byte)' ');
        var word = space < 0 ? line : line[..space];
        var arguments = space < 0 ? default : line[(space + 1)..];
        var bare = space < 0;

        return word switch
        {
            _ when word.SequenceEqual("INSERTED"u8) => WithNumber(ReplyKind.Inserted, arguments, out parsed),
            _ when word.SequenceEqual("RESERVED"u8) => WithNumberAndSize(ReplyKind.Reserved, arguments, out parsed),
            _ when word.SequenceEqual("DELETED"u8) => Alone(ReplyKind.Deleted, bare, out parsed),
            _ when word.SequenceEqual("RELEASED"u8) => Alone(ReplyKind.Released, bare, out parsed),
            _ when word.SequenceEqual("TOUCHED"u8) => Alone(ReplyKind.Touched, bare, out parsed),
            _ when word.SequenceEqual("NOT_FOUND"u8) => Alone(ReplyKind.NotFound, bare, out parsed),
            _ when word.SequenceEqual("TIMED_OUT"u8) => Alone(ReplyKind.TimedOut, bare, out parsed),
            _ when word.SequenceEqual("USING"u8) => WithTube(ReplyKind.Using, arguments, space + 1, out parsed),
            _ when word.SequenceEqual("OK"u8) => WithSize(ReplyKind.Ok, arguments, out parsed),
            _ when word.SequenceEqual("WATCHING"u8) => WithNumber(ReplyKind.Watching, arguments, out parsed),
            _ when word.SequenceEqual("FOUND"u8) => WithNumberAndSize(ReplyKind.Found, arguments, out parsed),
            _ when word.SequenceEqual("BURIED"u8) => bare ? Alone(ReplyKind.Buried, bare, out parsed) : WithNumber(ReplyKind.Buried, arguments, out parsed),
            _ when word.SequenceEqual("KICKED"u8) => bare ? Alone(ReplyKind.Kicked, bare, out parsed) : WithNumber(ReplyKind.Kicked, arguments, out parsed),
            _ when word.SequenceEqual("PAUSED"u8) => Alone(ReplyKind.Paused, bare, out parsed),
            _ when word.SequenceEqual("DEADLINE_SOON"u8) => Alone(ReplyKind.DeadlineSoon, bare, out parsed),
            _ when word.SequenceEqual("NOT_IGNORED"u8) => Alone(ReplyKind.NotIgnored, bare, out parsed),
            _ when word.SequenceEqual("EXPECTED_CRLF"u8) => Alone(ReplyKind.ExpectedCrlf, bare, out parsed),
            _ when word.SequenceEqual("JOB_TOO_BIG"u8) => Alone(ReplyKind.JobTooBig, bare, out parsed),
            _ when word.SequenceEqual("DRAINING"u8) => Alone(ReplyKind.Draining, bare, out parsed),
            _ when word.SequenceEqual("OUT_OF_MEMORY"u8) => Alone(ReplyKind.OutOfMemory, bare, out parsed),
            _ when word.SequenceEqual("INTERNAL_ERROR"u8) => Alone(ReplyKind.InternalError, bare, out parsed),
            _ when word.SequenceEqual("BAD_FORMAT"u8) => Alone(ReplyKind.BadFormat, bare, out parsed),
            _ when word.SequenceEqual("UNKNOWN_COMMAND"u8) => Alone(ReplyKind.UnknownCommand, bare, out parsed),
            _ => Alone(default, false, out parsed),
        };
    }

    private static bool Alone(ReplyKind kind, bool bare, out ReplyLine parsed)
    {
        parsed = new ReplyLine(kind);
        return bare;
    }

    private static bool WithTube(ReplyKind kind, ReadOnlySpan<byte> arguments, int start, out ReplyLine parsed)
    {
        parsed = new ReplyLine(kind, Tube: (start, arguments.Length));
        return !arguments.IsEmpty && !arguments.Contains((byte)' ');
    }

    private static bool WithNumber(ReplyKind kind, ReadOnlySpan<byte> arguments, out ReplyLine parsed)
    {
        var valid = TryTakeNumber(ref arguments, out var number) && arguments.IsEmpty;
        parsed = new ReplyLine(kind, Number: number);
        return valid;
    }

    private static bool WithSize(ReplyKind kind, ReadOnlySpan<byte> arguments, out ReplyLine parsed)
    {
        var valid = TryTakeNumber(ref arguments, out var size) && arguments.IsEmpty;
        parsed = new ReplyLine(kind, DataSize: size);
        return valid;
    }

    private static bool WithNumberAndSize(ReplyKind kind, ReadOnlySpan<byte> arguments, out ReplyLine parsed)
    {
        ulong size = 0;
        var valid = TryTakeNumber(ref arguments, out var number)
            && arguments is [(byte)' ', .. var behind]
            && TryTakeNumber(ref behind, out size)
            && behind.IsEmpty;
        parsed = new ReplyLine(kind, number, size);
        return valid;
    }

    // The formatter's own parser refuses what overflows, and takes no sign for an unsigned number but a plus: hence the look at the first byte.
    private static bool TryTakeNumber(ref ReadOnlySpan<byte> arguments, out ulong number)
    {
        number = 0;
        if (arguments.IsEmpty || !char.IsAsciiDigit((char)arguments[0]) || !Utf8Parser.TryParse(arguments, out number, out var consumed))
        {
            return false;
        }

        arguments = arguments[consumed..];
        return true;
    }
}
