using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Protocol;

/// <summary>"Other Commands" of the protocol document: each command, each answer.</summary>
public sealed class OtherCommandTests : ServerTest
{
    private const ulong NoSuchJob = 4_000_000_000;
    private static readonly PutOptions Delayed = new() { Delay = TimeSpan.FromHours(1) };

    [Fact]
    public async Task Peek_FOUND()
    {
        var id = await PutAsync("look");
        var job = await Client.PeekAsync(id, Token);
        Assert.Equal((id, "look"), (job!.Id, Text(job)));
    }

    [Fact]
    public async Task Peek_NOT_FOUND() => Assert.Null(await Client.PeekAsync(NoSuchJob, Token));

    [Fact]
    public async Task Peek_ready_FOUND()
    {
        var id = await PutAsync();
        Assert.Equal(id, (await Client.PeekReadyAsync(Token))!.Id);
    }

    [Fact]
    public async Task Peek_ready_NOT_FOUND()
    {
        _ = await PutAsync(options: Delayed);
        Assert.Null(await Client.PeekReadyAsync(Token));
    }

    [Fact]
    public async Task Peek_delayed_FOUND()
    {
        _ = await PutAsync(options: new PutOptions { Delay = TimeSpan.FromHours(2) });
        var first = await PutAsync(options: Delayed);
        Assert.Equal(first, (await Client.PeekDelayedAsync(Token))!.Id);
    }

    [Fact]
    public async Task Peek_delayed_NOT_FOUND() => Assert.Null(await Client.PeekDelayedAsync(Token));

    [Fact]
    public async Task Peek_buried_FOUND()
    {
        var held = await PutAndReserveAsync();
        _ = await held.BuryAsync(cancellationToken: Token);
        Assert.Equal(held.Id, (await Client.PeekBuriedAsync(Token))!.Id);
    }

    [Fact]
    public async Task Peek_buried_NOT_FOUND() => Assert.Null(await Client.PeekBuriedAsync(Token));

    [Fact]
    public async Task Peeks_and_kick_look_at_the_tube_that_was_chosen_whatever_was_put_elsewhere()
    {
        await Client.UseAsync("mine", Token);
        var mine = await PutAsync();
        var delayed = await PutAsync(options: Delayed);
        _ = await PutAsync(options: new PutOptions { Tube = "other", Priority = 0 });

        Assert.Equal(mine, (await Client.PeekReadyAsync(Token))!.Id);
        _ = await PutAsync(options: new PutOptions { Tube = "other", Priority = 0 });
        Assert.Equal(delayed, (await Client.PeekDelayedAsync(Token))!.Id);
        _ = await PutAsync(options: new PutOptions { Tube = "other", Priority = 0 });
        Assert.Equal<TubeName>("mine", await Client.ListTubeUsedAsync(Token));
        _ = await PutAsync(options: new PutOptions { Tube = "other", Priority = 0 });
        Assert.Equal(1ul, await Client.KickAsync(10, Token));
        Assert.Equal(JobState.Ready, (await Client.StatsJobAsync(delayed, Token))!.State);
    }

    [Fact]
    public async Task Kick_KICKED()
    {
        for (var jobs = 0; jobs < 3; jobs++)
        {
            _ = await (await PutAndReserveAsync()).BuryAsync(cancellationToken: Token);
        }

        Assert.Equal(2ul, await Client.KickAsync(2, Token));
        Assert.Equal(1ul, await Client.KickAsync(uint.MaxValue, Token));
        Assert.Equal(0ul, await Client.KickAsync(1, Token));
    }

    [Fact]
    public async Task Kick_job_KICKED()
    {
        var delayed = await PutAsync(options: new PutOptions { Tube = "elsewhere", Delay = TimeSpan.FromHours(1) });
        var job = (await Client.PeekAsync(delayed, Token))!;

        Assert.True(await job.KickAsync(Token));

        var stats = (await job.StatsAsync(Token))!;
        Assert.Equal((JobState.Ready, 1ul), (stats.State, stats.Kicks));
    }

    [Fact]
    public async Task Kick_job_NOT_FOUND()
    {
        Assert.False(await Client.KickJobAsync(NoSuchJob, Token));
        Assert.False(await Client.KickJobAsync(await PutAsync(), Token));
    }

    [Fact]
    public async Task Stats_job_OK()
    {
        var held = await PutAndReserveAsync(new PutOptions { TimeToRun = TimeSpan.FromSeconds(100) });

        var stats = (await Client.StatsJobAsync(held.Id, Token))!;

        Assert.Equal((held.Id, TubeName.Default, JobState.Reserved), (stats.Id, stats.Tube, stats.State));
        Assert.InRange(stats.TimeLeft, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100));
        Assert.Equal((1ul, 0ul, 0ul, 0ul, 0ul, 0ul), (stats.Reserves, stats.Timeouts, stats.Releases, stats.Buries, stats.Kicks, stats.File));
        Assert.Equal("reserved", stats.Values["state"]);
    }

    [Fact]
    public async Task Stats_job_NOT_FOUND() => Assert.Null(await Client.StatsJobAsync(NoSuchJob, Token));

    [Fact]
    public async Task Stats_tube_OK()
    {
        _ = await Client.WatchAsync("busy", Token);
        _ = await PutAsync(options: new PutOptions { Tube = "busy", Priority = 1 });
        _ = await PutAsync(options: new PutOptions { Tube = "busy", Delay = TimeSpan.FromHours(1) });

        var stats = (await Client.StatsTubeAsync("busy", Token))!;

        Assert.Equal<TubeName>("busy", stats.Name);
        Assert.Equal((1ul, 1ul, 0ul, 1ul, 0ul), (stats.CurrentJobsUrgent, stats.CurrentJobsReady, stats.CurrentJobsReserved, stats.CurrentJobsDelayed, stats.CurrentJobsBuried));
        Assert.Equal((2ul, 1ul, 1ul, 0ul), (stats.TotalJobs, stats.CurrentUsing, stats.CurrentWatching, stats.CurrentWaiting));
    }

    [Fact]
    public async Task Stats_tube_NOT_FOUND() => Assert.Null(await Client.StatsTubeAsync("never", Token));

    [Fact]
    public async Task Stats_OK()
    {
        _ = await PutAsync();
        var stats = await Client.StatsAsync(Token);

        Assert.Equal((1ul, 1ul, 65535ul), (stats.CmdPut, stats.CurrentJobsReady, stats.MaxJobSize));
        Assert.Equal((ulong)Server.ProcessId, stats.ProcessId);
        Assert.Equal(Client.ServerId, stats.Id);
        Assert.NotEmpty(stats.Version);
        Assert.NotEmpty(stats.HostName);
        Assert.False(stats.Draining);
    }

    [Fact]
    public async Task List_tubes_OK()
    {
        _ = await Client.WatchAsync("second", Token);
        Assert.Equal<TubeName>(["default", "second"], (await Client.ListTubesAsync(Token)).OrderBy(static tube => tube.ToString()));
    }

    [Fact]
    public async Task List_tube_used_USING() => Assert.Equal(TubeName.Default, await Client.ListTubeUsedAsync(Token));

    [Fact]
    public async Task List_tubes_watched_OK()
    {
        _ = await Client.WatchAsync("mail", Token);
        Assert.Equal<TubeName>(["default", "mail"], await Client.ListTubesWatchedAsync(Token));
    }

    [Fact]
    public async Task Pause_tube_PAUSED()
    {
        _ = await PutAsync();

        Assert.True(await Client.PauseTubeAsync(TubeName.Default, TimeSpan.FromSeconds(3000.5), Token));
        Assert.True((await Client.ReserveAsync(TimeSpan.Zero, Token)).TimedOut);
        var stats = (await Client.StatsTubeAsync(TubeName.Default, Token))!;
        Assert.Equal((TimeSpan.FromSeconds(3001), 1ul), (stats.Pause, stats.CmdPauseTube));
        Assert.InRange(stats.PauseTimeLeft, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3001));

        Assert.True(await Client.PauseTubeAsync(TubeName.Default, TimeSpan.Zero, Token));
        Assert.NotNull((await Client.ReserveAsync(cancellationToken: Token)).Job);
    }

    [Fact]
    public async Task Pause_tube_NOT_FOUND() => Assert.False(await Client.PauseTubeAsync("never", TimeSpan.FromSeconds(1), Token));

    [Fact]
    public async Task Pause_tube_takes_no_delay_that_the_protocol_does_not_have()
    {
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await Client.PauseTubeAsync("x", TimeSpan.FromSeconds(-1), Token));
        Assert.Equal("delay", error.ParamName);
    }

    [Fact]
    public async Task Quit_closes_the_connection_and_gives_held_jobs_back_at_once()
    {
        var worker = await ConnectAsync();
        _ = await PutAsync();
        var held = await ReserveNowAsync(worker);

        await worker.QuitAsync(Token);

        Assert.Equal(held.Id, (await ReserveNowAsync()).Id);
        var stats = (await Client.StatsJobAsync(held.Id, Token))!;
        Assert.Equal((0ul, 0ul, 2ul), (stats.Releases, stats.Timeouts, stats.Reserves));
    }
}
