using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk;
using TypedJobs.CompilerServices;
using TypedJobs.TestServers;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class WorkerTests : IAsyncLifetime
{
    private const int Retrying = 112;
    private const int Buried = 113;
    private const int Completed = 111;
    private const int Unknown = 121;
    private const int Unreadable = 122;

    private BeanstalkdServer _server = null!;
    private BeanstalkClient _look = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await BeanstalkdServer.StartAsync();
        _look = await RunningWorker.LookAsync(_server.Address, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _look.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_job_reaches_its_handler_with_all_that_is_known_of_it_and_leaves_the_queue()
    {
        var handled = new TaskCompletionSource<(Versioned Job, JobContext Context)>();
        await using var worker = RunningWorker.Start(_server.Address, versioned: (job, context) => handled.SetResult((job, context)));
        var before = DateTimeOffset.UtcNow.AddMilliseconds(-1);

        var id = await worker.Jobs.EnqueueAsync(new Versioned("cat.jpg"), cancellationToken: Cancellation);

        var (job, context) = await handled.Task.WaitAsync(Cancellation);
        Assert.Equal(new Versioned("cat.jpg"), job);
        Assert.Equal((id, "image/resize", 2, "images/2"), (context.Id, context.Name, context.Version, context.Tube));
        Assert.InRange(context.EnqueuedAt!.Value, before, DateTimeOffset.UtcNow);
        var log = await worker.Log.SeeAsync(Completed, Cancellation);
        Assert.Contains("image/resize", log.Message, StringComparison.Ordinal);
        Assert.Contains(id.ToString(), log.Message, StringComparison.Ordinal);
        Assert.Contains(context.EventId, log.Message, StringComparison.Ordinal);
        Assert.Null(await _look.PeekAsync(id.Number, Cancellation));
    }

    [Theory]
    [InlineData("test.probe", """{"type":"test.probe","data":{"number":5}}""", null)]
    [InlineData("test.probe", """{"data":{"text":"","number":5},"x":[],"type":"test\u002eprobe"}""", null)]
    [InlineData("test.probe", """ {"jobversion":"1", "id":"php-1","data":{"number":5,"stranger":{}},"type":"test.probe"} """, "php-1")]
    public async Task An_event_from_elsewhere_is_a_job(string tube, string body, string? eventId)
    {
        var handled = new TaskCompletionSource<(Probe Job, JobContext Context)>();
        await using var worker = RunningWorker.Start(_server.Address, (job, context, _) =>
        {
            handled.SetResult((job, context));
            return Task.CompletedTask;
        });

        var id = await PutAsync(tube, body);

        var (job, context) = await handled.Task.WaitAsync(Cancellation);
        Assert.Equal(new Probe(5), job);
        Assert.Equal(eventId ?? $"{_server.Address}#{id}", context.EventId);
        Assert.Null(context.EnqueuedAt);
    }

    [Theory]
    [InlineData("not json", "not JSON")]
    [InlineData("""["type","test.probe"]""", "an array")]
    [InlineData("""{"data":{"number":1}}""", "no 'type'")]
    [InlineData("""{"type":"test.probe"}""", "test.probe", "no 'data'")]
    [InlineData("""{"id":"e-1","type":"test.probe","data":{"number":""", "test.probe", "not JSON")]
    [InlineData("""{"id":5,"type":"test.probe","data":{}}""", "test.probe", "'id'")]
    [InlineData("""{"type":"test.probe","snoozecount":-1,"data":{"number":1}}""", "snoozecount")]
    [InlineData("""{"type":"test.probe","data":null}""", "test.probe", "null")]
    [InlineData("""{"type":"test.probe","data":{"number":"five"}}""", "test.probe", "$.number")]
    [InlineData("""{"type":"test.probe","data":{"number":1,"text":null}}""", "test.probe", "$.text")]
    [InlineData("""{"type":"test.probe","data":{"number":-1}}""", "test.probe", "not negative")]
    [InlineData("""{"type":"test.probe","data":{}}""", "test.probe", "number")]
    [InlineData("""{"type":"test.probe","id":"e-1","data":[]}""", "test.probe", "e-1", "Probe")]
    public async Task What_cannot_be_read_is_buried_at_once_with_the_reason(string body, params string[] reasons)
    {
        await using var worker = RunningWorker.Start(_server.Address, (_, _, _) => throw new InvalidOperationException("The handler must not run."));

        var id = await PutAsync("test.probe", body, priority: 31);

        var log = await worker.Log.SeeAsync(Unreadable, Cancellation);
        Assert.Equal(LogLevel.Error, log.Level);
        Assert.Contains($"{_server.Address}#{id}", log.Message, StringComparison.Ordinal);
        Assert.All(reasons, reason => Assert.Contains(reason, log.Message, StringComparison.Ordinal));
        var stats = (await _look.StatsJobAsync(id, Cancellation))!;
        Assert.Equal((JobState.Buried, 31u, 0ul), (stats.State, stats.Priority, stats.Releases));
        Assert.DoesNotContain("must not run", log.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_somebody_else_wrote_cannot_forge_lines_of_the_log()
    {
        await using var worker = RunningWorker.Start(_server.Address);

        await PutAsync("test.probe", """{"type":"evil\nname","data":{}}""");

        Assert.Contains("evil?name", (await worker.Log.SeeAsync(Unknown, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_can_an_event_id_and_the_handler_has_it_letter_by_letter()
    {
        var handled = new TaskCompletionSource<string>();
        await using var worker = RunningWorker.Start(_server.Address, (_, context, _) =>
        {
            handled.SetResult(context.EventId);
            return Task.CompletedTask;
        });

        await PutAsync("test.probe", """{"type":"test.probe","id":"evil\nid é","data":{"number":1}}""");

        Assert.Equal("evil\nid é", await handled.Task.WaitAsync(Cancellation));
        Assert.Contains("evil?id é", (await worker.Log.SeeAsync(Completed, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_throws_gets_its_job_again_later_with_its_own_priority()
    {
        await using var worker = RunningWorker.Start(_server.Address, static (_, _, _) => throw new InvalidOperationException("The disk is full."));

        var id = await worker.Jobs.EnqueueAsync(new Probe(1), new() { Priority = 4711 }, Cancellation);

        var log = await worker.Log.SeeAsync(Retrying, Cancellation);
        Assert.EndsWith("is retried in 00:00:01 after failure 1 of 3: The disk is full.", log.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(log.Exception);
        var stats = (await _look.StatsJobAsync(id.Number, Cancellation))!;
        Assert.Equal((JobState.Delayed, 4711u, 1ul, TimeSpan.FromSeconds(1)), (stats.State, stats.Priority, stats.Releases, stats.Delay));
    }

    [Fact]
    public async Task An_exception_of_the_handler_is_never_taken_for_an_unreadable_job()
    {
        await using var worker = RunningWorker.Start(_server.Address, static (_, _, _) => throw new JsonException("Not this job's JSON."));

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("Not this job's JSON.", (await worker.Log.SeeAsync(Retrying, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancellation_of_the_handlers_own_is_a_failure()
    {
        await using var worker = RunningWorker.Start(_server.Address, static (_, _, _) => throw new TaskCanceledException("A request took too long."));

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        await worker.Log.SeeAsync(Retrying, Cancellation);
    }

    [Fact]
    public async Task The_last_attempt_buries_and_a_kick_gives_a_fresh_budget()
    {
        var attempts = new ConcurrentQueue<int>();
        await using var worker = RunningWorker.Start(_server.Address, async (_, context, cancellation) =>
        {
            attempts.Enqueue(await context.GetAttemptAsync(cancellation));
            context.Retry(TimeSpan.Zero, "still no luck");
        });

        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        var log = await worker.Log.SeeAsync(Buried, Cancellation);
        Assert.Contains("failure 3 of 3", log.Message, StringComparison.Ordinal);
        Assert.Contains("still no luck", log.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], attempts);
        Assert.Equal(JobState.Buried, (await _look.StatsJobAsync(id.Number, Cancellation))!.State);

        await _look.KickJobAsync(id.Number, Cancellation);

        await worker.Log.SeeAsync(static entry => entry.EventId == Buried && entry.Message.Contains("of 6", StringComparison.Ordinal), Cancellation);
        Assert.True(attempts.Count >= 6, $"{attempts.Count} attempts");
        Assert.Equal(Enumerable.Range(1, attempts.Count), attempts);
    }

    [Fact]
    public async Task A_job_can_ask_to_be_buried_and_the_last_word_counts()
    {
        await using var worker = RunningWorker.Start(_server.Address, static (_, context, _) =>
        {
            context.Retry();
            context.Bury("The customer is gone.");
            return Task.CompletedTask;
        });

        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("The customer is gone.", (await worker.Log.SeeAsync(Buried, Cancellation)).Message, StringComparison.Ordinal);
        var stats = (await _look.StatsJobAsync(id.Number, Cancellation))!;
        Assert.Equal((JobState.Buried, 77u), (stats.State, stats.Priority));
    }

    [Fact]
    public async Task A_job_can_ask_to_be_retried_when_it_likes()
    {
        await using var worker = RunningWorker.Start(_server.Address, static (_, context, _) =>
        {
            context.Bury("not really");
            context.Retry(TimeSpan.FromMinutes(5), "The mail server asked for five minutes.");
            return Task.CompletedTask;
        });

        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("five minutes", (await worker.Log.SeeAsync(Retrying, Cancellation)).Message, StringComparison.Ordinal);
        var stats = (await _look.StatsJobAsync(id.Number, Cancellation))!;
        Assert.Equal((JobState.Delayed, TimeSpan.FromMinutes(5)), (stats.State, stats.Delay));
    }

    [Fact]
    public async Task An_exception_after_a_request_counts_more_than_the_request()
    {
        await using var worker = RunningWorker.Start(_server.Address, static (_, context, _) =>
        {
            context.Bury("Never mind.");
            throw new InvalidOperationException("It broke all the same.");
        });

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("It broke all the same.", (await worker.Log.SeeAsync(Retrying, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_handler_asks_for_is_checked()
    {
        var refused = new TaskCompletionSource<Exception?[]>();
        await using var worker = RunningWorker.Start(_server.Address, (_, context, _) =>
        {
            refused.SetResult(
            [
                Record.Exception(() => context.Retry(TimeSpan.FromTicks(-1))),
                Record.Exception(() => context.Retry(TimeSpan.MaxValue)),
                Record.Exception(() => context.Bury(" ")),
            ]);
            return Task.CompletedTask;
        });

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Collection(
            await refused.Task.WaitAsync(Cancellation),
            static error => Assert.IsType<ArgumentOutOfRangeException>(error),
            static error => Assert.IsType<ArgumentOutOfRangeException>(error),
            static error => Assert.IsType<ArgumentException>(error));
    }

    [Fact]
    public async Task A_jobs_scope_ends_before_the_job_leaves_the_queue_and_its_failure_is_the_jobs()
    {
        ulong id = 0;
        var stateAtDisposal = new TaskCompletionSource<JobState?>();
        var scopes = new DisposalScopes(async () =>
        {
            stateAtDisposal.SetResult((await _look.StatsJobAsync(Volatile.Read(ref id), Cancellation))?.State);
            throw new InvalidOperationException("The commit failed.");
        });
        await using var worker = RunningWorker.Start(_server.Address, scopes);
        // The handler waits until the test knows the id.
        var enqueued = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        Volatile.Write(ref id, enqueued.Number);
        scopes.Release.SetResult();

        Assert.Equal(JobState.Reserved, await stateAtDisposal.Task.WaitAsync(Cancellation));
        Assert.Contains("The commit failed.", (await worker.Log.SeeAsync(Retrying, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_many_handlers_run_at_once_as_configured_and_no_more_jobs_are_reserved()
    {
        var running = 0;
        var three = new TaskCompletionSource();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var most = 0;
        await using var worker = RunningWorker.Start(
            _server.Address,
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

        var stats = (await _look.StatsTubeAsync("test.probe", Cancellation))!;
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
            _server.Address,
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
            _server.Address,
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
        var stats = (await _look.StatsTubeAsync("test.probe", Cancellation))?.Values;
        Assert.Equal("0", stats?["current-jobs-ready"] ?? "0");
        // The server's own count: one reserve and one delete a job.
        var server = (await _look.StatsAsync(Cancellation)).Values;
        Assert.Equal($"{Count}", server["total-jobs"]);
        Assert.Equal($"{Count}", server["cmd-delete"]);
        Assert.Equal("0", server["cmd-release"]);

        // What may have ended a process is looked for among the first deliveries of each connection only.
        Assert.InRange(int.Parse(server["cmd-stats-job"], System.Globalization.CultureInfo.InvariantCulture), 1, Count / 2);
    }

    [Fact]
    public async Task Nothing_of_a_payload_is_logged()
    {
        await using var worker = RunningWorker.Start(_server.Address, static (_, context, _) =>
        {
            context.Bury("reason");
            return Task.CompletedTask;
        });

        await worker.Jobs.EnqueueAsync(new Probe(1, "secret"), cancellationToken: Cancellation);
        await PutAsync("test.probe", """{"type":"test.probe","data":{"number":"secret"}}""");
        await worker.Log.SeeAsync(static entry => entry.EventId == Unreadable && entry.Message.Contains("$.number", StringComparison.Ordinal), Cancellation);
        await worker.StopAsync();

        Assert.DoesNotContain(worker.Log.Entries, static entry => (entry.Message + entry.Exception).Contains("secret", StringComparison.Ordinal));
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
        while ((await _look.StatsAsync(Cancellation)).Values is var stats && (stats["current-jobs-ready"], stats["current-jobs-reserved"]) != ("0", "0"))
        {
        }
    }

    private ValueTask<ulong> PutAsync(string tube, string body, uint priority = 1024)
        => _look.PutAsync(Encoding.UTF8.GetBytes(body), new() { Tube = tube, Priority = priority }, Cancellation);

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

    /// <summary>Scopes that do something when they end.</summary>
    private sealed class DisposalScopes(Func<Task> atEnd) : IHandlerScopeFactory, IHandlerScope
    {
        public TaskCompletionSource Release { get; } = new();

        public IHandlerScope CreateScope() => this;

        public THandler GetHandler<THandler>()
            where THandler : class
            => (THandler)(object)new ProbeHandler((_, _, _) => Release.Task);

        public async ValueTask DisposeAsync() => await atEnd();
    }
}
