using TypedJobs.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class HandlerTimeoutTests : ServerTest
{
    private const int Retrying = 112;
    private const int HandlerAbandoned = 118;

    private readonly WatchedTime _time = new();

    [Fact]
    public async Task A_handler_that_takes_too_long_is_cancelled_and_its_job_has_failed()
    {
        var reason = new TaskCompletionSource<(JobCancellationReason Before, JobCancellationReason After)>();
        var begun = new TaskCompletionSource();
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, context, cancellation) =>
            {
                var before = context.CancellationReason;
                begun.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                finally
                {
                    reason.SetResult((before, context.CancellationReason));
                }
            },
            options: new() { Concurrency = 1, HandlerTimeout = TimeSpan.FromMinutes(5), RetryDelay = static _ => TimeSpan.FromHours(1) },
            time: _time);
        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal((JobCancellationReason.None, JobCancellationReason.HandlerTimeout), await reason.Task.WaitAsync(Cancellation));
        var log = await worker.Log.SeeAsync(Retrying, Cancellation);
        Assert.Contains("00:05:00", log.Message, StringComparison.Ordinal);
        Assert.IsType<TimeoutException>(log.Exception);
        Assert.Equal((JobState.Delayed, 1ul), ((await StatsAsync(id.Number)).State, (await StatsAsync(id.Number)).Releases));
    }

    [Fact]
    public async Task A_handler_has_its_time_to_end_also_when_its_process_stood_still_for_longer_than_that()
    {
        var runs = 0;
        var begun = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        var ends = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, _, cancellation) =>
            {
                Interlocked.Increment(ref runs);
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancelled.TrySetResult();
                await ends.Task;
            },
            options: new() { Concurrency = 1, HandlerTimeout = TimeSpan.FromSeconds(5), ShutdownTimeout = TimeSpan.Zero },
            time: _time);
        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        // Its timers come when it goes on, and not before.
        _time.Advance(TimeSpan.FromSeconds(15));
        await cancelled.Task.WaitAsync(Cancellation);
        _time.Advance(TimeSpan.FromSeconds(2.9));
        ends.SetResult();
        await UntilAsync(id.Number, static stats => stats is null);

        Assert.Equal(1, runs);
        Assert.DoesNotContain(worker.Log.Entries, static entry => entry.EventId is HandlerAbandoned or Retrying);
    }

    [Fact]
    public async Task A_handler_that_hangs_and_even_blocks_its_thread_is_left_behind_and_the_next_job_runs()
    {
        using var block = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        var next = new TaskCompletionSource();
        await using var worker = RunningWorker.Start(
            Server.Address,
            (job, _, _) =>
            {
                if (job.Number == 2)
                {
                    next.TrySetResult();
                    return Task.CompletedTask;
                }

                begun.SetResult();
                block.Wait(CancellationToken.None);
                return Task.CompletedTask;
            },
            options: new() { Concurrency = 1, HandlerTimeout = TimeSpan.FromSeconds(10), RetryDelay = static _ => TimeSpan.FromHours(1) },
            time: _time);
        var hangs = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await worker.Jobs.EnqueueAsync(new Probe(2), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        _time.Advance(TimeSpan.FromSeconds(10));
        await _time.TimerAsync(TimeSpan.FromSeconds(3), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(3));
        await next.Task.WaitAsync(LogSpy.Patience, Cancellation);

        Assert.Contains(worker.Log.Entries, static entry => entry.EventId == HandlerAbandoned);
        Assert.Equal(1ul, (await StatsAsync(hangs.Number)).Releases);
        block.Set();
    }
}
