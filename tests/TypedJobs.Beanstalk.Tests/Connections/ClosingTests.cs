using TypedJobs.Beanstalk.Tests.Servers;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

public sealed class ClosingTests : ServerTest
{
    [Fact]
    public async Task Quitting_lets_everything_that_was_asked_be_answered()
    {
        var worker = await ConnectAsync();
        var puts = Enumerable.Range(0, 1000).Select(n => worker.PutAsync(Bytes($"{n}"), new PutOptions { Tube = $"t{n % 3}" }, Token).AsTask()).ToList();

        await worker.QuitAsync(Token);

        Assert.Equal(1000, (await Task.WhenAll(puts)).Distinct().Count());
    }

    [Fact]
    public async Task Quitting_ends_a_reserve_that_waits()
    {
        var worker = await ConnectAsync();
        var reserving = worker.ReserveAsync(cancellationToken: Token).AsTask();
        var put = worker.PutAsync(Bytes("behind"), cancellationToken: Token).AsTask();
        await WaitingReservesAsync(Client, 1);

        await worker.QuitAsync(Token);

        Assert.True((await reserving).TimedOut);
        Assert.Equal("behind", Text(await Client.PeekAsync(await put, Token)));
    }

    [Fact]
    public async Task Quitting_lets_be_answered_what_was_asked_behind_a_reserve_that_was_cancelled()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var worker = await BeanstalkClient.ConnectAsync(proxy.Address, cancellationToken: Token);
        using var cancelling = new CancellationTokenSource();
        _ = await PutAsync("done");
        var done = await ReserveNowAsync(worker);
        var reserving = worker.ReserveAsync(cancellationToken: cancelling.Token).AsTask();
        var deleting = done.DeleteAsync(Token).AsTask();
        await WaitingReservesAsync(Client, 1);
        await SentAsync(proxy, $"delete {done.Id}");

        await Server.SignalAsync("STOP");
        await cancelling.CancelAsync();
        _ = await Assert.ThrowsAsync<CommandCanceledException>(() => reserving);
        var quitting = worker.QuitAsync(Token).AsTask();
        await Server.SignalAsync("CONT");

        await quitting;
        Assert.True(await deleting);
        Assert.False(worker.IsConnected);
    }

    [Fact]
    public async Task Quitting_twice_at_once_lets_everything_be_answered()
    {
        var worker = await ConnectAsync();
        await Server.SignalAsync("STOP");
        var puts = Enumerable.Range(0, 20).Select(n => worker.PutAsync(Bytes($"{n}"), cancellationToken: Token).AsTask()).ToList();

        var quits = Enumerable.Range(0, 2).Select(_ => worker.QuitAsync(Token).AsTask()).ToList();
        await Server.SignalAsync("CONT");

        await Task.WhenAll(quits);
        Assert.Equal(20, (await Task.WhenAll(puts)).Distinct().Count());
    }

    [Fact]
    public async Task Quitting_goes_beyond_the_window()
    {
        var worker = await ConnectAsync();
        var reserving = worker.ReserveAsync(cancellationToken: Token).AsTask();
        var puts = Enumerable.Range(0, 600).Select(n => worker.PutAsync(Bytes($"{n}"), cancellationToken: Token).AsTask()).ToList();
        await WaitingReservesAsync(Client, 1);

        await worker.QuitAsync(Token);

        Assert.True((await reserving).TimedOut);
        Assert.Equal(600, (await Task.WhenAll(puts)).Distinct().Count());
    }

    [Fact]
    public async Task Quitting_a_silent_server_can_be_cancelled()
    {
        using var cancelling = new CancellationTokenSource();
        await using var server = ScriptedServer.Start();
        var client = await server.ConnectAsync(Token);
        var touching = client.TouchAsync(1, Token).AsTask();
        var quitting = client.QuitAsync(cancelling.Token).AsTask();
        Assert.Equal("touch 1", await server.NextCommandAsync(Token));
        Assert.Equal("quit", await server.NextCommandAsync(Token));

        await cancelling.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => quitting);
        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => touching)).Outcome);
    }

    [Fact]
    public async Task Quitting_a_silent_server_takes_no_longer_than_an_answer_may()
    {
        await using var server = ScriptedServer.Start();
        var client = await server.ConnectAsync(Token, new() { ReplyTimeout = TimeSpan.FromMilliseconds(100) });
        var touching = client.TouchAsync(1, Token).AsTask();

        await client.QuitAsync(Token);

        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => touching)).Outcome);
    }

    [Fact]
    public async Task Disposing_fails_what_waits_and_gives_held_jobs_back_at_once()
    {
        var worker = await ConnectAsync();
        _ = await PutAsync();
        var held = await ReserveNowAsync(worker);
        var reserving = worker.ReserveAsync(cancellationToken: Token).AsTask();
        await WaitingReservesAsync(Client, 1);

        await worker.DisposeAsync();

        var closed = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => reserving);
        Assert.Equal(CommandOutcome.Unknown, closed.Outcome);
        Assert.Contains("closed by this client", closed.Message, StringComparison.Ordinal);
        Assert.Equal(held.Id, (await Client.ReserveAsync(cancellationToken: Token)).Job!.Id);
    }

    [Fact]
    public async Task After_closing_every_command_says_that_nothing_was_sent()
    {
        await Client.DisposeAsync();
        await Client.QuitAsync(Token);

        var closed = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await PutAsync());

        Assert.Equal(CommandOutcome.NotSent, closed.Outcome);
        Assert.Contains("closed by this client", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_while_many_call_is_harmless()
    {
        var worker = await ConnectAsync();
        async Task PutForEverAsync()
        {
            while (true)
            {
                _ = await worker.PutAsync(Bytes("x"), cancellationToken: Token);
            }
        }

        var callers = Enumerable.Range(0, 16).Select(_ => Task.Run(PutForEverAsync, Token)).ToList();
        _ = await worker.StatsAsync(Token);

        await Task.WhenAll(worker.DisposeAsync().AsTask(), worker.QuitAsync(Token).AsTask(), worker.DisposeAsync().AsTask());

        foreach (var calling in callers)
        {
            _ = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => calling);
        }
    }
}
