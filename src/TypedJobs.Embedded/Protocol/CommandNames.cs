namespace TypedJobs.Embedded.Protocol;

/// <summary>
/// Tells commands apart as beanstalkd does: by how their line begins. So `reserve-job` without the space before its argument is a `reserve` with something
/// behind it (and badly formed), `quit now` is a `quit`, and `delete` without the space is no command at all.
/// </summary>
internal static class CommandNames
{
    /// <param name="line">A command line without its end.</param>
    /// <param name="arguments">What follows the command's name.</param>
    public static CommandKind Recognise(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> arguments)
    {
        arguments = line;
        return line.IsEmpty ? CommandKind.Unknown : line[0] switch
        {
            (byte)'p' => Is(ref arguments, "put "u8) ? CommandKind.Put
                : Is(ref arguments, "peek "u8) ? CommandKind.Peek
                : Is(ref arguments, "peek-ready"u8) ? CommandKind.PeekReady
                : Is(ref arguments, "peek-delayed"u8) ? CommandKind.PeekDelayed
                : Is(ref arguments, "peek-buried"u8) ? CommandKind.PeekBuried
                : Is(ref arguments, "pause-tube"u8) ? CommandKind.PauseTube
                : CommandKind.Unknown,
            (byte)'r' => Is(ref arguments, "reserve-with-timeout "u8) ? CommandKind.ReserveWithTimeout
                : Is(ref arguments, "reserve-job "u8) ? CommandKind.ReserveJob
                : Is(ref arguments, "reserve"u8) ? CommandKind.Reserve
                : Is(ref arguments, "release "u8) ? CommandKind.Release
                : CommandKind.Unknown,
            (byte)'d' => Is(ref arguments, "delete "u8) ? CommandKind.Delete : CommandKind.Unknown,
            (byte)'b' => Is(ref arguments, "bury "u8) ? CommandKind.Bury : CommandKind.Unknown,
            (byte)'k' => Is(ref arguments, "kick "u8) ? CommandKind.Kick
                : Is(ref arguments, "kick-job "u8) ? CommandKind.KickJob
                : CommandKind.Unknown,
            (byte)'t' => Is(ref arguments, "touch "u8) ? CommandKind.Touch : CommandKind.Unknown,
            (byte)'s' => Is(ref arguments, "stats-job "u8) ? CommandKind.StatsJob
                : Is(ref arguments, "stats-tube "u8) ? CommandKind.StatsTube
                : Is(ref arguments, "stats"u8) ? CommandKind.Stats
                : CommandKind.Unknown,
            (byte)'u' => Is(ref arguments, "use "u8) ? CommandKind.Use : CommandKind.Unknown,
            (byte)'w' => Is(ref arguments, "watch "u8) ? CommandKind.Watch : CommandKind.Unknown,
            (byte)'i' => Is(ref arguments, "ignore "u8) ? CommandKind.Ignore : CommandKind.Unknown,
            (byte)'l' => Is(ref arguments, "list-tubes-watched"u8) ? CommandKind.ListTubesWatched
                : Is(ref arguments, "list-tube-used"u8) ? CommandKind.ListTubeUsed
                : Is(ref arguments, "list-tubes"u8) ? CommandKind.ListTubes
                : CommandKind.Unknown,
            (byte)'q' => Is(ref arguments, "quit"u8) ? CommandKind.Quit : CommandKind.Unknown,
            _ => CommandKind.Unknown,
        };
    }

    private static bool Is(ref ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        if (!line.StartsWith(name))
        {
            return false;
        }

        line = line[name.Length..];
        return true;
    }
}
