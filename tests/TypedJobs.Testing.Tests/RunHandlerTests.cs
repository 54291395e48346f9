using TypedJobs.Testing.Tests.Support;
using Xunit;

namespace TypedJobs.Testing.Tests;

public sealed class RunHandlerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_sees_its_job_as_it_would_arrive()
    {
        await using var harness = new JobHarness();
        Probe? handled = null;

        var result = await harness.RunAsync(
            Handler<Probe>((job, _) => handled = job), new("a") { NotCarried = "b" }, cancellationToken: Cancellation);

        Assert.Equal((JobEnding.Completed, 1, "probe"), (result.EnsureCompleted().Ending, result.Attempt, result.Name));
        Assert.Equal(new Probe("a"), handled);
        Assert.Same(handled, result.Job);
    }

    [Fact]
    public async Task A_context_says_what_the_test_says()
    {
        await using var harness = new JobHarness();
        var enqueuedAt = new DateTimeOffset(2025, 5, 5, 5, 5, 5, TimeSpan.Zero);
        var eventId = Guid.CreateVersion7(enqueuedAt);

        var result = await harness.RunAsync(
            new GivenHandler<Probe>(async (_, context, cancellationToken) =>
            {
                Assert.Equal(3, await context.GetAttemptAsync(cancellationToken));
                Assert.Equal(2, context.SnoozeCount);
                Assert.Equal((eventId.ToString(), enqueuedAt), (context.EventId, context.EnqueuedAt));
                Assert.Equal(("probe", "probe", 1), (context.Name, context.Tube, context.Version));
            }),
            new Probe("a"),
            new JobRunOptions { Attempt = 3, SnoozeCount = 2, EventId = eventId },
            Cancellation);

        result.EnsureCompleted();
    }

    [Fact]
    public async Task What_a_handler_asks_for_is_told()
    {
        await using var harness = new JobHarness();

        var retried = await harness.RunAsync(
            Handler<Other>(static (_, context) => context.Retry(TimeSpan.FromMinutes(5), "not yet")), new("a"), cancellationToken: Cancellation);
        var snoozed = await harness.RunAsync(Handler<Other>(static (_, context) => context.Snooze(TimeSpan.FromHours(5))), new("a"), cancellationToken: Cancellation);
        var buried = await harness.RunAsync(Handler<Other>(static (_, context) => context.Bury("no")), new("a"), cancellationToken: Cancellation);

        Assert.Equal((JobEnding.Retried, TimeSpan.FromMinutes(5), "not yet"), (retried.Ending, retried.Delay, retried.Reason));
        Assert.Equal((JobEnding.Snoozed, TimeSpan.FromHours(5), null), (snoozed.Ending, snoozed.Delay, snoozed.Reason));
        Assert.Equal((JobEnding.Buried, null, "no"), (buried.Ending, buried.Delay, buried.Reason));
        Assert.Empty(harness.Results);
        Assert.Empty(harness.Jobs.AllEnqueued);
        Assert.Empty(await harness.DrainAsync(Cancellation));
    }

    [Fact]
    public async Task The_rules_of_the_handler_and_of_the_job_apply()
    {
        await using var harness = new JobHarness();

        var first = await harness.RunAsync(Handler<Other>(static (_, _) => throw new IOException("busy")), new("a"), cancellationToken: Cancellation);
        var last = await harness.RunAsync(
            Handler<Other>(static (_, _) => throw new IOException("busy")), new("a"), new JobRunOptions { Attempt = 2 }, Cancellation);
        var hopeless = await harness.RunAsync(Handler<Other>(static (_, _) => throw new NotSupportedException("never")), new("a"), cancellationToken: Cancellation);

        Assert.Equal((JobEnding.Retried, TimeSpan.FromSeconds(10)), (first.Ending, first.Delay));
        Assert.Equal((JobEnding.Buried, "failure 2 of 2, the last that it may have: busy"), (last.Ending, last.Reason));
        Assert.Equal((JobEnding.Buried, "never"), (hopeless.Ending, hopeless.Reason));
        Assert.IsType<NotSupportedException>(hopeless.Exception);
    }

    [Fact]
    public async Task A_cancelled_handler_gives_its_job_back()
    {
        await using var harness = new JobHarness();
        using var stop = new CancellationTokenSource();

        var result = await harness.RunAsync(
            new GivenHandler<Probe>(async (_, _, cancellationToken) =>
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }),
            new Probe("a"),
            cancellationToken: stop.Token);

        Assert.Equal((JobEnding.GivenBack, null), (result.Ending, result.Delay));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task A_bare_job_is_run_as_one(int snoozes)
    {
        await using var harness = new JobHarness();
        (Plain Job, int SnoozeCount)? handled = null;

        var result = await harness.RunAsync(
            Handler<Plain>((job, context) => handled = (job, context.SnoozeCount)), new("a"), new JobRunOptions { SnoozeCount = snoozes }, Cancellation);

        Assert.Equal("plain", result.EnsureCompleted().Name);
        Assert.Equal((new Plain("a"), snoozes), handled);
    }

    [Fact]
    public async Task A_job_that_does_not_survive_JSON_is_not_run()
    {
        await using var harness = new JobHarness();
        await Assert.ThrowsAsync<JobTestException>(() => harness.RunAsync(Handler<OneWay>(static (_, _) => { }), new("a"), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Options_are_checked()
    {
        await using var harness = new JobHarness();
        var attempt = await Assert.ThrowsAsync<ArgumentException>(
            () => harness.RunAsync(Handler<Probe>(static (_, _) => { }), new("a"), new JobRunOptions { Attempt = 0 }, Cancellation));
        var snoozes = await Assert.ThrowsAsync<ArgumentException>(
            () => harness.RunAsync(Handler<Probe>(static (_, _) => { }), new("a"), new JobRunOptions { SnoozeCount = -1 }, Cancellation));

        Assert.Equal("JobRunOptions.Attempt is 0; it must be at least 1.", attempt.Message);
        Assert.Equal("JobRunOptions.SnoozeCount is -1; it must be at least 0.", snoozes.Message);
    }

    private static GivenHandler<TJob> Handler<TJob>(Action<TJob, JobContext> handle)
        where TJob : IJob<TJob>
        => new((job, context, _) =>
        {
            handle(job, context);
            return Task.CompletedTask;
        });
}
