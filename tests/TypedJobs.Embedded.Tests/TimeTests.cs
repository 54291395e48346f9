using Microsoft.Extensions.Time.Testing;
using TypedJobs.Beanstalk;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Embedded.Tests;

/// <summary>Time is the test's: what it advances over has happened.</summary>
public sealed class TimeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delay_ends_when_time_is_advanced()
    {
        var time = new FakeTimeProvider();
        await using var broker = new EmbeddedBroker(timeProvider: time);
        await using var client = await broker.ConnectAsync(cancellationToken: Token);
        _ = await client.PutAsync("x"u8.ToArray(), new PutOptions { Delay = TimeSpan.FromHours(10) }, Token);
        Assert.True((await client.ReserveAsync(TimeSpan.Zero, Token)).TimedOut);

        time.Advance(TimeSpan.FromHours(10));

        Assert.NotNull((await client.ReserveAsync(TimeSpan.Zero, Token)).Job);
    }

    [Fact]
    public async Task A_time_to_run_ends_and_the_waiting_connection_gets_the_job()
    {
        var time = new FakeTimeProvider();
        await using var broker = new EmbeddedBroker(timeProvider: time);
        await using var slow = await broker.ConnectAsync(cancellationToken: Token);
        await using var other = await broker.ConnectAsync(cancellationToken: Token);
        _ = await slow.PutAsync("x"u8.ToArray(), new PutOptions { TimeToRun = TimeSpan.FromMinutes(1) }, Token);
        var held = (await slow.ReserveAsync(TimeSpan.Zero, Token)).Job!;
        var waiting = other.ReserveAsync(cancellationToken: Token).AsTask();
        await SomebodyWaitsAsync(slow);

        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(held.Id, (await waiting).Job!.Id);
        Assert.Equal(1u, (uint)(await slow.StatsJobAsync(held.Id, Token))!.Timeouts);
    }

    [Fact]
    public async Task A_waiting_reserve_times_out_when_time_is_advanced()
    {
        var time = new FakeTimeProvider();
        await using var broker = new EmbeddedBroker(timeProvider: time);
        await using var client = await broker.ConnectAsync(cancellationToken: Token);
        await using var observer = await broker.ConnectAsync(cancellationToken: Token);
        var waiting = client.ReserveAsync(TimeSpan.FromSeconds(30), Token).AsTask();
        await SomebodyWaitsAsync(observer);

        time.Advance(TimeSpan.FromSeconds(30));

        Assert.True((await waiting).TimedOut);
    }

    [Fact]
    public async Task A_pause_ends_and_the_waiting_connection_gets_the_job()
    {
        var time = new FakeTimeProvider();
        await using var broker = new EmbeddedBroker(timeProvider: time);
        await using var client = await broker.ConnectAsync(cancellationToken: Token);
        await using var observer = await broker.ConnectAsync(cancellationToken: Token);
        var id = await observer.PutAsync("x"u8.ToArray(), cancellationToken: Token);
        Assert.True(await observer.PauseTubeAsync("default", TimeSpan.FromMinutes(5), Token));
        Assert.True((await client.ReserveAsync(TimeSpan.Zero, Token)).TimedOut);
        var waiting = client.ReserveAsync(cancellationToken: Token).AsTask();
        await SomebodyWaitsAsync(observer);

        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(id, (await waiting).Job!.Id);
    }

    [Fact]
    public async Task The_last_second_of_a_time_to_run_is_told_to_who_waits()
    {
        var time = new FakeTimeProvider();
        await using var broker = new EmbeddedBroker(timeProvider: time);
        await using var client = await broker.ConnectAsync(cancellationToken: Token);
        await using var observer = await broker.ConnectAsync(cancellationToken: Token);
        _ = await client.PutAsync("x"u8.ToArray(), new PutOptions { TimeToRun = TimeSpan.FromMinutes(1) }, Token);
        var held = (await client.ReserveAsync(TimeSpan.Zero, Token)).Job!;
        var waiting = client.ReserveAsync(cancellationToken: Token).AsTask();
        await SomebodyWaitsAsync(observer);

        time.Advance(TimeSpan.FromSeconds(59));

        Assert.True((await waiting).DeadlineSoon);
        Assert.True(await held.DeleteAsync(Token));
    }

    /// <summary>The one timer is never set for more than an hour, and has to be set again.</summary>
    [Fact]
    public async Task A_job_that_is_delayed_for_days_comes_when_they_are_over()
    {
        var time = new FakeTimeProvider();
        await using var broker = new EmbeddedBroker(timeProvider: time);
        await using var client = await broker.ConnectAsync(cancellationToken: Token);
        var id = await client.PutAsync("x"u8.ToArray(), new PutOptions { Delay = TimeSpan.FromDays(2) }, Token);
        var waiting = client.ReserveAsync(TimeSpan.FromDays(3), Token).AsTask();

        for (var hours = 0; hours < 48; hours++)
        {
            Assert.False(waiting.IsCompleted);
            time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(id, (await waiting).Job!.Id);
    }

    private static Task SomebodyWaitsAsync(BeanstalkClient observer)
        => Eventually.IsSoAsync(async () => (await observer.StatsAsync(Token)).CurrentWaiting > 0);

    /// <summary>As beanstalkd does after a pause of its own: it asks all tubes which job was due first.</summary>
    [Fact]
    public async Task Jobs_that_a_leap_of_time_makes_ready_come_in_the_order_of_their_delays_whatever_their_tubes()
    {
        var time = new FakeTimeProvider();
        await using var broker = new EmbeddedBroker(timeProvider: time);
        await using var producer = await broker.ConnectAsync(cancellationToken: Token);
        await using var first = await broker.ConnectAsync(cancellationToken: Token);
        await using var second = await broker.ConnectAsync(cancellationToken: Token);
        foreach (var client in new[] { first, second })
        {
            await client.WatchAsync("a", Token);
            await client.WatchAsync("b", Token);
        }

        ulong[] ids = [await PutAsync("a", 1), await PutAsync("b", 2), await PutAsync("a", 3)];
        var waiting = new[] { first.ReserveAsync(cancellationToken: Token).AsTask(), second.ReserveAsync(cancellationToken: Token).AsTask() };
        await Eventually.IsSoAsync(async () => (await producer.StatsAsync(Token)).CurrentWaiting == 2);

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ids[..2], (await Task.WhenAll(waiting)).Select(static result => result.Job!.Id).Order());

        async Task<ulong> PutAsync(string tube, int seconds)
            => await producer.PutAsync("x"u8.ToArray(), new PutOptions { Tube = tube, Delay = TimeSpan.FromSeconds(seconds) }, Token);
    }
}
