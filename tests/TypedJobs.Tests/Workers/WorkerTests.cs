using System.Collections.Concurrent;
using TypedJobs.CompilerServices;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

/// <summary>What a worker is made of, and how many jobs it runs at once.</summary>
public sealed class WorkerTests : ServerTest
{
    [Fact]
    public async Task As_many_handlers_run_at_once_as_configured_and_no_more_jobs_are_reserved()
    {
        var running = 0;
        var three = new TaskCompletionSource();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var most = 0;
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, _, _) =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                if (now == 3)
                {
                    three.TrySetResult();
                }

                await release.Task;
                Interlocked.Decrement(ref running);
            },
            options: new() { Concurrency = 3 });

        await worker.Jobs.EnqueueBatchAsync(Enumerable.Range(0, 20).Select(static number => new Probe(number)), cancellationToken: Cancellation);
        await three.Task.WaitAsync(Cancellation);

        var stats = (await Look.StatsTubeAsync("test.probe", Cancellation))!;
        Assert.Equal(("3", "17"), (stats.Values["current-jobs-reserved"], stats.Values["current-jobs-ready"]));
        release.SetResult();
        await AllGoneAsync();
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task A_handler_that_blocks_its_thread_does_not_hold_up_the_start_or_the_others()
    {
        using var block = new ManualResetEventSlim();
        var second = new TaskCompletionSource();
        await using var worker = RunningWorker.Start(
            Server.Address,
            (job, _, _) =>
            {
                if (job.Number == 0)
                {
                    block.Wait(Cancellation);
                }
                else
                {
                    second.SetResult();
                }

                return Task.CompletedTask;
            },
            options: new() { Concurrency = 2 });

        await worker.Jobs.EnqueueBatchAsync([new Probe(0), new Probe(1)], cancellationToken: Cancellation);

        await second.Task.WaitAsync(Cancellation);
        block.Set();
    }

    [Fact]
    public async Task Two_thousand_jobs_at_concurrency_16_are_handled_exactly_once_each()
    {
        const int Count = 2000;
        var handled = new ConcurrentDictionary<int, int>();
        var all = new TaskCompletionSource();
        await using var worker = RunningWorker.Start(
            Server.Address,
            (job, _, _) =>
            {
                handled.AddOrUpdate(job.Number, 1, static (_, times) => times + 1);
                if (handled.Count == Count)
                {
                    all.TrySetResult();
                }

                return Task.CompletedTask;
            },
            options: new() { Concurrency = 16 });

        await worker.Jobs.EnqueueBatchAsync(Enumerable.Range(0, Count).Select(static number => new Probe(number)), cancellationToken: Cancellation);
        await all.Task.WaitAsync(Cancellation);
        await worker.StopAsync();

        Assert.All(handled.Values, static times => Assert.Equal(1, times));
        var stats = (await Look.StatsTubeAsync("test.probe", Cancellation))?.Values;
        Assert.Equal("0", stats?["current-jobs-ready"] ?? "0");
        // The server's own count: one reserve and one delete a job.
        var server = (await Look.StatsAsync(Cancellation)).Values;
        Assert.Equal($"{Count}", server["total-jobs"]);
        Assert.Equal($"{Count}", server["cmd-delete"]);
        Assert.Equal("0", server["cmd-release"]);

        // What may have ended a process is looked for among the first deliveries of each connection only.
        Assert.InRange(int.Parse(server["cmd-stats-job"], System.Globalization.CultureInfo.InvariantCulture), 1, Count / 2);
    }

    [Theory]
    [InlineData("WorkerOptions.Concurrency", 0, 0, null, 1)]
    [InlineData("WorkerOptions.ShutdownTimeout", 1, -1, null, 1)]
    [InlineData("WorkerOptions.ShutdownTimeout", 1, 3_000_000, null, 1)]
    [InlineData("WorkerOptions.HandlerTimeout", 1, 0, 0, 1)]
    [InlineData("WorkerOptions.HandlerTimeout", 1, 0, 3_000_000, 1)]
    [InlineData("WorkerOptions.MaxDeliveries", 1, 0, null, 0)]
    public void An_option_out_of_range_is_named(string name, int concurrency, int shutdownSeconds, int? handlerSeconds, int maxDeliveries)
    {
        var options = new WorkerOptions
        {
            Concurrency = concurrency,
            ShutdownTimeout = TimeSpan.FromSeconds(shutdownSeconds),
            HandlerTimeout = handlerSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            MaxDeliveries = maxDeliveries,
        };

        var error = Assert.ThrowsAny<ArgumentException>(() => Worker.Create<ProbeWorker>(new ScriptedBroker(), new JobHandlers(), options));

        Assert.StartsWith(name + " is ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_nobody_can_make_is_named_before_the_first_job()
    {
        var handlers = new JobHandlers().Add(static () => new ProbeHandler(static (_, _, _) => Task.CompletedTask));

        var error = Assert.Throws<ArgumentException>(() => Worker.Create<ProbeWorker>(new ScriptedBroker(), handlers));

        Assert.Contains(nameof(VersionedHandler), error.Message, StringComparison.Ordinal);
        Assert.Contains("'image/resize'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_without_jobs_is_refused()
        => Assert.Throws<ArgumentException>(() => Worker.Create<IdleWorker>(new ScriptedBroker(), new JobHandlers()));

    private async Task AllGoneAsync()
    {
        while ((await Look.StatsAsync(Cancellation)).Values is var stats && (stats["current-jobs-ready"], stats["current-jobs-reserved"]) != ("0", "0"))
        {
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    private sealed class IdleWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes => [];
    }
}
