using TypedJobs.Beanstalk.Tests.Servers;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

public sealed class CancellationTests : ServerTest
{
    [Fact]
    public async Task A_command_cancelled_from_the_start_is_not_sent()
    {
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Client.PutAsync(Bytes("x"), cancellationToken: new(true)));

        Assert.Equal(0ul, (await Client.StatsAsync(Token)).CmdPut);
    }

    [Fact]
    public async Task A_command_cancelled_before_its_turn_is_withdrawn()
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        using var cancelling = new CancellationTokenSource();
        var first = Enumerable.Range(0, 256).Select(_ => client.TouchAsync(1, Token).AsTask()).ToList();
        var withdrawn = client.DeleteAsync(2, cancelling.Token).AsTask();
        var last = client.BuryAsync(3, cancellationToken: Token).AsTask();

        await cancelling.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn);
        Assert.Equal(cancelling.Token, cancelled.CancellationToken);

        Assert.All(await server.NextCommandsAsync(256, Token), static line => Assert.Equal("touch 1", line));
        await server.SayAsync(string.Concat(Enumerable.Repeat("TOUCHED\r\n", 256)));
        Assert.All(await Task.WhenAll(first), Assert.True);
        Assert.Equal("bury 3 1024", await server.NextCommandAsync(Token));
        await server.SayAsync("BURIED\r\n");
        Assert.True(await last);
    }

    [Fact]
    public async Task A_command_cancelled_when_sent_keeps_its_place_for_its_reply()
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        using var cancelling = new CancellationTokenSource();
        var abandoned = client.PutAsync(Bytes("x"), new PutOptions { Tube = "a" }, cancelling.Token).AsTask();
        Assert.Equal("use a", await server.NextCommandAsync(Token));
        Assert.Equal("put 1024 0 60 1", await server.NextCommandAsync(Token));
        var next = client.PutAsync(Bytes("y"), new PutOptions { Tube = "b" }, Token).AsTask();

        await cancelling.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        Assert.Equal(["use b", "put 1024 0 60 1"], await server.NextCommandsAsync(2, Token));
        await server.SayAsync("USING a\r\nINSERTED 1\r\nUSING b\r\nINSERTED 2\r\n");

        Assert.Equal(2ul, await next);
    }

    [Fact]
    public async Task A_fatal_answer_to_a_cancelled_command_is_fatal_all_the_same()
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        using var cancelling = new CancellationTokenSource();
        var abandoned = client.TouchAsync(1, cancelling.Token).AsTask();
        _ = await server.NextCommandAsync(Token);
        var next = client.TouchAsync(2, Token).AsTask();
        _ = await server.NextCommandAsync(Token);

        await cancelling.CancelAsync();
        await server.SayAsync("BAD_FORMAT\r\n");

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => next)).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reserve_that_waits_is_cancelled_by_finishing_the_connection(bool withTimeout)
    {
        _ = await PutAsync("held");
        _ = await PutAsync("done");
        using var cancelling = new CancellationTokenSource();
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var worker = await BeanstalkClient.ConnectAsync(proxy.Address, cancellationToken: Token);
        var held = await ReserveNowAsync(worker);
        var done = await ReserveNowAsync(worker);
        var reserving = worker.ReserveAsync(withTimeout ? TimeSpan.FromHours(1) : null, cancelling.Token).AsTask();
        var deleting = done.DeleteAsync(Token).AsTask();
        await WaitingReservesAsync(Client, 1);
        await SentAsync(proxy, $"delete {done.Id}");

        await cancelling.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reserving);
        Assert.True(await deleting);
        var later = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await held.TouchAsync(Token));
        Assert.Equal(CommandOutcome.NotSent, later.Outcome);
        Assert.Contains("'reserve' that was waiting in the server was cancelled", later.Message, StringComparison.Ordinal);
        Assert.Equal(held.Id, (await Client.ReserveAsync(cancellationToken: Token)).Job!.Id);
        Assert.Equal(0ul, (await held.StatsFromAsync(Client))!.Releases);
    }

    [Fact]
    public async Task A_reserve_cancelled_before_its_turn_leaves_the_connection_alone()
    {
        using var cancelling = new CancellationTokenSource();
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        var first = Enumerable.Range(0, 256).Select(_ => client.TouchAsync(1, Token).AsTask()).ToList();
        var reserving = client.ReserveAsync(cancellationToken: cancelling.Token).AsTask();

        await cancelling.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reserving);
        Assert.True(client.IsConnected);
        _ = await server.NextCommandsAsync(256, Token);
        await server.SayAsync(string.Concat(Enumerable.Repeat("TOUCHED\r\n", 256)));
        Assert.All(await Task.WhenAll(first), Assert.True);
    }

    [Theory]
    [InlineData("reserve-with-timeout 0")]
    [InlineData("reserve-job 7")]
    public async Task A_job_that_comes_for_a_caller_who_has_gone_goes_back_with_its_priority(string command)
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        using var cancelling = new CancellationTokenSource();
        Task reserving = command.StartsWith("reserve-job", StringComparison.Ordinal)
            ? client.ReserveJobAsync(7, cancelling.Token).AsTask()
            : client.ReserveAsync(TimeSpan.Zero, cancelling.Token).AsTask();
        Assert.Equal(command, await server.NextCommandAsync(Token));

        await cancelling.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reserving);
        await server.SayAsync("RESERVED 7 2\r\nhi\r\n");

        Assert.Equal("stats-job 7", await server.NextCommandAsync(Token));
        await server.SayAsync(ScriptedServer.WithSize("---\nid: 7\ntube: a\npri: 31\n"));
        Assert.Equal("release 7 31 0", await server.NextCommandAsync(Token));
        await server.SayAsync("RELEASED\r\n");
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_job_that_comes_for_a_caller_who_has_gone_goes_back_even_if_its_priority_cannot_be_had()
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
        await server.SayAsync("OUT_OF_MEMORY\r\n");

        Assert.Equal("release 7 1024 0", await server.NextCommandAsync(Token));
        await server.SayAsync("RELEASED\r\n");
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task Cancelling_at_any_moment_never_gives_a_reply_to_another()
    {
        var ids = new List<ulong>();
        for (var n = 0; n < 50; n++)
        {
            ids.Add(await PutAsync($"{n}"));
        }

        for (var round = 0; round < 100; round++)
        {
            using var cancelling = new CancellationTokenSource();
            var cancelled = Enumerable.Range(0, 20).Select(n => Client.PeekAsync(ids[n], cancelling.Token).AsTask()).ToList();
            var kept = Enumerable.Range(20, 20).Select(n => Client.PeekAsync(ids[n], Token).AsTask()).ToList();
            Thread.SpinWait(round * 200);
            await cancelling.CancelAsync();

            var bodies = await Task.WhenAll(kept);
            Assert.Equal(Enumerable.Range(20, 20).Select(static n => $"{n}"), bodies.Select(Text));
            await Task.WhenAll(cancelled).ContinueWith(static _ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);
            Assert.All(cancelled.Index(), pair => Assert.True(pair.Item.IsCanceled || pair.Item.Result!.Id == ids[pair.Index]));
        }
    }
}

file static class OtherConnection
{
    public static ValueTask<JobStats?> StatsFromAsync(this ReservedJob job, BeanstalkClient client)
        => client.StatsJobAsync(job.Id, TestContext.Current.CancellationToken);
}
