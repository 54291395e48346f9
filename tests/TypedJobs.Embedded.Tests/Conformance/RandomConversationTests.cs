using System.Globalization;
using CsCheck;
using TypedJobs.Embedded.Tests.Servers;
using Xunit;

namespace TypedJobs.Embedded.Tests.Conformance;

/// <summary>
/// Random commands to both servers, answers compared; what fails shrinks. The environment variable CsCheck_Iter says how many sequences (100 unless it is set).
/// </summary>
public sealed class RandomConversationTests
{
    private const int Connections = 4;

    private static readonly Gen<(int Connection, string Command)[]> Conversations = Gen.Select(
        Gen.Int[0, Connections - 1],
        Gen.Frequency((60, RandomCommands.Answered), (10, RandomCommands.Waiting), (3, RandomCommands.Ends))).Array[1, 60];

    private static readonly Gen<(string[] Commands, int[] Cuts)> Streams = Gen.Select(
        Gen.Frequency((60, RandomCommands.Answered), (10, RandomCommands.Waiting), (10, RandomCommands.Malformed)).Array[1, 40],
        Gen.Int[0, 2000].Array[0, 4]);

    [Fact]
    public async Task Several_connections_are_told_what_beanstalkd_tells_them()
        => await Conversations.SampleAsync(
            static async conversation =>
            {
                await using var beanstalkd = await ServerUnderTest.StartBeanstalkdAsync();
                await using var embedded = ServerUnderTest.StartEmbedded(Target.Tcp);
                var expected = TalkAsync(beanstalkd, conversation);
                var actual = TalkAsync(embedded, conversation);
                Assert.Equal(await expected, await actual);
            },
            threads: 1,
            print: static conversation => string.Join('\n', conversation));

    [Fact]
    public async Task Any_bytes_are_answered_as_beanstalkd_answers_them()
        => await Streams.SampleAsync(
            static async stream =>
            {
                await using var beanstalkd = await ServerUnderTest.StartBeanstalkdAsync();
                await using var embedded = ServerUnderTest.StartEmbedded(Target.Tcp);
                var expected = SendAllAsync(beanstalkd, stream.Commands, stream.Cuts);
                var actual = SendAllAsync(embedded, stream.Commands, stream.Cuts);
                Assert.Equal(await expected, await actual);
            },
            threads: 1,
            print: static stream => string.Join('\n', stream.Commands));

    private static async Task<string> SendAllAsync(ServerUnderTest server, string[] commands, int[] cuts)
    {
        await using var wire = await server.ConnectAsync();
        var bytes = string.Concat(commands.Select(static command => command + "\r\n"));
        var start = 0;
        foreach (var cut in cuts.Order().Append(bytes.Length))
        {
            var end = Math.Min(cut, bytes.Length);
            await wire.SendAsync(bytes[start..end]);
            start = end;
        }

        await wire.FinishSendingAsync();
        return await wire.ReadToEndAsync();
    }

    private static async Task<IReadOnlyList<string>> TalkAsync(ServerUnderTest server, (int Connection, string Command)[] conversation)
    {
        await using var observer = await server.ConnectAsync();
        var wires = new Wire[Connections];
        for (var i = 0; i < Connections; i++)
        {
            wires[i] = await server.ConnectAsync();
        }

        var waiting = new SortedDictionary<int, Task<string>>();
        var ended = new HashSet<int>();
        var said = new List<string>();
        var reserves = 0;
        foreach (var (connection, command) in conversation)
        {
            if (command == RandomCommands.Drain)
            {
                await server.DrainAsync();
                continue;
            }

            if (ended.Contains(connection) || (waiting.ContainsKey(connection) && command != RandomCommands.HalfClose))
            {
                continue;
            }

            if (command is RandomCommands.HalfClose or RandomCommands.Quit)
            {
                ended.Add(connection);
                said.Add($"{connection} {command} => {await EndAsync(wires[connection], command, waiting.Remove(connection, out var last) ? last : null)}");
                await ListenAsync(observer, reserves, waiting, said);
                continue;
            }

            await wires[connection].SendAsync(command + "\r\n");
            reserves += command is "reserve" || command.StartsWith("reserve-with", StringComparison.Ordinal) ? 1 : 0;
            if (command is "reserve" or "reserve-with-timeout 1000")
            {
                waiting.Add(connection, wires[connection].ReadReplyAsync());
            }
            else
            {
                said.Add($"{connection} {command} => {await wires[connection].ReadReplyAsync()}");
            }

            await ListenAsync(observer, reserves, waiting, said);
        }

        foreach (var wire in wires)
        {
            await wire.DisposeAsync();
        }

        return said;
    }

    /// <summary>Ends a connection; what it was still told, a waiting reserve's answer first.</summary>
    private static async Task<string> EndAsync(Wire wire, string command, Task<string>? waiting)
    {
        if (command == RandomCommands.Quit)
        {
            await wire.SendAsync(command + "\r\n");
        }
        else
        {
            await wire.FinishSendingAsync();
        }

        var answer = waiting is null ? string.Empty : await waiting;
        return answer + await wire.ReadToEndAsync();
    }

    /// <summary>Hears those whose reserve has ended: as many as the server says wait no more.</summary>
    private static async Task ListenAsync(Wire observer, int reserves, SortedDictionary<int, Task<string>> waiting, List<string> said)
    {
        string stats;
        do
        {
            await observer.SendAsync("stats\r\n");
            stats = await observer.ReadReplyAsync();
        }
        while (Figure(stats, "cmd-reserve") + Figure(stats, "cmd-reserve-with-timeout") < reserves);

        var still = Figure(stats, "current-waiting");
        while (waiting.Values.Where(static reply => !reply.IsCompleted).ToList() is var unanswered && unanswered.Count > still)
        {
            await Task.WhenAny(unanswered);
        }

        foreach (var (connection, reply) in waiting.Where(static pair => pair.Value.IsCompleted).ToList())
        {
            said.Add($"{connection} => {await reply}");
            waiting.Remove(connection);
        }
    }

    private static int Figure(string stats, string name)
        => int.Parse(stats.Split('\n').Single(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..], CultureInfo.InvariantCulture);
}
