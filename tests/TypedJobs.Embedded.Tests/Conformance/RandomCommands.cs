using CsCheck;

namespace TypedJobs.Embedded.Tests.Conformance;

/// <summary>Commands at random, most of them well formed, none of which depends on time.</summary>
internal static class RandomCommands
{
    public const string Quit = "quit";
    public const string HalfClose = "(half-close)";
    public const string Drain = "(drain)";

    private static readonly Gen<string> Id = Gen.Int[1, 8].Select(static id => $"{id}");
    private static readonly Gen<string> Priority = AnyOf("0", "1", "1023", "1024", "4294967295");
    private static readonly Gen<string> Delay = AnyOf("0", "0", "0", "1000", "2000");
    private static readonly Gen<string> Tube = AnyOf("default", "a", "b", "c/d");

    private static readonly Gen<string> Put = Gen.Select(
        Priority, Delay, Gen.Int[0, 400], static (priority, delay, size) => $"put {priority} {delay} 1000 {size}\r\n{new string('x', size)}");

    /// <summary>A command that is answered at once.</summary>
    public static Gen<string> Answered { get; } = Gen.OneOf(
        Put,
        Put,
        Gen.Const("reserve-with-timeout 0"),
        Id.Select(static id => $"reserve-job {id}"),
        Id.Select(static id => $"delete {id}"),
        Gen.Select(Id, Priority, Delay, static (id, priority, delay) => $"release {id} {priority} {delay}"),
        Gen.Select(Id, Priority, static (id, priority) => $"bury {id} {priority}"),
        Gen.Int[0, 3].Select(static count => $"kick {count}"),
        Id.Select(static id => $"kick-job {id}"),
        Id.Select(static id => $"touch {id}"),
        Id.Select(static id => $"peek {id}"),
        Id.Select(static id => $"stats-job {id}"),
        Tube.Select(static tube => $"stats-tube {tube}"),
        Tube.Select(static tube => $"use {tube}"),
        Tube.Select(static tube => $"watch {tube}"),
        Tube.Select(static tube => $"ignore {tube}"),
        Gen.Select(Tube, AnyOf("0", "1000"), static (tube, pause) => $"pause-tube {tube} {pause}"),
        AnyOf("peek-ready", "peek-delayed", "peek-buried", "stats", "list-tubes", "list-tube-used", "list-tubes-watched"));

    /// <summary>A reserve that waits if there is nothing.</summary>
    public static Gen<string> Waiting { get; } = AnyOf("reserve", "reserve-with-timeout 1000");

    /// <summary>The end of a connection, or of all putting: no commands, but steps of a conversation.</summary>
    public static Gen<string> Ends { get; } = AnyOf(Quit, Quit, HalfClose, HalfClose, Drain);

    /// <summary>What no client sends on purpose.</summary>
    public static Gen<string> Malformed { get; } = Gen.OneOf(
        AnyOf("", "foo", "delete", "peek-readyx", "STATS", "kick  +3abc", "kick -1", "put 1", "put 0 0 1 5 ", "sta\rts", "sta\0ts", "reserve \t", "delete 1 "),
        AnyOf("delete 18446744073709551616", "put 4294967296 0 0 1", "put 0 0 0 4294967296", "release 1 0 4294967296", "bury 1 4294967296", "peek 99999999999999999999999", "pause-tube default 4294967296", "kick 4294967297"),
        Gen.Select(AnyOf("use ", "watch ", "stats-tube ", "delete ", "pause-tube "), Gen.Int[195, 225], static (command, length) => command + new string('7', length)),
        Gen.Int[200, 500].Select(static length => new string('x', length)),
        Gen.String[Gen.Char['\0', 'ÿ'], 0, 50],
        Gen.Int[0, 10].Select(static size => $"put 0 0 1000 {size}\r\nabc"));

    public static Gen<string> AnyOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}
