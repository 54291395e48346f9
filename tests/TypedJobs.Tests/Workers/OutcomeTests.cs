using System.Collections.Concurrent;
using System.Text.Json;
using TypedJobs.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

/// <summary>What a handler does, and what becomes of its job then.</summary>
public sealed class OutcomeTests : ServerTest
{
    private const int Retrying = 112;
    private const int Buried = 113;

    [Fact]
    public async Task A_handler_that_throws_gets_its_job_again_later_with_its_own_priority()
    {
        await using var worker = RunningWorker.Start(Server.Address, static (_, _, _) => throw new InvalidOperationException("The disk is full."));

        var id = await worker.Jobs.EnqueueAsync(new Probe(1), new() { Priority = 4711 }, Cancellation);

        var log = await worker.Log.SeeAsync(Retrying, Cancellation);
        Assert.Matches("is retried in 00:00:0[12] after failure 1 of 3: The disk is full.$", log.Message);
        Assert.IsType<InvalidOperationException>(log.Exception);

        // By now it may have been run again: then the last delay is a longer one.
        var stats = (await Look.StatsJobAsync(id.Number, Cancellation))!;
        Assert.Equal(4711u, stats.Priority);
        Assert.True(stats is { Releases: >= 1, Delay.TotalSeconds: >= 1 }, $"{stats.Releases} releases, the last for {stats.Delay}");
    }

    [Fact]
    public async Task An_exception_of_the_handler_is_never_taken_for_an_unreadable_job()
    {
        await using var worker = RunningWorker.Start(Server.Address, static (_, _, _) => throw new JsonException("Not this job's JSON."));

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("Not this job's JSON.", (await worker.Log.SeeAsync(Retrying, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancellation_of_the_handlers_own_is_a_failure()
    {
        await using var worker = RunningWorker.Start(Server.Address, static (_, _, _) => throw new TaskCanceledException("A request took too long."));

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        await worker.Log.SeeAsync(Retrying, Cancellation);
    }

    [Fact]
    public async Task The_last_attempt_buries_and_a_kick_gives_a_fresh_budget()
    {
        var attempts = new ConcurrentQueue<int>();
        await using var worker = RunningWorker.Start(Server.Address, async (_, context, cancellation) =>
        {
            attempts.Enqueue(await context.GetAttemptAsync(cancellation));
            context.Retry(TimeSpan.Zero, "still no luck");
        });

        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        var log = await worker.Log.SeeAsync(Buried, Cancellation);
        Assert.Contains("failure 3 of 3", log.Message, StringComparison.Ordinal);
        Assert.Contains("still no luck", log.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], attempts);
        Assert.Equal(JobState.Buried, (await Look.StatsJobAsync(id.Number, Cancellation))!.State);

        await Look.KickJobAsync(id.Number, Cancellation);

        await worker.Log.SeeAsync(static entry => entry.EventId == Buried && entry.Message.Contains("of 6", StringComparison.Ordinal), Cancellation);
        Assert.True(attempts.Count >= 6, $"{attempts.Count} attempts");
        Assert.Equal(Enumerable.Range(1, attempts.Count), attempts);
    }

    [Fact]
    public async Task A_job_can_ask_to_be_buried_and_the_last_word_counts()
    {
        await using var worker = RunningWorker.Start(Server.Address, static (_, context, _) =>
        {
            context.Retry();
            context.Bury("The customer is gone.");
            return Task.CompletedTask;
        });

        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("The customer is gone.", (await worker.Log.SeeAsync(Buried, Cancellation)).Message, StringComparison.Ordinal);
        var stats = (await Look.StatsJobAsync(id.Number, Cancellation))!;
        Assert.Equal((JobState.Buried, 77u), (stats.State, stats.Priority));
    }

    [Fact]
    public async Task A_job_can_ask_to_be_retried_when_it_likes()
    {
        await using var worker = RunningWorker.Start(Server.Address, static (_, context, _) =>
        {
            context.Bury("not really");
            context.Retry(TimeSpan.FromMinutes(5), "The mail server asked for five minutes.");
            return Task.CompletedTask;
        });

        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("five minutes", (await worker.Log.SeeAsync(Retrying, Cancellation)).Message, StringComparison.Ordinal);
        var stats = (await Look.StatsJobAsync(id.Number, Cancellation))!;
        Assert.Equal((JobState.Delayed, TimeSpan.FromMinutes(5)), (stats.State, stats.Delay));
    }

    [Fact]
    public async Task An_exception_after_a_request_counts_more_than_the_request()
    {
        await using var worker = RunningWorker.Start(Server.Address, static (_, context, _) =>
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
        await using var worker = RunningWorker.Start(Server.Address, (_, context, _) =>
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
    public async Task An_exception_that_cannot_even_say_what_it_is_is_a_failure_like_any_other()
    {
        await using var worker = RunningWorker.Start(Server.Address, static (_, _, _) => throw new Unspeakable());

        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("failure 1 of 3", (await worker.Log.SeeAsync(Retrying, Cancellation)).Message, StringComparison.Ordinal);
        await UntilAsync(id.Number, static stats => stats is { State: JobState.Buried });
        var record = (await PeekAsync("test.probe.failures")).GetProperty("error");
        Assert.Contains(nameof(Unspeakable), record.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_jobs_scope_ends_before_the_job_leaves_the_queue_and_its_failure_is_the_jobs()
    {
        ulong id = 0;
        var stateAtDisposal = new TaskCompletionSource<JobState?>();
        var scopes = new DisposalScopes(async () =>
        {
            stateAtDisposal.SetResult((await Look.StatsJobAsync(Volatile.Read(ref id), Cancellation))?.State);
            throw new InvalidOperationException("The commit failed.");
        });
        await using var worker = RunningWorker.Start(Server.Address, scopes);
        // The handler waits until the test knows the id.
        var enqueued = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        Volatile.Write(ref id, enqueued.Number);
        scopes.Release.SetResult();

        Assert.Equal(JobState.Reserved, await stateAtDisposal.Task.WaitAsync(Cancellation));
        Assert.Contains("The commit failed.", (await worker.Log.SeeAsync(Retrying, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_that_cannot_be_disposed_does_not_hide_why_the_handler_has_failed()
    {
        const int ScopeFailed = 127;
        var scopes = new DisposalScopes(static () => throw new InvalidOperationException("The rollback failed."));
        scopes.Release.SetException(new InvalidDataException("No such picture."));
        await using var worker = RunningWorker.Start(Server.Address, scopes, new WorkerOptions().BuryOn<InvalidDataException>());

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("No such picture.", (await worker.Log.SeeAsync(Buried, Cancellation)).Message, StringComparison.Ordinal);
        Assert.Contains(worker.Log.Entries, static entry => entry is { EventId: ScopeFailed, Exception.Message: "The rollback failed." });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_cannot_be_made_is_a_failure_like_any_other(bool hasScope)
    {
        await using var worker = RunningWorker.Start(Server.Address, new FaultyScopes(hasScope), new() { Concurrency = 1 });

        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("failure 1 of 3: No such service.", (await worker.Log.SeeAsync(Retrying, Cancellation)).Message, StringComparison.Ordinal);
        await UntilAsync(id.Number, static stats => stats is { State: JobState.Buried });
    }

    /// <summary>Scopes without handlers, or not even those.</summary>
    private sealed class FaultyScopes(bool hasScope) : IHandlerScopeFactory, IHandlerScope
    {
        public IHandlerScope CreateScope() => hasScope ? this : throw new InvalidOperationException("No such service.");

        public THandler GetHandler<THandler>()
            where THandler : class
            => throw new InvalidOperationException("No such service.");

        public ValueTask DisposeAsync() => default;
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
