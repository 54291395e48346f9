using TypedJobs.Embedded.Tests.Servers;
using TypedJobs.TestServers;

namespace TypedJobs.Embedded.Tests.Conformance;

/// <summary>
/// What several connections do, a step a line, and what they are told. The first letter names the connection; `|` stands for a line end.
/// <code>
/// A put 0 0 60 1|x   send and read one reply       A&gt; reserve   send only       A&lt;   read one reply
/// A/   half-close    A$   read to the end          A.   close                 A~ 1   wait until so many reserves wait      A^ 1   wait until so many times-to-run have ended     A!   drain the server
/// </code>
/// </summary>
internal static class Script
{
    /// <summary>Plays a script; the result is what was said, line by line.</summary>
    public static async Task<IReadOnlyList<string>> PlayAsync(ServerUnderTest server, string script)
    {
        var wires = new SortedDictionary<char, Wire>();
        var said = new List<string>();
        try
        {
            foreach (var line in script.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (!wires.TryGetValue(line[0], out var wire))
                {
                    wires[line[0]] = wire = await server.ConnectAsync();
                }

                if (await StepAsync(server, wire, line[1..]) is { } reply)
                {
                    said.Add($"{line} => {reply}");
                }
            }
        }
        finally
        {
            foreach (var wire in wires.Values)
            {
                await wire.DisposeAsync();
            }
        }

        return said;
    }

    private static async Task<string?> StepAsync(ServerUnderTest server, Wire wire, string step)
    {
        switch (step[0])
        {
            case '>':
                await wire.SendAsync(Bytes(step[2..]));
                return null;
            case '<':
                return await wire.ReadReplyAsync();
            case '/':
                await wire.FinishSendingAsync();
                return null;
            case '$':
                return await wire.ReadToEndAsync();
            case '.':
                await wire.DisposeAsync();
                return null;
            case '!':
                await server.DrainAsync();
                return null;
            case '~':
                await WaitForFigureAsync(wire, $"current-waiting: {step[2..]}\n");
                return null;
            case '^':
                await WaitForFigureAsync(wire, $"job-timeouts: {step[2..]}\n");
                return null;
            default:
                await wire.SendAsync(Bytes(step[1..]));
                return await wire.ReadReplyAsync();
        }
    }

    private static Task WaitForFigureAsync(Wire wire, string figure)
        => Eventually.IsSoAsync(
            async () =>
            {
                await wire.SendAsync("stats\r\n");
                return (await wire.ReadReplyAsync()).Contains(figure, StringComparison.Ordinal);
            },
            figure);

    private static string Bytes(string text) => text.Replace("|", "\r\n", StringComparison.Ordinal) + "\r\n";
}
