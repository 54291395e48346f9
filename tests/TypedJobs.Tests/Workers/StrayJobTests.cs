using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class StrayJobTests : ServerTest
{
    private const int Unknown = 121;
    private const int Unreadable = 122;

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("""{"type":"test.unheard","data":{}}""", "test.unheard", "version 1")]
    [InlineData("""{"type":"test.probe","jobversion":9,"data":{"number":1}}""", "test.probe", "version 9")]
    public async Task A_job_that_this_worker_does_not_know_goes_back_later_with_its_priority(string body, params string[] says)
    {
        await using var worker = RunningWorker.Start(Server.Address);

        var id = await PutAsync("test.probe", body, new() { Priority = 31 });

        var log = await worker.Log.SeeAsync(Unknown, Cancellation);
        Assert.All(says, text => Assert.Contains(text, log.Message, StringComparison.Ordinal));
        var stats = await StatsAsync(id);
        Assert.Equal((JobState.Delayed, 31u, TimeSpan.FromSeconds(10), 0ul), (stats.State, stats.Priority, stats.Delay, stats.Buries));
    }

    [Fact]
    public void A_deploy_of_five_minutes_leaves_it_an_attempt_to_fail()
    {
        var (age, releases) = (TimeSpan.Zero, 0);
        while (age < TimeSpan.FromMinutes(5))
        {
            age += StrayJobs.DelayAt(age);
            releases++;
        }

        // The failure on the worker that knows it is one more, and the one that makes five buries.
        Assert.Equal(3, releases);
        Assert.True(releases + 1 < new JobAttribute("test.any").MaxAttempts, "The first failure would bury it.");
    }

    [Fact]
    public async Task A_job_that_old_workers_have_given_back_in_a_deploy_may_still_fail_once_and_is_retried()
    {
        var id = await PutAsync("deploy.shared", """{"type":"deploy.shared.newcomer","data":{"Number":1}}""");
        for (var old = 0; old < 3; old++)
        {
            await Look.ReserveJobAsync(id, Cancellation);
            await Look.ReleaseAsync(id, cancellationToken: Cancellation);
        }

        var handlers = new JobHandlers().Add(static () => new DeployHandler(static _ => throw new InvalidOperationException("Not yet.")));
        await using var worker = RunningWorker.Start<NewWorker>(Server.Address, handlers);

        await worker.Log.SeeAsync(static entry => entry.Message.Contains("after failure 4 of 5: Not yet.", StringComparison.Ordinal), Cancellation);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 50)]
    [InlineData(60, 300)]
    [InlineData(86_400, 300)]
    public void It_comes_back_ever_more_rarely(int age, int delay)
        => Assert.Equal(TimeSpan.FromSeconds(delay), StrayJobs.DelayAt(TimeSpan.FromSeconds(age)));

    [Fact]
    public async Task Either_is_counted_and_logged_once_a_kind_and_minute()
    {
        var counted = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "TypedJobs")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counted.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        await using var worker = RunningWorker.Start(Server.Address, options: new() { Concurrency = 1 }, time: _time);

        for (var i = 0; i < 5; i++)
        {
            await PutAsync("test.probe", "no job");
            await PutAsync("test.probe", """{"type":"test.unheard","data":{}}""");
        }

        await PutAsync("test.probe", """{"type":"test.unheard.too","data":{}}""");
        await worker.Log.SeeAsync(static entry => entry.Message.Contains("test.unheard.too", StringComparison.Ordinal), Cancellation);
        Assert.Equal(1, worker.Log.Entries.Count(static entry => entry.EventId == Unreadable));
        Assert.Equal(2, worker.Log.Entries.Count(static entry => entry.EventId == Unknown));

        _time.Advance(TimeSpan.FromMinutes(1));
        await PutAsync("test.probe", "no job either");
        var later = await worker.Log.SeeAsync(
            static entry => entry.EventId == Unreadable && entry.Message.Contains("4 more", StringComparison.Ordinal), Cancellation);
        await worker.StopAsync();

        // Other tests count, too.
        Assert.Contains("not JSON", later.Message, StringComparison.Ordinal);
        Assert.True(counted["typedjobs.worker.unreadable_jobs"] >= 6, "unreadable");
        Assert.True(counted["typedjobs.worker.unknown_jobs"] >= 6, "unknown");
    }

    [Fact]
    public void Kinds_without_end_do_not_fill_the_memory_nor_the_log()
    {
        var log = new OncePerMinute(_time);

        var due = Enumerable.Range(0, 5000).Count(number => log.IsDue($"kind {number}", out _));

        Assert.Equal(1001, due);
    }
}
