using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class SnoozeTests : ServerTest
{
    private const int SettleFailed = 115;
    private const int SnoozeCopyStays = 130;
    private const int Snoozed = 119;
    private const int SnoozeReleased = 120;

    [Fact]
    public async Task A_snoozed_job_comes_again_as_the_same_event_and_needs_no_attempt()
    {
        var runs = new ConcurrentQueue<(JobId Id, string EventId, int SnoozeCount, int Attempt)>();
        var done = new TaskCompletionSource();
        await using var worker = RunningWorker.Start(Server.Address, async (_, context, cancellation) =>
        {
            runs.Enqueue((context.Id, context.EventId, context.SnoozeCount, await context.GetAttemptAsync(cancellation)));
            if (runs.Count < 6)
            {
                context.Snooze(TimeSpan.Zero);
                return;
            }

            done.SetResult();
        });

        // More often than its MaxAttempts.
        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await done.Task.WaitAsync(Cancellation);
        await worker.StopAsync();

        Assert.Single(runs.Select(static run => run.EventId).Distinct());
        Assert.Equal(6, runs.Select(static run => run.Id).Distinct().Count());
        Assert.Equal([0, 1, 2, 3, 4, 5], runs.Select(static run => run.SnoozeCount));
        Assert.All(runs, static run => Assert.Equal(1, run.Attempt));
        Assert.Equal((6, 0, 0), (await CountAsync("cmd-delete"), await CountAsync("cmd-release"), await CountAsync("current-jobs-ready")));
    }

    [Fact]
    public async Task The_copy_has_everything_that_the_job_had_and_waits_as_long_as_it_was_told()
    {
        await using var worker = RunningWorker.Start(Server.Address, static (_, context, _) =>
        {
            context.Snooze(TimeSpan.FromSeconds(299.5));
            return Task.CompletedTask;
        });

        await PutAsync(
            "test.probe",
            """{"specversion":"1.0","tenant":"a\u00e9\"b","id":"php-1","data":{"number":5,"stranger":[1, 2]},"type":"test.probe","snoozecount":"7"}""",
            new() { Priority = 4711, TimeToRun = TimeSpan.FromSeconds(17) });
        await worker.Log.SeeAsync(Snoozed, Cancellation);

        await Look.UseAsync("test.probe", Cancellation);
        var copy = (await Look.PeekDelayedAsync(Cancellation))!;
        var stats = await StatsAsync(copy.Id);
        Assert.Equal(
            """{"specversion":"1.0","tenant":"aé\"b","id":"php-1","snoozecount":8,"data":{"number":5,"stranger":[1, 2]},"type":"test.probe"}""",
            System.Text.Encoding.UTF8.GetString(copy.Body.Span).Replace("\\u00e9", "é", StringComparison.Ordinal));
        Assert.Equal((4711u, TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(300)), (stats.Priority, stats.TimeToRun, stats.Delay));
    }

    [Fact]
    public async Task A_job_without_an_event_id_has_one_once_it_is_snoozed()
    {
        await using var worker = RunningWorker.Start(Server.Address, static (_, context, _) =>
        {
            context.Snooze(TimeSpan.FromMinutes(5));
            return Task.CompletedTask;
        });

        var id = await PutAsync("test.probe", """{"type":"test.probe","id":null,"data":{"number":5}}""");
        await worker.Log.SeeAsync(Snoozed, Cancellation);

        Assert.Equal($"{Server.Address}#{id}", (await PeekAsync("test.probe")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Where_no_copy_can_be_put_the_job_itself_waits_and_is_not_lost()
    {
        var drained = new TaskCompletionSource();
        await using var worker = RunningWorker.Start(Server.Address, async (_, context, _) =>
        {
            await drained.Task;
            context.Snooze(TimeSpan.FromMinutes(5));
        });
        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await Server.DrainAsync();
        while ((await Look.StatsAsync(Cancellation)).Values["draining"] != "true")
        {
        }

        drained.SetResult();

        await worker.Log.SeeAsync(SnoozeReleased, Cancellation);
        var stats = await StatsAsync(id.Number);
        Assert.Equal((JobState.Delayed, TimeSpan.FromMinutes(5)), (stats.State, stats.Delay));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_is_taken_back_when_the_job_was_somebody_elses_by_the_time_that_it_was_in(bool isGone)
    {
        var wires = new Wires(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address, Connect = wires.ConnectAsync });
        using var stopping = new CancellationTokenSource();
        using var log = new LogSpy();
        var begun = new TaskCompletionSource<JobContext>();
        var handlers = new JobHandlers()
            .Add(() => new ProbeHandler((_, context, _) =>
            {
                Producers().Hold();
                context.Snooze(TimeSpan.FromMinutes(5));
                begun.SetResult(context);
                return Task.CompletedTask;
            }))
            .Add(() => new VersionedHandler(static (_, _) => { }));
        await new JobClient(broker).EnqueueAsync(new Probe(1), new() { TimeToRun = TimeSpan.FromSeconds(1) }, Cancellation);

        // No time passes on the worker's clock, so it touches nothing.
        var run = Worker.Create<ProbeWorker>(broker, handlers, new() { Concurrency = 1 }, log, new FakeTimeProvider()).RunAsync(stopping.Token);
        var job = await begun.Task.WaitAsync(Cancellation);
        await Producers().SendsAsync("put ", 2, Cancellation);

        // beanstalkd 1.12 can miss the end of a time-to-run on a connection that sends nothing, so this one goes on asking.
        while (await job.GetAttemptAsync(Cancellation) == 1)
        {
        }

        Assert.NotNull(await Look.ReserveJobAsync(job.Id.Number, Cancellation));
        if (isGone)
        {
            await Look.UseAsync("test.probe", Cancellation);
            Assert.True(await (await Look.PeekDelayedAsync(Cancellation))!.DeleteAsync(Cancellation));
        }

        Producers().Let();
        await log.SeeAsync(SettleFailed, Cancellation);
        await stopping.CancelAsync();
        await run;
        Assert.Equal(isGone, log.Entries.Any(static entry => entry.EventId == SnoozeCopyStays));

        // Of the two there is one.
        Assert.Equal((2, 0), (await CountAsync("total-jobs"), await CountAsync("current-jobs-delayed")));
        Assert.NotNull(await Look.StatsJobAsync(job.Id.Number, Cancellation));

        Wire Producers() => wires.All.Single(static wire => wire.Sent.Contains("put ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_delay_out_of_range_is_refused()
    {
        var refused = new TaskCompletionSource<Exception?>();
        await using var worker = RunningWorker.Start(Server.Address, (_, context, _) =>
        {
            refused.SetResult(Record.Exception(() => context.Snooze(TimeSpan.FromTicks(-1))));
            return Task.CompletedTask;
        });

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.IsType<ArgumentOutOfRangeException>(await refused.Task.WaitAsync(Cancellation));
    }
}
