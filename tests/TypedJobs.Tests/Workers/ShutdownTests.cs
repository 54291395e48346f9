using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class ShutdownTests : ServerTest
{
    private const int Completed = 111;
    private const int WorkerStopping = 101;
    private const int HandlersCancelled = 102;
    private const int HandlersLeftBehind = 103;
    private const int WorkerEnding = 107;
    private const int GivenBack = 114;

    [Fact]
    public async Task An_idle_worker_stops_at_once()
    {
        // No time passes on this clock: were there anything to wait for, it would wait for ever.
        await using var worker = RunningWorker.Start(Server.Address, options: new() { Concurrency = 4 }, time: new WatchedTime());
        while ((await Look.StatsAsync(Cancellation)).Values["current-waiting"] != "1")
        {
        }

        await worker.StopAsync();

        Assert.DoesNotContain(worker.Log.Entries, static entry => entry.EventId == HandlersCancelled);
    }

    [Fact]
    public async Task A_running_handler_may_finish_and_its_job_is_done()
    {
        var begun = new TaskCompletionSource();
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, _, cancellation) =>
            {
                begun.SetResult();
                await finish.Task.WaitAsync(cancellation);
            },
            options: OneSlot(TimeSpan.FromSeconds(25)));
        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        worker.BeginStop();
        await worker.Log.SeeAsync(WorkerStopping, Cancellation);
        var next = await worker.Jobs.EnqueueAsync(new Probe(2), cancellationToken: Cancellation);
        Assert.False(worker.Completion.IsCompleted);
        finish.SetResult();
        await worker.Completion;

        Assert.Null(await Look.PeekAsync(id.Number, Cancellation));
        Assert.Equal((JobState.Ready, 0ul), await StateAsync(next));
    }

    [Fact]
    public async Task A_handler_that_does_not_finish_in_time_is_cancelled_and_its_job_goes_back_as_if_nothing_had_been()
    {
        var begun = new TaskCompletionSource();
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, _, cancellation) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            },
            options: OneSlot(TimeSpan.Zero));
        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        await worker.StopAsync();

        Assert.Contains(worker.Log.Entries, entry => entry.EventId == GivenBack && entry.Message.Contains(id.ToString(), StringComparison.Ordinal));
        await AssertGivenBackAsync(id.Number);
    }

    [Fact]
    public async Task A_handler_is_given_exactly_the_shutdown_timeout()
    {
        var timeout = TimeSpan.FromSeconds(25);
        var begun = new TaskCompletionSource<CancellationToken>();
        var time = new WatchedTime();
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, _, cancellation) =>
            {
                begun.SetResult(cancellation);
                await Task.Delay(Timeout.Infinite, cancellation);
            },
            options: OneSlot(timeout),
            time: time);
        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        var token = await begun.Task.WaitAsync(Cancellation);

        worker.BeginStop();
        await time.TimerAsync(timeout, Cancellation);
        time.Advance(timeout - TimeSpan.FromTicks(1));
        Assert.DoesNotContain(worker.Log.Entries, static entry => entry.EventId == HandlersCancelled);
        Assert.False(token.IsCancellationRequested);
        time.Advance(TimeSpan.FromTicks(1));

        // No more time passes: the handler ends, and with it the worker.
        await worker.Completion.WaitAsync(Cancellation);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_handler_that_ignores_its_token_is_left_behind_and_its_job_goes_back()
    {
        var begun = new TaskCompletionSource();
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var time = new WatchedTime();
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, _, _) =>
            {
                begun.SetResult();
                await never.Task;
            },
            options: OneSlot(TimeSpan.FromSeconds(25)),
            time: time);
        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        worker.BeginStop();
        await EndHandlersAsync(time, TimeSpan.FromSeconds(25));
        await worker.Completion.WaitAsync(LogSpy.Patience, Cancellation);

        await AssertGivenBackAsync(id.Number);
        Assert.Contains(worker.Log.Entries, static entry => entry.EventId == HandlersLeftBehind);

        // When it ends after all, it can no longer take the job out of the queue.
        never.SetResult();
        await worker.Log.SeeAsync(static entry => entry.EventId == 115, Cancellation);
        Assert.NotNull(await Look.PeekAsync(id.Number, Cancellation));
    }

    [Fact]
    public async Task It_can_be_ended_at_once_and_every_job_goes_back()
    {
        var begun = new TaskCompletionSource();
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stopping = new CancellationTokenSource();
        using var ending = new CancellationTokenSource();
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address });
        var handlers = new JobHandlers()
            .Add(() => new ProbeHandler(async (_, _, _) =>
            {
                begun.SetResult();
                await never.Task;
            }))
            .Add(static () => new VersionedHandler(static (_, _) => { }));
        var log = new LogSpy();

        // No time passes on this clock: were there anything to wait for, it would wait for ever.
        var time = new WatchedTime();
        var run = Worker.Create<ProbeWorker>(broker, handlers, OneSlot(TimeSpan.FromSeconds(25)), log, time)
            .RunAsync(stopping.Token, ending.Token);
        var id = await new JobClient(broker).EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);
        await stopping.CancelAsync();
        await log.SeeAsync(WorkerStopping, Cancellation);
        Assert.False(run.IsCompleted);

        await ending.CancelAsync();
        await run;

        await AssertGivenBackAsync(id.Number);
        Assert.Contains(log.Entries, static entry => entry.EventId == WorkerEnding);
        Assert.DoesNotContain(log.Entries, static entry => entry.EventId is HandlersCancelled or HandlersLeftBehind);

        // A suspect of another worker of this process waits for that handler no more.
        var lane = SuspectLane.Of(time);
        lane.Enter();
        using var turn = await lane.TakeAsync(TimeSpan.FromSeconds(1), Cancellation).WaitAsync(LogSpy.Patience, Cancellation);
        never.SetResult();
    }

    [Fact]
    public async Task A_job_that_was_asked_for_before_the_stop_is_run_and_not_held_until_the_last_handler_has_ended()
    {
        var begun = new[] { new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource() };
        var finish = begun.Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (job, _, cancellation) =>
            {
                begun[job.Number].SetResult();
                await finish[job.Number].Task.WaitAsync(cancellation);
            },
            options: new() { Concurrency = 2 });
        await worker.Jobs.EnqueueAsync(new Probe(0), cancellationToken: Cancellation);
        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun[0].Task.WaitAsync(Cancellation);
        await begun[1].Task.WaitAsync(Cancellation);
        var next = await worker.Jobs.EnqueueAsync(new Probe(2), cancellationToken: Cancellation);

        // The next job is asked for with the settlement of this one, and the worker is told to stop before anybody can have received it.
        worker.Log.Added = entry =>
        {
            if (entry.EventId == Completed)
            {
                worker.BeginStop();
            }
        };
        finish[1].SetResult();
        finish[2].SetResult();

        await UntilAsync(next.Number, static stats => stats is null);
        Assert.False(worker.Completion.IsCompleted);
        finish[0].SetResult();
        await worker.Completion;
    }

    [Fact]
    public async Task A_handler_is_told_at_once_and_may_stop_early_without_having_failed()
    {
        var begun = new TaskCompletionSource<CancellationToken>();
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, context, cancellation) =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(context.Stopping, cancellation);
                begun.SetResult(cancellation);
                await Task.Delay(Timeout.Infinite, either.Token);
            },
            options: OneSlot(TimeSpan.FromSeconds(25)),
            time: new WatchedTime());
        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        var token = await begun.Task.WaitAsync(Cancellation);

        // No time passes on its clock, so its shutdown timeout is never over.
        await worker.StopAsync();

        Assert.False(token.IsCancellationRequested);
        Assert.Contains(worker.Log.Entries, entry => entry.EventId == GivenBack && entry.Message.Contains(id.ToString(), StringComparison.Ordinal));
        await AssertGivenBackAsync(id.Number);
    }

    [Fact]
    public async Task A_job_that_goes_back_while_another_still_runs_does_not_wait_for_its_time_to_run()
    {
        // Both are there before the worker, so that one connection takes both. Not the shortest time-to-run there is: a touch may be late by what a busy machine takes.
        var goesBack = await PutAsync("test.probe", """{"type":"test.probe","data":{"number":0}}""", new() { TimeToRun = TimeSpan.FromSeconds(4) });
        var stays = await PutAsync("test.probe", """{"type":"test.probe","data":{"number":1}}""");
        var begun = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (job, context, cancellation) =>
            {
                begun[job.Number].SetResult();
                await (job.Number == 0 ? Task.Delay(Timeout.Infinite, context.Stopping) : finish.Task.WaitAsync(cancellation));
            },
            options: new() { Concurrency = 2 });
        await begun[0].Task.WaitAsync(Cancellation);
        await begun[1].Task.WaitAsync(Cancellation);

        worker.BeginStop();
        await worker.Log.SeeAsync(GivenBack, Cancellation);
        var held = await UntilAsync(goesBack, static stats => stats!.Age > 2 * stats.TimeToRun);
        finish.SetResult();
        await worker.Completion;

        Assert.Equal((JobState.Reserved, 0ul), (held!.State, held.Timeouts));
        Assert.Null(await Look.PeekAsync(stays, Cancellation));
        await AssertGivenBackAsync(goesBack);
    }

    [Fact]
    public async Task A_callback_of_the_token_that_throws_does_not_stop_the_stopping()
    {
        var begun = new TaskCompletionSource();
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, _, cancellation) =>
            {
                using var registration = cancellation.Register(static () => throw new InvalidOperationException("A bad callback."));
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            },
            options: OneSlot(TimeSpan.Zero));
        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        await worker.StopAsync();

        await AssertGivenBackAsync(id.Number);
    }

    [Fact]
    public async Task What_a_handler_does_when_it_is_told_to_stop_holds_up_nothing()
    {
        var begun = new TaskCompletionSource();
        using var block = new ManualResetEventSlim();
        var time = new WatchedTime();
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, context, _) =>
            {
                using var registration = context.Stopping.Register(static () => throw new InvalidOperationException("A bad callback."));
                begun.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, context.Stopping);
                }
                catch (OperationCanceledException)
                {
                    // On whichever thread has cancelled the token.
                    block.Wait(CancellationToken.None);
                    throw;
                }
            },
            options: OneSlot(TimeSpan.FromSeconds(25)),
            time: time);
        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        try
        {
            await Task.Run(worker.BeginStop, Cancellation).WaitAsync(LogSpy.Patience, Cancellation);
            await EndHandlersAsync(time, TimeSpan.FromSeconds(25));
            await worker.Completion.WaitAsync(LogSpy.Patience, Cancellation);
            await AssertGivenBackAsync(id.Number);
        }
        finally
        {
            block.Set();
        }
    }

    /// <summary>A second slot's reserve could be given a job that comes back in the moment before the server hears that this reserve is cancelled, too.</summary>
    private static WorkerOptions OneSlot(TimeSpan shutdownTimeout) => new() { Concurrency = 1, ShutdownTimeout = shutdownTimeout };

    /// <summary>The handlers' time is over, and then the time they have to end.</summary>
    private static async Task EndHandlersAsync(WatchedTime time, TimeSpan shutdownTimeout)
    {
        await time.TimerAsync(shutdownTimeout, Cancellation);
        time.Advance(shutdownTimeout);
        await time.TimerAsync(TimeSpan.FromSeconds(3), Cancellation);
        time.Advance(TimeSpan.FromSeconds(3));
    }

    private async Task<(JobState State, ulong Reserves)> StateAsync(JobId id)
    {
        var stats = (await Look.StatsJobAsync(id.Number, Cancellation))!;
        return (stats.State, stats.Reserves);
    }

    private async Task AssertGivenBackAsync(ulong id)
    {
        // Reserving it waits for the server to notice that the connection has gone.
        await Look.WatchAsync("test.probe", Cancellation);
        var again = (await Look.ReserveAsync(TimeSpan.FromSeconds(20), Cancellation)).Job;
        Assert.Equal(id, again?.Id);
        var stats = (await again!.StatsAsync(Cancellation))!;
        Assert.Equal((2ul, 0ul, 0ul, 0ul), (stats.Reserves, stats.Releases, stats.Timeouts, stats.Buries));
    }
}
