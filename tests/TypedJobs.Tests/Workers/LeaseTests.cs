using System.Text;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers;
using TypedJobs.TestServers.Faults;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class LeaseTests : ServerTest
{
    private const int GivenBack = 114;
    private const int SettleFailed = 115;
    private const int LeaseLost = 117;
    private const int ThrewInVain = 128;

    private readonly WatchedTime _time = new();

    [Fact]
    public async Task A_running_job_is_touched_at_a_third_of_the_time_to_run_that_it_was_put_with()
    {
        var begun = new TaskCompletionSource();
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, _, _) =>
            {
                begun.SetResult();
                await finish.Task;
            },
            time: _time);
        await worker.Jobs.EnqueueAsync(new Probe(1), new() { TimeToRun = TimeSpan.FromSeconds(30) }, Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        // It asks first, since no reply to a reserve tells the time-to-run.
        Assert.Equal(0, await CountAsync("cmd-touch"));
        await AdvanceToTouchAsync(TimeSpan.FromSeconds(1) / 3, 1);
        var third = TimeSpan.FromSeconds(10);
        await _time.TimerAsync(third, Cancellation);
        _time.Advance(third - TimeSpan.FromTicks(1));
        Assert.Equal(1, await CountAsync("cmd-touch"));
        await AdvanceToTouchAsync(TimeSpan.FromTicks(1), 2);
        await _time.TimerAsync(third, Cancellation, times: 2);
        await AdvanceToTouchAsync(third, 3);
        finish.SetResult();
        await worker.StopAsync();

        Assert.Equal((1, 0), (await CountAsync("cmd-delete"), await CountAsync("job-timeouts")));
    }

    [Fact]
    public async Task A_handler_may_take_longer_than_its_time_to_run()
    {
        var runs = 0;
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, context, _) =>
            {
                Interlocked.Increment(ref runs);
                await UntilAsync(context.Id.Number, static stats => stats!.Age > 2 * stats.TimeToRun);
            },
            options: new() { Concurrency = 2 });

        // Not the shortest there is: a touch may be late by what a busy machine takes.
        var id = await worker.Jobs.EnqueueAsync(new Probe(1), new() { TimeToRun = TimeSpan.FromSeconds(4) }, Cancellation);
        await UntilAsync(id.Number, static stats => stats is null);

        Assert.Equal((1, 0), (runs, await CountAsync("job-timeouts")));
    }

    [Fact]
    public async Task A_lost_connection_cancels_the_handler_and_says_so()
    {
        var begun = new TaskCompletionSource();
        var reason = new TaskCompletionSource<JobCancellationReason>();
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, context, cancellation) =>
            {
                begun.TrySetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                finally
                {
                    reason.TrySetResult(context.CancellationReason);
                }
            },
            options: new() { Concurrency = 1, ShutdownTimeout = TimeSpan.Zero },
            time: _time);
        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        await Server.KillAsync();

        Assert.Equal(JobCancellationReason.LeaseLost, await reason.Task.WaitAsync(Cancellation));
        await worker.Log.SeeAsync(LeaseLost, Cancellation);
        Assert.DoesNotContain(worker.Log.Entries, static entry => entry.EventId == SettleFailed);
    }

    [Fact]
    public async Task A_touch_that_finds_no_job_cancels_the_handler_and_nothing_is_settled()
    {
        var begun = new TaskCompletionSource();
        var reason = new TaskCompletionSource<JobCancellationReason>();
        var log = new LogSpy();
        using var stopping = new CancellationTokenSource();
        var broker = new OneJobBroker("""{"type":"test.probe","data":{"number":1}}""");
        var handlers = new JobHandlers()
            .Add(() => new ProbeHandler(async (_, context, cancellation) =>
            {
                begun.TrySetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                finally
                {
                    reason.TrySetResult(context.CancellationReason);
                }
            }))
            .Add(() => new VersionedHandler(static (_, _) => { }));
        var running = Worker.Create<ProbeWorker>(broker, handlers, new() { Concurrency = 1 }, log, _time).RunAsync(stopping.Token);
        await begun.Task.WaitAsync(Cancellation);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(JobCancellationReason.LeaseLost, await reason.Task.WaitAsync(Cancellation));
        await log.SeeAsync(LeaseLost, Cancellation);
        await stopping.CancelAsync();
        await running.WaitAsync(Cancellation);
        Assert.Equal(["touch"], broker.Told);
    }

    [Fact]
    public async Task A_broker_that_falls_silent_cancels_the_handler_when_the_time_to_run_is_over()
    {
        var begun = new TaskCompletionSource();
        var reason = new TaskCompletionSource<JobCancellationReason>();
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var worker = RunningWorker.Start(
            proxy.Address,
            async (_, context, cancellation) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                reason.SetResult(context.CancellationReason);
                throw new InvalidOperationException("A driver's word for cancelled.");
            },
            time: _time);
        await worker.Jobs.EnqueueAsync(new Probe(1), new() { TimeToRun = TimeSpan.FromSeconds(3) }, Cancellation);
        await begun.Task.WaitAsync(Cancellation);
        await AdvanceToTouchAsync(TimeSpan.FromSeconds(1) / 3, 1);
        await _time.TimerAsync(TimeSpan.FromSeconds(1), Cancellation);

        await Server.SignalAsync("STOP");
        _time.Advance(TimeSpan.FromSeconds(1));
        while (proxy.Connections.Sum(static connection => Encoding.ASCII.GetString(connection.ToServer.Span).AsSpan().Count("touch")) < 2)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(JobCancellationReason.LeaseLost, await reason.Task.WaitAsync(Cancellation));
        Assert.Contains("did not answer before its time-to-run was over", (await worker.Log.SeeAsync(LeaseLost, Cancellation)).Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>((await worker.Log.SeeAsync(ThrewInVain, Cancellation)).Exception);
        await Server.SignalAsync("CONT");
    }

    [Fact]
    public async Task A_broker_that_is_silent_from_the_start_cancels_the_handler_when_the_time_to_run_of_the_job_is_over()
    {
        var begun = new TaskCompletionSource();
        var reason = new TaskCompletionSource<JobCancellationReason>();
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var worker = RunningWorker.Start(
            proxy.Address,
            async (_, context, cancellation) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                reason.SetResult(context.CancellationReason);
            },
            time: _time);
        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        await Server.SignalAsync("STOP");
        var asked = Questions();
        _time.Advance(TimeSpan.FromSeconds(1));
        while (Questions() == asked)
        {
            await Task.Yield();
        }

        _time.Advance(Probe.Contract.TimeToRun);

        Assert.Equal(JobCancellationReason.LeaseLost, await reason.Task.WaitAsync(Cancellation));
        Assert.Contains("did not answer before its time-to-run was over", (await worker.Log.SeeAsync(LeaseLost, Cancellation)).Message, StringComparison.Ordinal);
        await Server.SignalAsync("CONT");

        int Questions() => proxy.Connections.Sum(static connection => Encoding.ASCII.GetString(connection.ToServer.Span).AsSpan().Count("stats-job"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_somebody_else_has_by_now_is_neither_copied_nor_recorded(bool snoozes)
    {
        var runs = 0;
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, context, cancellation) =>
            {
                if (Interlocked.Increment(ref runs) > 1)
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }

                // beanstalkd 1.12 can miss the end of a time-to-run on a connection that sends nothing, so this one goes on asking.
                while (await context.GetAttemptAsync(cancellation) == 1)
                {
                }

                await Look.ReserveJobAsync(context.Id.Number, Cancellation);
                if (snoozes)
                {
                    context.Snooze(TimeSpan.FromMinutes(5));
                }
                else
                {
                    context.Bury("It will never work.");
                }
            },
            options: new() { Concurrency = 1, ShutdownTimeout = TimeSpan.Zero },
            time: _time);

        // No time passes on the worker's clock, so it touches nothing: as a process that stands still.
        await worker.Jobs.EnqueueAsync(new Probe(1), new() { TimeToRun = TimeSpan.FromSeconds(1) }, Cancellation);
        await worker.Log.SeeAsync(SettleFailed, Cancellation);

        Assert.Equal(1, await CountAsync("total-jobs"));
    }

    [Fact]
    public async Task A_shutdown_is_told_from_the_others_and_whatever_is_thrown_then_is_no_failure()
    {
        var begun = new TaskCompletionSource();
        var reason = new TaskCompletionSource<JobCancellationReason>();
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, context, cancellation) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                reason.SetResult(context.CancellationReason);
                throw new InvalidOperationException("A driver's word for cancelled.");
            },
            options: new() { Concurrency = 1, ShutdownTimeout = TimeSpan.Zero });
        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        await worker.StopAsync();

        Assert.Equal(JobCancellationReason.Shutdown, await reason.Task.WaitAsync(Cancellation));
        var stats = await UntilAsync(id.Number, static stats => stats?.State == JobState.Ready);
        Assert.Equal((0ul, 0ul), (stats!.Releases, stats.Buries));
        Assert.IsType<InvalidOperationException>((await worker.Log.SeeAsync(GivenBack, Cancellation)).Exception);
    }

    [Fact]
    public async Task A_context_that_is_kept_stays_that_of_its_own_job_whatever_befalls_the_next()
    {
        var kept = new TaskCompletionSource<(JobContext Context, CancellationToken Token)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource<JobContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (job, context, cancellation) =>
            {
                if (job.Number == 1)
                {
                    kept.SetResult((context, cancellation));
                    return;
                }

                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancelled.TrySetResult(context);
            },
            options: new() { Concurrency = 1, HandlerTimeout = TimeSpan.FromSeconds(10) },
            time: _time);
        var first = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        var (context, token) = await kept.Task.WaitAsync(Cancellation);
        var eventId = context.EventId;
        await UntilAsync(first.Number, static stats => stats is null);
        var second = await worker.Jobs.EnqueueAsync(new Probe(2), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        context.Bury("Nobody asked.");
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(JobCancellationReason.HandlerTimeout, (await cancelled.Task.WaitAsync(Cancellation)).CancellationReason);
        Assert.Equal((JobCancellationReason.None, false), (context.CancellationReason, token.IsCancellationRequested));
        Assert.Equal((first, eventId, 0), (context.Id, context.EventId, context.SnoozeCount));
        var gone = await Assert.ThrowsAsync<BrokerException>(async () => await context.GetAttemptAsync(Cancellation));
        Assert.Equal(BrokerOutcome.NotSent, gone.Outcome);
        Assert.Contains($"{first} has ended", gone.Message, StringComparison.Ordinal);
        Assert.Null(await UntilAsync(second.Number, static stats => stats is null or { State: JobState.Buried }));
    }

    /// <summary>Somebody waits for that, so no time passes but this.</summary>
    private async Task AdvanceToTouchAsync(TimeSpan step, int touches)
    {
        _time.Advance(step);
        while (await CountAsync("cmd-touch") < touches)
        {
            Cancellation.ThrowIfCancellationRequested();
        }
    }
}
