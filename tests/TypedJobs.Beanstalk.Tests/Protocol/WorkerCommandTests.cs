using TypedJobs.Beanstalk.Tests.Servers;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Protocol;

/// <summary>"Worker Commands" of the protocol document: each command, each answer.</summary>
public sealed class WorkerCommandTests : ServerTest
{
    private const ulong NoSuchJob = 4_000_000_000;

    [Fact]
    public async Task Reserve_RESERVED()
    {
        var id = await PutAsync("work");

        var result = await Client.ReserveAsync(cancellationToken: Token);

        Assert.True(result.TryGetJob(out var job));
        Assert.False(result.TimedOut || result.DeadlineSoon);
        Assert.Equal((id, "work"), (job.Id, Text(job)));
        Assert.Equal(JobState.Reserved, (await job.StatsAsync(Token))!.State);
    }

    [Fact]
    public async Task Reserve_takes_the_smallest_priority_first_and_then_the_oldest()
    {
        var late = await PutAsync("x", new PutOptions { Priority = 2 });
        var first = await PutAsync("x", new PutOptions { Priority = 1 });
        var second = await PutAsync("x", new PutOptions { Priority = 1 });

        ulong[] taken = [(await ReserveNowAsync()).Id, (await ReserveNowAsync()).Id, (await ReserveNowAsync()).Id];

        Assert.Equal([first, second, late], taken);
    }

    [Fact]
    public async Task Reserve_waits_for_a_job()
    {
        var worker = await ConnectAsync();
        var waiting = worker.ReserveAsync(cancellationToken: Token);
        await WaitingReservesAsync(Client, 1);

        var id = await PutAsync();

        Assert.Equal(id, (await waiting).Job!.Id);
    }

    [Fact]
    public async Task Reserve_with_timeout_0_TIMED_OUT()
    {
        var result = await Client.ReserveAsync(TimeSpan.Zero, Token);

        Assert.True(result.TimedOut);
        Assert.False(result.DeadlineSoon);
        Assert.False(result.TryGetJob(out _));
    }

    [Fact]
    public async Task Reserve_with_timeout_TIMED_OUT()
        => Assert.True((await Client.ReserveAsync(TimeSpan.FromMilliseconds(1), Token)).TimedOut);

    [Fact]
    public async Task Reserve_with_timeout_RESERVED()
    {
        var worker = await ConnectAsync();
        var waiting = worker.ReserveAsync(TimeSpan.FromSeconds(int.MaxValue), Token);
        await WaitingReservesAsync(Client, 1);

        var id = await PutAsync();

        Assert.Equal(id, (await waiting).Job!.Id);
    }

    [Fact]
    public async Task Reserve_DEADLINE_SOON_at_once_when_a_held_job_is_in_its_last_second()
    {
        _ = await PutAndReserveAsync(new PutOptions { TimeToRun = TimeSpan.FromSeconds(1) });

        var result = await NoJobAsync();

        Assert.True(result.DeadlineSoon);
        Assert.False(result.TimedOut);
    }

    [Fact]
    public async Task Reserve_DEADLINE_SOON_while_waiting()
    {
        _ = await PutAndReserveAsync(new PutOptions { TimeToRun = TimeSpan.FromSeconds(2) });

        Assert.True((await NoJobAsync()).DeadlineSoon);
    }

    [Fact]
    public async Task Reserve_without_limit_may_be_said_as_elsewhere()
    {
        var worker = await ConnectAsync();
        var reserving = worker.ReserveAsync(Timeout.InfiniteTimeSpan, Token).AsTask();
        await WaitingReservesAsync(Client, 1);

        _ = await PutAsync("late");

        Assert.Equal("late", Text((await reserving).Job));
    }

    [Fact]
    public async Task Reserve_takes_no_timeout_that_the_protocol_does_not_have()
    {
        foreach (var timeout in new[] { TimeSpan.FromTicks(-1), TimeSpan.FromSeconds(1L + int.MaxValue) })
        {
            var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Client.ReserveAsync(timeout, Token));
            Assert.Equal("timeout", error.ParamName);
        }
    }

    [Fact]
    public async Task Reserve_job_RESERVED_when_ready_delayed_or_buried()
    {
        var ready = await PutAsync("ready");
        var delayed = await PutAsync("delayed", new PutOptions { Delay = TimeSpan.FromHours(1), Tube = "unwatched" });

        Assert.Equal("ready", Text(await Client.ReserveJobAsync(ready, Token)));
        Assert.Equal("delayed", Text(await Client.ReserveJobAsync(delayed, Token)));
        Assert.True(await Client.BuryAsync(ready, cancellationToken: Token));
        var again = await Client.ReserveJobAsync(ready, Token);
        Assert.Equal(JobState.Reserved, (await again!.StatsAsync(Token))!.State);
    }

    [Fact]
    public async Task Reserve_job_NOT_FOUND()
    {
        var held = await PutAndReserveAsync();
        var other = await ConnectAsync();

        Assert.Null(await Client.ReserveJobAsync(NoSuchJob, Token));
        Assert.Null(await other.ReserveJobAsync(held.Id, Token));
    }

    [Fact]
    public async Task Delete_DELETED()
    {
        var held = await PutAndReserveAsync();
        Assert.True(await held.DeleteAsync(Token));

        Assert.True(await Client.DeleteAsync(await PutAsync(), Token));
        Assert.True(await Client.DeleteAsync(await PutAsync("x", new PutOptions { Delay = TimeSpan.FromHours(1) }), Token));
        Assert.Null(await Client.PeekAsync(held.Id, Token));
    }

    [Fact]
    public async Task Delete_NOT_FOUND()
    {
        var held = await PutAndReserveAsync();
        var other = await ConnectAsync();

        Assert.False(await other.DeleteAsync(held.Id, Token));
        Assert.True(await held.DeleteAsync(Token));
        Assert.False(await held.DeleteAsync(Token));
        Assert.False(await Client.DeleteAsync(ulong.MaxValue, Token));
    }

    [Fact]
    public async Task Release_RELEASED()
    {
        var held = await PutAndReserveAsync();

        Assert.Equal(ReleaseResult.Released, await held.ReleaseAsync(new ReleaseOptions { Priority = 3, Delay = TimeSpan.FromSeconds(9.1) }, Token));

        var stats = (await held.StatsAsync(Token))!;
        Assert.Equal((JobState.Delayed, 3u, TimeSpan.FromSeconds(10), 1ul), (stats.State, stats.Priority, stats.Delay, stats.Releases));
    }

    [Fact]
    public async Task Release_BURIED()
    {
        await using var scripted = ScriptedServer.Start("BURIED\r\n", "DELETED\r\n");
        await using var client = await scripted.ConnectAsync(Token);

        Assert.Equal(ReleaseResult.Buried, await client.ReleaseAsync(1, cancellationToken: Token));
        Assert.Equal("release 1 1024 0", await scripted.NextCommandAsync(Token));
        Assert.True(await client.DeleteAsync(1, Token));
    }

    [Fact]
    public async Task Release_NOT_FOUND()
        => Assert.Equal(ReleaseResult.NotFound, await Client.ReleaseAsync(await PutAsync(), cancellationToken: Token));

    [Fact]
    public async Task Release_takes_no_delay_that_the_protocol_does_not_have()
    {
        var options = new ReleaseOptions { Delay = TimeSpan.FromSeconds(-1) };
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Client.ReleaseAsync(1, options, Token));
        Assert.Equal("ReleaseOptions.Delay", error.ParamName);
    }

    [Fact]
    public async Task Bury_BURIED()
    {
        var held = await PutAndReserveAsync();

        Assert.True(await held.BuryAsync(5, Token));

        var stats = (await held.StatsAsync(Token))!;
        Assert.Equal((JobState.Buried, 5u, 1ul), (stats.State, stats.Priority, stats.Buries));
    }

    [Fact]
    public async Task Bury_NOT_FOUND() => Assert.False(await Client.BuryAsync(await PutAsync(), cancellationToken: Token));

    [Fact]
    public async Task Touch_TOUCHED()
    {
        // The server gives whole seconds, and drops what is above.
        var held = await PutAndReserveAsync(new PutOptions { TimeToRun = TimeSpan.FromSeconds(100) });
        await Eventually.IsSoAsync(async () => (await held.StatsAsync(Token))!.TimeLeft <= TimeSpan.FromSeconds(98));

        var touching = held.TouchAsync(Token).AsTask();
        var stats = held.StatsAsync(Token).AsTask();

        Assert.True(await touching);
        Assert.InRange((await stats)!.TimeLeft, TimeSpan.FromSeconds(99), TimeSpan.FromSeconds(100));
    }

    [Fact]
    public async Task Touch_NOT_FOUND() => Assert.False(await Client.TouchAsync(await PutAsync(), Token));

    [Fact]
    public async Task Watch_WATCHING()
    {
        Assert.Equal(2, await Client.WatchAsync("a", Token));
        Assert.Equal(2, await Client.WatchAsync("a", Token));
        Assert.Equal(3, await Client.WatchAsync(new string('b', 200), Token));
    }

    [Fact]
    public async Task Ignore_WATCHING()
    {
        _ = await Client.WatchAsync("a", Token);

        Assert.Equal(1, await Client.IgnoreAsync(TubeName.Default, Token));
        Assert.Equal(1, await Client.IgnoreAsync("never-watched", Token));
        Assert.Equal<TubeName>(["a"], await Client.ListTubesWatchedAsync(Token));
    }

    [Fact]
    public async Task Ignore_NOT_IGNORED()
    {
        var error = await Assert.ThrowsAsync<NotIgnoredException>(async () => await Client.IgnoreAsync(TubeName.Default, Token));

        Assert.Equal(TubeName.Default, error.Tube);
        Assert.Equal(CommandOutcome.Answered, error.Outcome);
        Assert.True(Client.IsConnected);
    }

    /// <summary>Reserves until there is none: on a machine that stalls, the held job's time may pass and the job come again.</summary>
    private async Task<ReserveResult> NoJobAsync()
    {
        while (true)
        {
            var result = await Client.ReserveAsync(cancellationToken: Token);
            if (result.Job is null)
            {
                return result;
            }
        }
    }
}
