using TypedJobs.Beanstalk.Tests.Servers;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Protocol;

/// <summary>"Producer Commands" of the protocol document: each command, each answer.</summary>
public sealed class ProducerCommandTests : ServerTest
{
    [Fact]
    public async Task Put_INSERTED()
    {
        var id = await PutAsync("body", new PutOptions
        {
            Tube = "images",
            Priority = 7,
            Delay = TimeSpan.FromMilliseconds(99_001),
            TimeToRun = TimeSpan.FromMilliseconds(1),
        });

        var stats = (await Client.StatsJobAsync(id, Token))!;
        Assert.Equal(id, stats.Id);
        Assert.Equal<TubeName>("images", stats.Tube);
        Assert.Equal(7u, stats.Priority);
        Assert.Equal(TimeSpan.FromSeconds(100), stats.Delay);
        Assert.Equal(TimeSpan.FromSeconds(1), stats.TimeToRun);
        Assert.Equal(JobState.Delayed, stats.State);
        Assert.Equal("body", Text(await Client.PeekAsync(id, Token)));
    }

    [Fact]
    public async Task Put_INSERTED_with_the_defaults()
    {
        var stats = (await Client.StatsJobAsync(await PutAsync(), Token))!;

        Assert.Equal(TubeName.Default, stats.Tube);
        Assert.Equal(1024u, stats.Priority);
        Assert.Equal(TimeSpan.Zero, stats.Delay);
        Assert.Equal(TimeSpan.FromSeconds(60), stats.TimeToRun);
        Assert.Equal(JobState.Ready, stats.State);
    }

    [Fact]
    public async Task Put_INSERTED_at_the_protocols_bounds()
    {
        var most = TimeSpan.FromSeconds(uint.MaxValue);
        var id = await PutAsync("", new PutOptions { Priority = uint.MaxValue, Delay = most, TimeToRun = most });

        var stats = (await Client.StatsJobAsync(id, Token))!;
        Assert.Equal(uint.MaxValue, stats.Priority);
        Assert.Equal(most, stats.Delay);
        Assert.Equal(most, stats.TimeToRun);
        Assert.Equal(0, (await Client.PeekAsync(id, Token))!.Body.Length);
    }

    [Fact]
    public async Task Put_keeps_every_byte_of_a_body()
    {
        var body = Enumerable.Range(0, 60_000).Select(static n => (byte)n).ToArray();

        var id = await Client.PutAsync(body, cancellationToken: Token);

        Assert.Equal(body, (await Client.PeekAsync(id, Token))!.Body.ToArray());
    }

    [Fact]
    public async Task Put_BURIED()
    {
        await using var scripted = ScriptedServer.Start("BURIED 12\r\n", "DELETED\r\n");
        await using var client = await scripted.ConnectAsync(Token);

        var buried = await Assert.ThrowsAsync<JobBuriedException>(async () => await client.PutAsync(Bytes("x"), cancellationToken: Token));

        Assert.Equal(12ul, buried.Id);
        Assert.Equal(CommandOutcome.Answered, buried.Outcome);
        Assert.True(await client.DeleteAsync(12, Token));
    }

    [Fact]
    public async Task Put_EXPECTED_CRLF()
    {
        await using var scripted = ScriptedServer.Start("EXPECTED_CRLF\r\n");
        await using var client = await scripted.ConnectAsync(Token);

        var error = await Assert.ThrowsAsync<ExpectedCrlfException>(async () => await client.PutAsync(Bytes("x"), cancellationToken: Token));

        Assert.Equal(CommandOutcome.Answered, error.Outcome);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Put_JOB_TOO_BIG_is_refused_before_anything_is_sent()
    {
        await using var server = await BeanstalkdServer.StartAsync("-z", "1000");
        var client = await ConnectAsync(server);
        Assert.Equal(1000, client.MaxJobSize);

        _ = await client.PutAsync(new byte[1000], cancellationToken: Token);
        var error = await Assert.ThrowsAsync<JobTooBigException>(async () => await client.PutAsync(new byte[1001], cancellationToken: Token));

        Assert.Equal((1001, 1000), (error.Size, error.MaxJobSize));
        Assert.Equal(CommandOutcome.NotSent, error.Outcome);
        Assert.Contains("1001", error.Message, StringComparison.Ordinal);
        Assert.Contains("1000", error.Message, StringComparison.Ordinal);
        Assert.Equal(1ul, (await client.StatsAsync(Token)).CmdPut);
    }

    [Fact]
    public async Task Put_JOB_TOO_BIG_from_the_server()
    {
        await using var scripted = ScriptedServer.Start("JOB_TOO_BIG\r\n", "INSERTED 1\r\n");
        await using var client = await scripted.ConnectAsync(Token);

        var error = await Assert.ThrowsAsync<JobTooBigException>(async () => await client.PutAsync(Bytes("four"), cancellationToken: Token));

        Assert.Equal((4, CommandOutcome.Answered), (error.Size, error.Outcome));
        Assert.Equal(1ul, await client.PutAsync(Bytes("x"), cancellationToken: Token));
    }

    [Fact]
    public async Task Put_DRAINING()
    {
        await Server.DrainAsync();

        // The signal is handled between two commands, not necessarily before this one.
        await Eventually.IsSoAsync(async () => (await Client.StatsAsync(Token)).Draining);

        var error = await Assert.ThrowsAsync<DrainingException>(async () => await PutAsync());
        Assert.Equal(CommandOutcome.Answered, error.Outcome);
        Assert.Null(await Client.PeekReadyAsync(Token));
    }

    [Fact]
    public async Task Use_USING()
    {
        await Client.UseAsync("mail", Token);

        Assert.Equal<TubeName>("mail", await Client.ListTubeUsedAsync(Token));
        Assert.Equal<TubeName>("mail", (await Client.StatsJobAsync(await PutAsync(), Token))!.Tube);
    }

    [Fact]
    public async Task Use_USING_a_name_of_200_bytes()
    {
        var longest = new TubeName(new string('x', 200));

        await Client.UseAsync(longest, Token);

        Assert.Equal(longest, await Client.ListTubeUsedAsync(Token));
        var id = await PutAsync("x", new PutOptions { Tube = longest });
        Assert.Equal(longest, (await Client.StatsJobAsync(id, Token))!.Tube);
        Assert.Equal(longest, (await Client.StatsTubeAsync(longest, Token))!.Name);
        Assert.True(await Client.PauseTubeAsync(longest, TimeSpan.FromSeconds(uint.MaxValue), Token));
        Assert.Contains(longest, await Client.ListTubesAsync(Token));
    }

    [Fact]
    public async Task A_use_that_fails_ends_the_connection_so_that_no_put_lands_in_another_tube()
    {
        await using var scripted = ScriptedServer.Start("OUT_OF_MEMORY\r\n");
        await using var client = await scripted.ConnectAsync(Token);

        var put = client.PutAsync(Bytes("x"), new PutOptions { Tube = "mail" }, Token);

        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await put);
        Assert.Equal(CommandOutcome.Unknown, error.Outcome);
        _ = Assert.IsType<ServerOutOfMemoryException>(error.InnerException);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task A_use_answered_with_another_tube_ends_the_connection()
    {
        await using var scripted = ScriptedServer.Start("USING other\r\n");
        await using var client = await scripted.ConnectAsync(Token);

        _ = await Assert.ThrowsAsync<UnexpectedReplyException>(async () => await client.UseAsync("mail", Token));

        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Durations_that_the_protocol_does_not_have_are_refused_by_name()
    {
        var negative = TimeSpan.FromTicks(-1);
        var tooLong = TimeSpan.FromSeconds(uint.MaxValue) + TimeSpan.FromTicks(1);
        foreach (var options in new PutOptions[] { new() { Delay = negative }, new() { Delay = tooLong } })
        {
            var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await PutAsync("x", options));
            Assert.Equal("PutOptions.Delay", error.ParamName);
        }

        foreach (var options in new PutOptions[] { new() { TimeToRun = negative }, new() { TimeToRun = tooLong }, new() { TimeToRun = TimeSpan.Zero } })
        {
            var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await PutAsync("x", options));
            Assert.Equal("PutOptions.TimeToRun", error.ParamName);
        }

        Assert.Equal(0ul, (await Client.StatsAsync(Token)).CmdPut);
    }
}
