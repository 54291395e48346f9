using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests;

/// <summary>What the first users of a beanstalk client rely on.</summary>
public sealed class SeedTests : ServerTest
{
    [Fact]
    public async Task Disconnecting_twice_is_harmless()
    {
        await Client.QuitAsync(Token);
        await Client.QuitAsync(Token);
        await Client.DisposeAsync();
        await Client.DisposeAsync();

        Assert.False(Client.IsConnected);
    }

    [Fact]
    public async Task A_tube_name_that_is_too_long_is_an_error_before_it_is_sent()
    {
        _ = await Assert.ThrowsAsync<ArgumentException>(async () => await Client.UseAsync(new string('x', 201), Token));

        Assert.Equal(0ul, (await Client.StatsAsync(Token)).CmdUse);
    }

    [Fact]
    public async Task Ready_jobs_can_be_looked_at_and_deleted_until_there_are_none()
    {
        string[] put = ["one", "two", "three"];
        foreach (var body in put)
        {
            _ = await PutAsync(body);
        }

        var seen = new List<string>();
        while (await Client.PeekReadyAsync(Token) is { } job)
        {
            seen.Add(Text(job));
            Assert.True(await job.DeleteAsync(Token));
        }

        Assert.Equal(put, seen);
    }

    [Fact]
    public async Task A_released_job_is_ready_again_with_one_release_counted()
    {
        var job = await PutAndReserveAsync();

        Assert.Equal(ReleaseResult.Released, await job.ReleaseAsync(cancellationToken: Token));

        var stats = (await job.StatsAsync(Token))!;
        Assert.Equal((JobState.Ready, 1ul), (stats.State, stats.Releases));
        Assert.Equal(job.Id, (await ReserveNowAsync()).Id);
    }

    [Fact]
    public async Task A_buried_job_can_be_looked_at_and_kicked()
    {
        var job = await PutAndReserveAsync();
        Assert.True(await job.BuryAsync(cancellationToken: Token));

        var buried = (await Client.PeekBuriedAsync(Token))!;
        Assert.Equal(job.Id, buried.Id);
        Assert.True(await buried.KickAsync(Token));
        Assert.Equal(job.Id, (await ReserveNowAsync()).Id);
    }

    [Fact]
    public async Task Statistics_of_a_tube_that_does_not_exist_are_not_found() => Assert.Null(await Client.StatsTubeAsync("nowhere", Token));

    [Fact]
    public async Task Jobs_of_all_watched_tubes_are_reserved()
    {
        TubeName[] tubes = ["a", "b", "c"];
        foreach (var tube in tubes)
        {
            _ = await Client.WatchAsync(tube, Token);
            _ = await PutAsync(tube.ToString(), new PutOptions { Tube = tube });
        }

        string[] reserved = [Text(await ReserveNowAsync()), Text(await ReserveNowAsync()), Text(await ReserveNowAsync())];

        Assert.Equal(["a", "b", "c"], reserved.Order());
    }
}
