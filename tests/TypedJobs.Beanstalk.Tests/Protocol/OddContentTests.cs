using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Protocol;

/// <summary>Answers that are ones to their commands, and say in their texts what no beanstalkd says: they harm nobody else.</summary>
public sealed class OddContentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("list-tubes", "OK 24\r\n---\n- default\n- no tube\n\r\n")]
    [InlineData("list-tubes-watched", "OK 24\r\n---\n- default\n- no tube\n\r\n")]
    [InlineData("list-tube-used", "USING -x\r\n")]
    [InlineData("stats-job 7", "OK 10\r\n---\nid: 7\n\r\n")]
    [InlineData("stats-job 7", "OK 24\r\n---\nid: 7\ntube: no tube\n\r\n")]
    public async Task A_tube_that_is_none_fails_the_command_that_asked_and_nothing_else(string command, string answer)
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        var asked = AskAsync(client, command);
        var behind = client.DeleteAsync(9, Token).AsTask();
        Assert.Equal([command, "delete 9"], await server.NextCommandsAsync(2, Token));

        await server.SayAsync($"{answer}DELETED\r\n");

        var error = await Assert.ThrowsAsync<UnexpectedReplyException>(() => asked);
        Assert.Equal(CommandOutcome.Unknown, error.Outcome);
        Assert.Contains("named a tube as the protocol does not allow", error.Message, StringComparison.Ordinal);
        Assert.True(await behind);
        Assert.True(client.IsConnected);
    }

    [Theory]
    [InlineData("4294967296", uint.MaxValue)]
    [InlineData("-1", 0u)]
    [InlineData("urgent", 0u)]
    public async Task A_priority_that_is_none_is_the_nearest_or_zero(string sent, uint read)
    {
        await using var server = ScriptedServer.Start(ScriptedServer.WithSize($"---\nid: 7\ntube: a\npri: {sent}\n"));
        await using var client = await server.ConnectAsync(Token);

        Assert.Equal(read, (await client.StatsJobAsync(7, Token))!.Priority);
    }

    [Fact]
    public async Task A_job_that_comes_for_a_caller_who_has_gone_goes_back_although_the_answer_about_it_is_odd()
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        using var cancelling = new CancellationTokenSource();
        var reserving = client.ReserveAsync(TimeSpan.Zero, cancelling.Token).AsTask();
        _ = await server.NextCommandAsync(Token);
        await cancelling.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reserving);

        await server.SayAsync("RESERVED 7 2\r\nhi\r\n");
        Assert.Equal("stats-job 7", await server.NextCommandAsync(Token));
        await server.SayAsync(ScriptedServer.WithSize("---\nid: 7\n"));

        Assert.Equal("release 7 1024 0", await server.NextCommandAsync(Token));
        Assert.True(client.IsConnected);
    }

    private static async Task<object?> AskAsync(BeanstalkClient client, string command)
        => command switch
        {
            "list-tubes" => await client.ListTubesAsync(Token),
            "list-tubes-watched" => await client.ListTubesWatchedAsync(Token),
            "list-tube-used" => await client.ListTubeUsedAsync(Token),
            _ => await client.StatsJobAsync(7, Token),
        };
}
