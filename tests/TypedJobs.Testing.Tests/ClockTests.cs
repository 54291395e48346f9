using Microsoft.Extensions.DependencyInjection;
using TypedJobs.Testing.Tests.Support;
using Xunit;

namespace TypedJobs.Testing.Tests;

public sealed class ClockTests : HarnessTest
{
    [Fact]
    public async Task A_delayed_job_is_due_when_the_clock_has_reached_it()
    {
        await using var harness = Harness<ProbeWorker>();
        await harness.Jobs.EnqueueProbeAsync(new("a"), new EnqueueOptions { Delay = TimeSpan.FromDays(30) }, Cancellation);

        Assert.Empty(await harness.RunDueAsync(Cancellation));
        await harness.AdvanceAsync(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        Assert.Empty(await harness.RunDueAsync(Cancellation));
        await harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Single(await harness.RunDueAsync(Cancellation));
    }

    [Fact]
    public async Task The_application_has_the_clock_of_the_harness()
    {
        await using var harness = Harness<ProbeWorker>(more: static jobs => jobs.Services.AddSingleton(TimeProvider.System));

        Assert.Same(harness.Clock, harness.Services.GetRequiredService<TimeProvider>());
        Assert.Equal(harness.Clock.GetUtcNow(), await EnqueuedAtAsync(harness));
        await harness.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal(harness.Clock.GetUtcNow(), await EnqueuedAtAsync(harness));
    }

    [Fact]
    public async Task A_job_that_is_being_run_outlasts_its_time_to_run()
    {
        await using var harness = Harness<ProbeWorker>();
        var waits = 0;
        Script.Probe = async (_, _, cancellationToken) =>
        {
            for (; waits < 3; waits++)
            {
                await Task.Delay(TimeSpan.FromHours(1), harness.Clock, cancellationToken);
            }
        };
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        var run = harness.RunDueAsync(Cancellation);
        for (var hour = 0; hour < 3; hour++)
        {
            await harness.HandlerWaitsAsync();
            await harness.AdvanceAsync(TimeSpan.FromHours(1));
        }

        Assert.Equal(1, (await run).EnsureCompleted().Single().Attempt);
        Assert.Equal(3, waits);
    }

    [Fact]
    public async Task A_handler_that_takes_too_long_by_the_clock_fails()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Script.Probe = async (_, _, cancellationToken) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };
        await using var harness = Harness<ProbeWorker>(configure: static w => w.HandlerTimeout = TimeSpan.FromMinutes(5));
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        var run = harness.RunDueAsync(Cancellation);
        await begun.Task;
        await harness.AdvanceAsync(TimeSpan.FromMinutes(5));

        var result = (await run).Single();
        Assert.Equal(JobEnding.Retried, result.Ending);
        Assert.IsType<TimeoutException>(result.Exception);
    }

    [Fact]
    public async Task Nobody_waits_for_the_clock_where_nothing_runs()
    {
        await using var harness = Harness<ProbeWorker>();
        await Assert.ThrowsAsync<JobTestException>(harness.HandlerWaitsAsync);

        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);
        var run = harness.RunDueAsync(Cancellation);
        var error = await Assert.ThrowsAsync<JobTestException>(harness.HandlerWaitsAsync);

        Assert.StartsWith("No handler waits for the clock", error.Message, StringComparison.Ordinal);
        (await run).EnsureCompleted();
    }

    [Fact]
    public async Task Draining_moves_the_clock_from_job_to_job()
    {
        await using var harness = Harness<ProbeWorker>();
        var began = harness.Clock.GetUtcNow();
        List<TimeSpan> handledAt = [];
        Script.Probe = async (job, _, cancellationToken) =>
        {
            handledAt.Add(harness.Clock.GetUtcNow() - began);
            if (job.Text.Length < 4)
            {
                await harness.Jobs.EnqueueProbeAsync(new(job.Text + "a"), new EnqueueOptions { Delay = TimeSpan.FromDays(job.Text.Length) }, cancellationToken);
            }
        };
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(300.5));
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        var results = await harness.DrainAsync(Cancellation);

        Assert.Equal(4, results.EnsureCompleted().Count);
        Assert.Equal(new[] { 0, 1, 3, 6 }.Select(static days => TimeSpan.FromDays(days) + TimeSpan.FromMilliseconds(300.5)), handledAt);
    }

    [Fact]
    public async Task The_clock_goes_forward_only()
    {
        await using var harness = Harness<ProbeWorker>();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => harness.AdvanceAsync(TimeSpan.FromTicks(-1)));
    }

    private async Task<DateTimeOffset?> EnqueuedAtAsync(JobHarness harness)
    {
        DateTimeOffset? enqueuedAt = null;
        Script.Probe = (_, context, _) =>
        {
            enqueuedAt = context.EnqueuedAt;
            return Task.CompletedTask;
        };
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);
        (await harness.RunDueAsync(Cancellation)).EnsureCompleted();
        return enqueuedAt;
    }

    [Fact]
    public async Task A_handler_may_enqueue_before_it_waits_for_the_clock()
    {
        await using var harness = Harness<BothWorker>();
        Script.Probe = async (_, _, cancellationToken) =>
        {
            await harness.Services.GetRequiredService<IJobClient>().EnqueueOtherAsync(new("b"), cancellationToken: cancellationToken);
            await Task.Delay(TimeSpan.FromHours(1), harness.Clock, cancellationToken);
        };
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        var run = harness.RunDueAsync(Cancellation);
        await harness.HandlerWaitsAsync();
        harness.Jobs.SingleEnqueued<Other>();
        await harness.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(JobEnding.Completed, (await run)[0].Ending);
    }

    [Fact]
    public async Task A_timer_that_is_set_after_it_was_made_is_waited_for_and_what_one_handler_has_left_is_not_taken_for_the_next_one_s()
    {
        await using var harness = Harness<ProbeWorker>();
        var handled = 0;
        Script.Probe = async (_, _, cancellationToken) =>
        {
            using var unused = new CancellationTokenSource(TimeSpan.FromHours(5), harness.Clock);
            using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, harness.Clock);
            limit.CancelAfter(TimeSpan.FromHours(1));
            await Task.Delay(Timeout.Infinite, limit.Token).ContinueWith(static _ => { }, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
            handled++;
        };
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);
        await harness.Jobs.EnqueueProbeAsync(new("b"), cancellationToken: Cancellation);

        var run = harness.RunDueAsync(Cancellation);
        for (var job = 0; job < 2; job++)
        {
            await harness.HandlerWaitsAsync();
            await harness.HandlerWaitsAsync();
            await harness.AdvanceAsync(TimeSpan.FromHours(1));
        }

        (await run).EnsureCompleted();
        Assert.Equal(2, handled);
    }
}
