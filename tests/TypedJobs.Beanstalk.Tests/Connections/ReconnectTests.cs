using Microsoft.Extensions.Time.Testing;
using TypedJobs.Beanstalk.Tests.Servers;
using TypedJobs.TestServers;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

public sealed class ReconnectTests : ServerTest
{
    /// <summary>A hang becomes a failure.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly ReconnectOptions Waiting = new() { CommandsWait = true, ShortestPause = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task A_lost_connection_is_made_again_and_watches_and_uses_the_same_tubes()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = await BeanstalkClient.ConnectAsync(proxy.Address, new() { Reconnect = Waiting }, Token);
        await client.UseAsync("used", Token);
        await client.WatchAsync("a", Token);
        await client.WatchAsync("b", Token);
        await client.IgnoreAsync("default", Token);
        await client.IgnoreAsync("b", Token);

        proxy.Connections[0].Cut();
        await ConnectedAgainAsync(proxy);

        Assert.Equal<TubeName>(["a"], await client.ListTubesWatchedAsync(Token));
        Assert.Equal<TubeName>("used", await client.ListTubeUsedAsync(Token));
        Assert.True(client.IsConnected);
        Assert.False(client.Completion.IsCompleted);
    }

    [Fact]
    public async Task Commands_wait_for_a_server_that_is_away_if_they_are_told_to()
    {
        var port = Server.Port;
        await using var client = await BeanstalkClient.ConnectAsync(Server.Address, new() { Reconnect = Waiting with { MaxWaiting = 3 } }, Token);
        await Server.KillAsync();
        await LostAsync(client);
        using var impatient = new CancellationTokenSource();
        var withdrawn = client.PutAsync(Bytes("withdrawn"), cancellationToken: impatient.Token).AsTask();
        var puts = Enumerable.Range(0, 2).Select(n => client.PutAsync(Bytes($"{n}"), cancellationToken: Token).AsTask()).ToList();

        var refused = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await client.PutAsync(Bytes("x"), cancellationToken: Token));
        await impatient.CancelAsync();
        puts.Add(client.PutAsync(Bytes("2"), cancellationToken: Token).AsTask());
        await using var back = await BeanstalkdServer.StartOnPortAsync(port);

        Assert.Equal(CommandOutcome.NotSent, refused.Outcome);
        Assert.Contains("ReconnectOptions.MaxWaiting", refused.Message, StringComparison.Ordinal);
        Assert.Equal(CommandOutcome.NotSent, (await Assert.ThrowsAsync<CommandCanceledException>(() => withdrawn)).Outcome);
        var ids = await Task.WhenAll(puts);
        Assert.Equal<ulong>([1, 2, 3], ids);
        await client.WatchAsync("default", Token);
        Assert.Equal("0", Text(await ReserveNowAsync(client)));
    }

    [Fact]
    public async Task No_more_commands_wait_after_a_loss_than_may()
    {
        const int MaxWaiting = 5;
        const int Window = 256;
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = await BeanstalkClient.ConnectAsync(
            proxy.Address, new() { Reconnect = Waiting with { MaxWaiting = MaxWaiting } }, Token);
        await Server.SignalAsync("STOP");
        var deletes = Enumerable.Range(1, Window + MaxWaiting + 3).Select(id => client.DeleteAsync((ulong)id, Token).AsTask()).ToList();

        await SentAsync(proxy, $"delete {Window}\r");

        proxy.Connections[0].Cut();
        await Server.SignalAsync("CONT");

        var outcomes = await Task.WhenAll(deletes.Select(async delete =>
        {
            try
            {
                return await delete ? "deleted" : "answered";
            }
            catch (BeanstalkConnectionException exception)
            {
                return $"{exception.Outcome}";
            }
        }));
        Assert.Equal([.. Repeat("Unknown", Window), .. Repeat("answered", MaxWaiting), .. Repeat("NotSent", 3)], outcomes);

        static IEnumerable<string> Repeat(string outcome, int count) => Enumerable.Repeat(outcome, count);
    }

    [Fact]
    public async Task Commands_fail_at_once_while_a_server_is_away_if_they_are_not()
    {
        var port = Server.Port;
        await using var client = await BeanstalkClient.ConnectAsync(
            Server.Address, new() { Reconnect = Waiting with { CommandsWait = false } }, Token);
        await Server.KillAsync();
        await LostAsync(client);

        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await client.PutAsync(Bytes("x"), cancellationToken: Token));
        Assert.Equal(CommandOutcome.NotSent, error.Outcome);
        Assert.Contains("Cannot connect to", error.Message, StringComparison.Ordinal);

        await using var back = await BeanstalkdServer.StartOnPortAsync(port);
        await Eventually.IsSoAsync(() => client.IsConnected);

        Assert.Equal(1ul, await client.PutAsync(Bytes("x"), cancellationToken: Token));
    }

    [Fact]
    public async Task What_is_done_is_deleted_over_the_next_connection_and_nothing_else_is_asked_of_a_lost_lease()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = await BeanstalkClient.ConnectAsync(proxy.Address, new() { Reconnect = Waiting }, Token);
        _ = await PutAsync();
        var job = await ReserveNowAsync(client);

        proxy.Connections[0].Cut();
        await ConnectedAgainAsync(proxy);

        foreach (var settle in new Func<Task>[]
        {
            async () => await job.TouchAsync(Token),
            async () => await job.ReleaseAsync(cancellationToken: Token),
            async () => await job.BuryAsync(cancellationToken: Token),
        })
        {
            Assert.Equal(CommandOutcome.NotSent, (await Assert.ThrowsAsync<BeanstalkConnectionException>(settle)).Outcome);
        }

        // The server may not have noticed yet that the job's connection is gone; it then says that another holds it.
        await Eventually.IsSoAsync(() => job.DeleteAsync(Token));

        Assert.Null(await Client.PeekAsync(job.Id, Token));
    }

    [Fact]
    public async Task A_job_of_another_server_process_is_never_deleted()
    {
        var port = Server.Port;
        await using var client = await BeanstalkClient.ConnectAsync(Server.Address, new() { Reconnect = Waiting }, Token);
        _ = await PutAsync();
        var job = await ReserveNowAsync(client);
        await Server.KillAsync();
        await LostAsync(client);
        await using var back = await BeanstalkdServer.StartOnPortAsync(port);
        Assert.Equal(job.Id, await client.PutAsync(Bytes("of the same number"), cancellationToken: Token));

        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await job.DeleteAsync(Token));

        Assert.Equal(CommandOutcome.NotSent, error.Outcome);
        Assert.Contains("another server process", error.Message, StringComparison.Ordinal);
        Assert.Equal("of the same number", Text(await client.PeekAsync(job.Id, Token)));
    }

    [Fact]
    public async Task After_a_cancelled_reserve_the_client_goes_on()
    {
        var worker = await ConnectAsync();
        using var cancelling = new CancellationTokenSource();
        var reserving = worker.ReserveAsync(cancellationToken: cancelling.Token).AsTask();
        await WaitingReservesAsync(Client, 1);

        await cancelling.CancelAsync();

        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<CommandCanceledException>(() => reserving)).Outcome);
        _ = await PutAsync("next");
        Assert.Equal("next", Text((await worker.ReserveAsync(cancellationToken: Token)).Job));
    }

    [Fact]
    public async Task To_cancel_reserves_one_after_the_other_is_no_failure_that_makes_the_client_pause()
    {
        var never = TimeSpan.FromDays(1);
        await using var client = await BeanstalkClient.ConnectAsync(
            Server.Address, new() { Reconnect = new() { ShortestPause = never, LongestPause = never } }, Token);
        for (var n = 0; n < 3; n++)
        {
            using var cancelling = new CancellationTokenSource();
            var reserving = client.ReserveAsync(cancellationToken: cancelling.Token).AsTask();
            await WaitingReservesAsync(Client, 1).WaitAsync(Bound, Token);
            await cancelling.CancelAsync();
            _ = await Assert.ThrowsAsync<CommandCanceledException>(() => reserving);
            await WaitingReservesAsync(Client, 0);
        }

        Assert.NotEqual(0ul, await client.PutAsync(Bytes("x"), cancellationToken: Token).AsTask().WaitAsync(Bound, Token));
    }

    [Fact]
    public async Task What_is_watched_behind_a_cancelled_reserve_is_watched_on_the_next_connection_too()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = await BeanstalkClient.ConnectAsync(proxy.Address, cancellationToken: Token);
        using var cancelling = new CancellationTokenSource();
        var reserving = client.ReserveAsync(cancellationToken: cancelling.Token).AsTask();
        var watching = client.WatchAsync("late", Token).AsTask();
        var ignoring = client.IgnoreAsync("default", Token).AsTask();
        await SentAsync(proxy, "ignore default");

        // Stopped, so that the next connection would be made before the answers over this one.
        await Server.SignalAsync("STOP");
        await cancelling.CancelAsync();
        _ = await Assert.ThrowsAsync<CommandCanceledException>(() => reserving);
        var watched = client.ListTubesWatchedAsync(Token).AsTask();
        await Server.SignalAsync("CONT");

        Assert.Equal(2, await watching);
        Assert.Equal(1, await ignoring);
        Assert.Equal(["late"], await watched);
    }

    [Fact]
    public async Task A_reserve_without_a_limit_asks_again_when_the_time_is_over()
    {
        await using var server = ScriptedServer.Start("TIMED_OUT\r\n", "TIMED_OUT\r\n", "RESERVED 7 2\r\nhi\r\n");
        await using var client = await server.ConnectAsync(Token, new() { ReplyTimeout = TimeSpan.FromSeconds(29.5) });

        var result = await client.ReserveAsync(cancellationToken: Token);

        Assert.Equal("hi", Text(result.Job));
        Assert.Equal(Enumerable.Repeat("reserve-with-timeout 30", 3), await server.NextCommandsAsync(3, Token));
    }

    [Fact]
    public async Task A_reserve_with_a_timeout_may_take_it_and_no_longer()
    {
        var time = new FakeTimeProvider();
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token, new() { ReplyTimeout = TimeSpan.FromMilliseconds(300), TimeProvider = time });
        var reserving = client.ReserveAsync(TimeSpan.FromSeconds(1), Token).AsTask();
        _ = await server.NextCommandAsync(Token);

        time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.True(client.IsConnected);
        time.Advance(TimeSpan.FromSeconds(0.2));

        var lost = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => reserving);
        Assert.Contains("did not answer within 1.3 seconds", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shortest_of_timeouts_is_one()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = await BeanstalkClient.ConnectAsync(
            proxy.Address, new() { ReplyTimeout = TimeSpan.FromTicks(1), Reconnect = new() { Enabled = false } }, Token);
        await Server.SignalAsync("STOP");

        var lost = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await client.DeleteAsync(1, Token));

        Assert.Contains("did not answer within", lost.Message, StringComparison.Ordinal);
        await Server.SignalAsync("CONT");
    }

    [Fact]
    public void Pauses_grow_to_the_longest_and_are_random_in_their_upper_half()
    {
        var options = new ReconnectOptions { ShortestPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(5) };

        foreach (var (failures, most) in new[] { (1, 1), (2, 2), (3, 4), (4, 5), (1000, 5) })
        {
            Assert.All(
                Enumerable.Range(0, 100).Select(_ => options.PauseAfter(failures)),
                pause => Assert.InRange(pause, TimeSpan.FromSeconds(most) / 2, TimeSpan.FromSeconds(most)));
        }
    }

    /// <summary>Returns when it has been noticed that the server is gone.</summary>
    private static Task LostAsync(BeanstalkClient client) => Eventually.IsSoAsync(() => !client.IsConnected);

    /// <summary>Returns when there is a second connection, and so the loss of the first has been noticed: it may not show otherwise, so short it is.</summary>
    private static Task ConnectedAgainAsync(FaultProxy proxy) => Eventually.IsSoAsync(() => proxy.Connections.Count == 2);
}
