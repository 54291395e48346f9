using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Protocol;

/// <summary>Every reply that the protocol has, to every command that it is no answer to.</summary>
public sealed class OtherAnswerTests
{
    /// <summary>Of nothing, of tubes, of another job and of another tube.</summary>
    private static readonly string[] Texts = ["OK 1\r\nx", "OK 19\r\n---\n- no tube name\n", "OK 14\r\nid: 8\ntube: t\n", "OK 8\r\nname: u\n"];

    /// <summary>Answers that any command may get have exceptions of their own.</summary>
    private static readonly string[] Replies =
    [
        "INSERTED 7", "BURIED 7", "BURIED", "USING t", "USING other", "RESERVED 7 1\r\nx", "RESERVED 8 1\r\nx", "DEADLINE_SOON", "TIMED_OUT", "DELETED", "RELEASED",
        "TOUCHED", "WATCHING 1", "WATCHING 4294967296", "FOUND 7 1\r\nx", "FOUND 8 1\r\nx", "KICKED 1", "KICKED", .. Texts,
        "PAUSED", "NOT_FOUND", "NOT_IGNORED", "EXPECTED_CRLF", "JOB_TOO_BIG", "DRAINING",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string[]> Commands => new()
    {
        { "put", "put", ["INSERTED 7", "BURIED 7", "EXPECTED_CRLF", "JOB_TOO_BIG", "DRAINING"] },
        { "use", "use", ["USING t"] },
        { "reserve", "reserve", ["RESERVED 7 1\r\nx", "RESERVED 8 1\r\nx", "DEADLINE_SOON", "TIMED_OUT"] },
        { "reserve-job", "reserve-job", ["RESERVED 7 1\r\nx", "NOT_FOUND"] },
        { "delete", "delete", ["DELETED", "NOT_FOUND"] },
        { "release", "release", ["RELEASED", "BURIED", "NOT_FOUND"] },
        { "bury", "bury", ["BURIED", "NOT_FOUND"] },
        { "touch", "touch", ["TOUCHED", "NOT_FOUND"] },
        { "watch", "watch", ["WATCHING 1"] },
        { "ignore", "ignore", ["WATCHING 1", "NOT_IGNORED"] },
        { "peek", "peek", ["FOUND 7 1\r\nx", "NOT_FOUND"] },
        { "peek-ready", "peek", ["FOUND 7 1\r\nx", "FOUND 8 1\r\nx", "NOT_FOUND"] },
        { "kick", "kick", ["KICKED 1"] },
        { "kick-job", "kick-job", ["KICKED", "NOT_FOUND"] },
        { "stats", "stats", Texts },
        { "stats-job", "stats-job", ["NOT_FOUND"] },
        { "stats-tube", "stats-tube", ["NOT_FOUND"] },
        { "list-tubes", "list-tubes", Texts },
        { "list-tube-used", "list-tube-used", ["USING t", "USING other"] },
        { "list-tubes-watched", "list-tubes-watched", Texts },
        { "pause-tube", "pause-tube", ["PAUSED", "NOT_FOUND"] },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task It_is_given_to_nobody_and_nothing_that_comes_behind_it_either(string command, string name, string[] answers)
    {
        foreach (var reply in Replies.Except(answers))
        {
            await using var server = ScriptedServer.Start();
            await using var client = await server.ConnectAsync(Token);
            var asked = AskAsync(client, command);
            var behind = client.DeleteAsync(9, Token).AsTask();
            _ = await server.NextCommandsAsync(2, Token);

            await server.SayAsync($"{reply}\r\nDELETED\r\n");

            var error = await Assert.ThrowsAsync<UnexpectedReplyException>(() => asked);
            Assert.Equal(CommandOutcome.Unknown, error.Outcome);
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => behind)).Outcome);
        }
    }

    private static async Task<object?> AskAsync(BeanstalkClient client, string command)
        => command switch
        {
            "put" => await client.PutAsync("body"u8.ToArray(), cancellationToken: Token),
            "use" => await UseAsync(client),
            "reserve" => await client.ReserveAsync(TimeSpan.Zero, Token),
            "reserve-job" => await client.ReserveJobAsync(7, Token),
            "delete" => await client.DeleteAsync(7, Token),
            "release" => await client.ReleaseAsync(7, cancellationToken: Token),
            "bury" => await client.BuryAsync(7, cancellationToken: Token),
            "touch" => await client.TouchAsync(7, Token),
            "watch" => await client.WatchAsync("t", Token),
            "ignore" => await client.IgnoreAsync("t", Token),
            "peek" => await client.PeekAsync(7, Token),
            "peek-ready" => await client.PeekReadyAsync(Token),
            "kick" => await client.KickAsync(1, Token),
            "kick-job" => await client.KickJobAsync(7, Token),
            "stats" => await client.StatsAsync(Token),
            "stats-job" => await client.StatsJobAsync(7, Token),
            "stats-tube" => await client.StatsTubeAsync("t", Token),
            "list-tubes" => await client.ListTubesAsync(Token),
            "list-tube-used" => await client.ListTubeUsedAsync(Token),
            "list-tubes-watched" => await client.ListTubesWatchedAsync(Token),
            "pause-tube" => await client.PauseTubeAsync("t", TimeSpan.Zero, Token),
            _ => throw new ArgumentException(command, nameof(command)),
        };

    private static async Task<bool> UseAsync(BeanstalkClient client)
    {
        await client.UseAsync("t", Token);
        return true;
    }
}
