using Microsoft.Extensions.Time.Testing;
using TypedJobs.Inspection;
using TypedJobs.Telemetry;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Telemetry;

[Collection(nameof(ListensToTheProcess))]
public sealed class TubeStatisticsTests : ServerTest
{
    private const int Unknown = 207;

    [Fact]
    public async Task Tubes_are_measured_by_state_and_forgotten_when_they_are_gone()
    {
        using var metrics = new MetricListener();
        var time = new FakeTimeProvider();
        await using var inspector = new JobInspector(new() { Server = Server.Address });
        using var poller = new TubeStatisticsPoller(inspector, TimeSpan.FromSeconds(10), timeProvider: time);
        using var stopping = new CancellationTokenSource();
        var id = await PutAsync("a.tube", "1");
        await PutAsync("b.tube", "2", new() { Delay = TimeSpan.FromHours(1) });

        var run = poller.RunAsync(stopping.Token);
        await UntilAsync(() => metrics.Observe("typedjobs.tube.jobs", "a.tube").Count > 0);
        Assert.Equal(
            [("buried", 0), ("delayed", 0), ("ready", 1), ("reserved", 0)],
            metrics.Observe("typedjobs.tube.jobs", "a.tube").Select(static measured => (measured.Tags["typedjobs.job.state"], measured.Value)).Order());
        Assert.Equal(0, Assert.Single(metrics.Observe("typedjobs.tube.watching", "a.tube")).Value);

        await Look.DeleteAsync(id, Cancellation);
        await Look.UseAsync("default", Cancellation);
        time.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync(() => metrics.Observe("typedjobs.tube.jobs", "a.tube").Count == 0);
        Assert.Equal(4, metrics.Observe("typedjobs.tube.jobs", "b.tube").Count);

        await stopping.CancelAsync();
        await run;
        Assert.Empty(metrics.Observe("typedjobs.tube.jobs", "b.tube"));
    }

    [Fact]
    public async Task While_the_broker_cannot_be_asked_no_tube_is_measured()
    {
        using var metrics = new MetricListener();
        var time = new FakeTimeProvider();
        var log = new LogSpy();
        await using var inspector = new JobInspector(new() { Server = Server.Address }, timeProvider: time);
        using var poller = new TubeStatisticsPoller(inspector, TimeSpan.FromSeconds(10), log, time);
        using var stopping = new CancellationTokenSource();
        await PutAsync("a.tube", "1");
        var run = poller.RunAsync(stopping.Token);
        await UntilAsync(() => metrics.Observe("typedjobs.tube.jobs", "a.tube").Count > 0);

        await Server.KillAsync();
        var told = log.SeeAsync(Unknown, Cancellation);
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return told.IsCompleted;
        });

        Assert.Empty(metrics.Observe("typedjobs.tube.jobs", "a.tube"));
        await stopping.CancelAsync();
        await run;
    }

    [Fact]
    public async Task An_interval_out_of_range_is_named()
    {
        await using var inspector = new JobInspector(new() { Server = Server.Address });
        Assert.Equal("interval", Assert.Throws<ArgumentOutOfRangeException>(() => new TubeStatisticsPoller(inspector, TimeSpan.Zero)).ParamName);
        Assert.Equal("interval", Assert.Throws<ArgumentOutOfRangeException>(() => new TubeStatisticsPoller(inspector, TimeSpan.FromDays(2))).ParamName);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
