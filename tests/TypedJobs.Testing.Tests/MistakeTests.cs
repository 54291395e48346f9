using Microsoft.Extensions.DependencyInjection;
using TypedJobs.Testing.Tests.Support;
using Xunit;

namespace TypedJobs.Testing.Tests;

/// <summary>What a test can do wrong, or finds wrong, and what it is told.</summary>
public sealed class MistakeTests : HarnessTest
{
    private static readonly JobHarnessOptions Impatient = new() { HandlerLimit = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public async Task A_job_that_nobody_handles_fails_the_test()
    {
        await using var harness = Harness<ProbeWorker>();
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);
        await harness.Jobs.EnqueueStrayAsync(new("b"), cancellationToken: Cancellation);

        var error = await Assert.ThrowsAsync<JobTestException>(() => harness.RunDueAsync(Cancellation));

        Assert.Equal(
            "No worker of these services takes jobs from the tube 'stray', so this one would wait for ever: stray {\"text\":\"b\"} (priority 1024). Add its worker with AddWorker, or, if another application handles it, set JobHarnessOptions.LeaveUnhandledJobs.",
            error.Message);
        Assert.Equal(new Probe("a"), harness.Results.Single().Job);
    }

    [Fact]
    public async Task A_job_of_another_application_may_be_left_alone()
    {
        await using var harness = Harness<ProbeWorker>(new JobHarnessOptions { LeaveUnhandledJobs = true });
        await harness.Jobs.EnqueueStrayAsync(new("b"), new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, Cancellation);

        Assert.Empty(await harness.DrainAsync(Cancellation));
    }

    [Fact]
    public void A_handler_that_cannot_be_made_is_named_with_what_it_needs()
    {
        var error = Assert.Throws<JobTestException>(() => new JobHarness(static services => services.AddTypedJobs(static _ => { }).AddWorker<ProbeWorker>()));

        Assert.Equal(
            "The container cannot make TypedJobs.Testing.Tests.Support.ProbeHandler, which handles 'probe': nothing is registered for TypedJobs.Testing.Tests.Support.Script. Register it, or a stand-in, in the harness's services.",
            error.Message);
    }

    [Fact]
    public async Task A_handler_that_never_ends_is_named_and_left_behind()
    {
        Script.Probe = static (_, _, _) => Task.Delay(Timeout.Infinite, CancellationToken.None);
        await using var harness = Harness<ProbeWorker>(Impatient);
        var id = await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        var error = await Assert.ThrowsAsync<JobTestException>(() => harness.RunDueAsync(Cancellation));

        Assert.StartsWith($"The handler of 'probe' (job {id}, attempt 1) has not ended within 00:00:00.1000000 of real time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_blocks_its_thread_is_noticed_too()
    {
        using var gate = new ManualResetEventSlim();
        await using var harness = Harness<ProbeWorker>(Impatient);

        var error = await Assert.ThrowsAsync<JobTestException>(() => harness.RunAsync(
            new GivenHandler<Probe>((_, _, _) =>
            {
                gate.Wait(CancellationToken.None);
                return Task.CompletedTask;
            }),
            new Probe("a"),
            cancellationToken: Cancellation));

        Assert.StartsWith("The handler of 'probe' (job given#1, attempt 1) has not ended", error.Message, StringComparison.Ordinal);
        gate.Set();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3600)]
    public async Task Jobs_without_an_end_are_counted(int delaySeconds)
    {
        await using var harness = Harness<ProbeWorker>(new JobHarnessOptions { JobLimit = 25 });
        Script.Probe = (job, _, cancellationToken)
            => harness.Jobs.EnqueueProbeAsync(job, new EnqueueOptions { Delay = TimeSpan.FromSeconds(delaySeconds) }, cancellationToken).AsTask();
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        var error = await Assert.ThrowsAsync<JobTestException>(() => harness.DrainAsync(Cancellation));

        Assert.StartsWith(
            "There is no end of jobs: more than 25 (JobHarnessOptions.JobLimit) were run. Does a job enqueue itself? 26 jobs were run, the last 20 of them:",
            error.Message,
            StringComparison.Ordinal);
        Assert.EndsWith("  probe, attempt 1: Completed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_run_at_a_time()
    {
        await using var harness = Harness<ProbeWorker>();
        Script.Probe = (_, _, _) => harness.RunDueAsync(Cancellation);
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        var result = (await harness.RunDueAsync(Cancellation)).Single();

        Assert.Equal("The harness is running jobs already: await that run first. Only the clock can be moved meanwhile.", result.Reason);
    }

    [Fact]
    public async Task A_disposed_harness_says_so()
    {
        var harness = Harness<ProbeWorker>();
        await harness.DisposeAsync();
        await harness.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => harness.RunDueAsync(Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => harness.DrainAsync(Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => harness.AdvanceAsync(TimeSpan.Zero));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => harness.RunAsync(new ProbeHandler(Script), new Probe("a"), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task What_was_expected_to_be_completed_is_listed()
    {
        await using var harness = Harness<ProbeWorker>();
        var none = await harness.RunDueAsync(Cancellation);
        Script.Probe = static (job, _, _) => job.Text == "b" ? throw new IOException("The disk is full.") : Task.CompletedTask;
        await harness.Jobs.EnqueueBatchAsync([new Probe("a"), new Probe("b")], cancellationToken: Cancellation);
        var two = await harness.RunDueAsync(Cancellation);

        Assert.Equal("Expected all jobs to be completed, but no job was run: none was due.", Assert.Throws<JobTestException>(none.EnsureCompleted).Message);
        Assert.Equal("Expected a single job to be run, but no job was run: none was due.", Assert.Throws<JobTestException>(none.Single).Message);
        var error = Assert.Throws<JobTestException>(two.EnsureCompleted);
        Assert.Equal(
            $"Expected all jobs to be completed, but 2 jobs were run:{Environment.NewLine}  probe, attempt 1: Completed{Environment.NewLine}  probe, attempt 1: Retried in 00:00:02: The disk is full. (IOException)",
            error.Message);
        Assert.IsType<IOException>(error.InnerException);
        Assert.IsType<IOException>(Assert.Throws<JobTestException>(two[1].EnsureCompleted).InnerException);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Contains("JobHarnessOptions.JobLimit is 0", Assert.Throws<ArgumentException>(static () => new JobHarness(options: new() { JobLimit = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "JobHarnessOptions.HandlerLimit is 00:00:00",
            Assert.Throws<ArgumentOutOfRangeException>(static () => new JobHarness(options: new() { HandlerLimit = TimeSpan.Zero })).Message,
            StringComparison.Ordinal);
    }
}
