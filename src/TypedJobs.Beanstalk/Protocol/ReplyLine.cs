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
        var bare = space < 0;
        var arguments = bare ? default : line[(space + 1)..];
        if (KindOf(bare ? line : line[..space]) is not { } kind)
        {
            parsed = default;
            return false;
        }

        parsed = new ReplyLine(kind);
        return kind switch
        {
            ReplyKind.Inserted or ReplyKind.Watching => WithNumber(kind, arguments, out parsed),
            ReplyKind.Buried or ReplyKind.Kicked => bare || WithNumber(kind, arguments, out parsed),
            ReplyKind.Reserved or ReplyKind.Found => WithNumberAndSize(kind, arguments, out parsed),
            ReplyKind.Ok => WithSize(kind, arguments, out parsed),
            ReplyKind.Using => WithTube(kind, arguments, space + 1, out parsed),
            _ => bare,
        };
    }

    private static ReplyKind? KindOf(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual("INSERTED"u8) => ReplyKind.Inserted,
        _ when word.SequenceEqual("RESERVED"u8) => ReplyKind.Reserved,
        _ when word.SequenceEqual("DELETED"u8) => ReplyKind.Deleted,
        _ when word.SequenceEqual("RELEASED"u8) => ReplyKind.Released,
        _ when word.SequenceEqual("TOUCHED"u8) => ReplyKind.Touched,
        _ when word.SequenceEqual("NOT_FOUND"u8) => ReplyKind.NotFound,
        _ when word.SequenceEqual("TIMED_OUT"u8) => ReplyKind.TimedOut,
        _ when word.SequenceEqual("USING"u8) => ReplyKind.Using,
        _ when word.SequenceEqual("OK"u8) => ReplyKind.Ok,
        _ when word.SequenceEqual("WATCHING"u8) => ReplyKind.Watching,
        _ when word.SequenceEqual("FOUND"u8) => ReplyKind.Found,
        _ when word.SequenceEqual("BURIED"u8) => ReplyKind.Buried,
        _ when word.SequenceEqual("KICKED"u8) => ReplyKind.Kicked,
        _ when word.SequenceEqual("PAUSED"u8) => ReplyKind.Paused,
        _ when word.SequenceEqual("DEADLINE_SOON"u8) => ReplyKind.DeadlineSoon,
        _ when word.SequenceEqual("NOT_IGNORED"u8) => ReplyKind.NotIgnored,
        _ when word.SequenceEqual("EXPECTED_CRLF"u8) => ReplyKind.ExpectedCrlf,
        _ when word.SequenceEqual("JOB_TOO_BIG"u8) => ReplyKind.JobTooBig,
        _ when word.SequenceEqual("DRAINING"u8) => ReplyKind.Draining,
        _ when word.SequenceEqual("OUT_OF_MEMORY"u8) => ReplyKind.OutOfMemory,
        _ when word.SequenceEqual("INTERNAL_ERROR"u8) => ReplyKind.InternalError,
        _ when word.SequenceEqual("BAD_FORMAT"u8) => ReplyKind.BadFormat,
        _ when word.SequenceEqual("UNKNOWN_COMMAND"u8) => ReplyKind.UnknownCommand,
        _ => null,
    };

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

    // The framework's parser refuses what overflows; it would accept a plus sign, hence the look at the first byte.
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
