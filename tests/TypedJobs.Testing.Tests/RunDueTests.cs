using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TypedJobs.Beanstalk;
using TypedJobs.Embedded;
using TypedJobs.Testing.Tests.Support;
using Xunit;

namespace TypedJobs.Testing.Tests;

public sealed class RunDueTests : HarnessTest
{
    [Fact]
    public async Task Due_jobs_are_run_by_priority_and_then_as_they_were_enqueued()
    {
        await using var harness = Harness<BothWorker>();
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);
        await harness.Jobs.EnqueueOtherAsync(new("b"), cancellationToken: Cancellation);
        await harness.Jobs.EnqueueProbeAsync(new("c"), cancellationToken: Cancellation);
        await harness.Jobs.EnqueueProbeAsync(new("d"), new EnqueueOptions { Priority = 0 }, Cancellation);

        var results = await harness.RunDueAsync(Cancellation);

        Assert.Equal(new object[] { new Probe("d"), new Probe("a"), new Other("b"), new Probe("c") }, results.Select(static result => result.Job));
        Assert.Equal(["probe", "probe", "other", "probe"], results.Select(static result => result.Name));
        Assert.Equal(results, harness.Results);
    }

    [Fact]
    public async Task Workers_take_turns_in_the_order_in_which_they_were_added()
    {
        await using var harness = Harness<OtherWorker>(more: static jobs => jobs.AddWorker<ProbeWorker>());
        Script.Probe = (job, _, _) => job.Text == "a" ? harness.Jobs.EnqueueOtherAsync(new("c"), cancellationToken: Cancellation).AsTask() : Task.CompletedTask;
        await harness.Jobs.EnqueueBatchAsync([new Probe("a"), new Probe("b")], cancellationToken: Cancellation);
        await harness.Jobs.EnqueueOtherAsync(new("d"), cancellationToken: Cancellation);

        var results = await harness.RunDueAsync(Cancellation);

        Assert.Equal(new object[] { new Other("d"), new Probe("a"), new Probe("b"), new Other("c") }, results.Select(static result => result.Job));
    }

    [Fact]
    public async Task A_handler_has_a_scope_of_its_own_and_its_job_came_through_JSON()
    {
        Probe? handled = null;
        Script.Probe = (job, _, _) =>
        {
            handled = job;
            return Task.CompletedTask;
        };
        await using var harness = Harness<ProbeWorker>();

        await harness.Jobs.EnqueueProbeAsync(new("a") { NotCarried = "b" }, cancellationToken: Cancellation);
        var result = (await harness.RunDueAsync(Cancellation)).EnsureCompleted().Single();

        Assert.Equal(new Probe("a"), handled);
        Assert.Same(handled, result.Job);
        Assert.Equal(harness.Jobs.SingleEnqueued<Probe>().Id, result.Id);
    }

    [Fact]
    public async Task A_failed_job_comes_again_after_its_longest_backoff_and_is_buried_with_a_record_in_the_end()
    {
        Script.Other = static (_, _, _) => throw new IOException("The disk is full.");
        await using var harness = Harness<OtherWorker>();
        await harness.Jobs.EnqueueOtherAsync(new("a"), cancellationToken: Cancellation);

        var first = (await harness.RunDueAsync(Cancellation)).Single();
        Assert.Equal((JobEnding.Retried, 1, TimeSpan.FromSeconds(10), "The disk is full."), (first.Ending, first.Attempt, first.Delay, first.Reason));
        Assert.IsType<IOException>(first.Exception);

        await harness.AdvanceAsync(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Empty(await harness.RunDueAsync(Cancellation));
        await harness.AdvanceAsync(TimeSpan.FromTicks(1));
        var second = (await harness.RunDueAsync(Cancellation)).Single();
        Assert.Equal((JobEnding.Buried, 2, null, "failure 2 of 2, the last that it may have: The disk is full."), (second.Ending, second.Attempt, second.Delay, second.Reason));
        Assert.Equal(first.Id, second.Id);

        await using var look = await harness.Services.GetRequiredService<EmbeddedBroker>().ConnectAsync(cancellationToken: Cancellation);
        var record = await look.PeekReadyAsync("others.failures", Cancellation);
        Assert.Contains("IOException", Encoding.UTF8.GetString(record!.Body.Span), StringComparison.Ordinal);
        Assert.Equal(1u, (uint)(await look.StatsTubeAsync("others", Cancellation))!.CurrentJobsBuried);
    }

    [Fact]
    public async Task A_snoozed_job_comes_again_and_costs_no_attempt()
    {
        Script.Probe = static (_, context, _) =>
        {
            if (context.SnoozeCount == 0)
            {
                context.Snooze(TimeSpan.FromHours(3));
            }

            return Task.CompletedTask;
        };
        await using var harness = Harness<ProbeWorker>();
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        var snoozed = (await harness.RunDueAsync(Cancellation)).Single();
        await harness.AdvanceAsync(TimeSpan.FromHours(3));
        var again = (await harness.RunDueAsync(Cancellation)).Single();

        Assert.Equal((JobEnding.Snoozed, TimeSpan.FromHours(3)), (snoozed.Ending, snoozed.Delay));
        Assert.Equal((JobEnding.Completed, 1), (again.Ending, again.Attempt));
        Assert.NotEqual(snoozed.Id, again.Id);
        harness.Jobs.SingleEnqueued<Probe>();
    }

    [Fact]
    public async Task A_wait_is_told_as_the_broker_has_it_in_whole_seconds()
    {
        Script.Probe = static (_, context, _) =>
        {
            if (context.SnoozeCount == 0)
            {
                context.Snooze(TimeSpan.FromSeconds(2.5));
            }

            return Task.CompletedTask;
        };
        await using var harness = Harness<ProbeWorker>();
        await harness.Jobs.EnqueueProbeAsync(new("a"), new EnqueueOptions { Delay = TimeSpan.FromSeconds(0.1) }, Cancellation);

        await harness.AdvanceAsync(harness.Jobs.SingleEnqueued<Probe>().Delay);
        var snoozed = (await harness.RunDueAsync(Cancellation)).Single();
        await harness.AdvanceAsync(snoozed.Delay!.Value);

        Assert.Equal(TimeSpan.FromSeconds(3), snoozed.Delay);
        Assert.Equal(JobEnding.Completed, (await harness.RunDueAsync(Cancellation)).Single().Ending);
    }

    [Fact]
    public async Task A_cancelled_run_gives_its_job_back_and_the_next_one_has_it()
    {
        using var stop = new CancellationTokenSource();
        var reason = JobCancellationReason.None;
        Script.Probe = async (_, context, cancellationToken) =>
        {
            await stop.CancelAsync();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                reason = context.CancellationReason;
            }
        };
        await using var harness = Harness<ProbeWorker>();
        await harness.Jobs.EnqueueBatchAsync([new Probe("a"), new Probe("b")], cancellationToken: Cancellation);

        var cancelled = (await harness.RunDueAsync(stop.Token)).Single();
        Script.Probe = static (_, _, _) => Task.CompletedTask;
        var after = (await harness.RunDueAsync(Cancellation)).EnsureCompleted();

        Assert.Equal((JobEnding.GivenBack, JobCancellationReason.Shutdown), (cancelled.Ending, reason));
        Assert.Equal([new Probe("a"), new Probe("b")], after.Select(static result => (Probe)result.Job!));
        Assert.All(after, static result => Assert.Equal(1, result.Attempt));
    }

    [Fact]
    public async Task What_no_worker_can_read_is_buried_and_what_it_does_not_know_is_given_back()
    {
        await using var harness = Harness<BothWorker>();
        await using var producer = await harness.Services.GetRequiredService<EmbeddedBroker>().ConnectAsync(cancellationToken: Cancellation);
        await producer.PutAsync("""{"type":"other","data":{"text":5}}"""u8.ToArray(), new PutOptions { Tube = "others" }, Cancellation);
        await producer.PutAsync("""{"type":"newer","data":{}}"""u8.ToArray(), new PutOptions { Tube = "others" }, Cancellation);

        var results = await harness.RunDueAsync(Cancellation);

        Assert.Equal([("other", JobEnding.Buried), ("newer", JobEnding.GivenBack)], results.Select(static result => (result.Name, result.Ending)));
        Assert.StartsWith("The data of 'other' is not a Other, at $.text (a number)", results[0].Reason, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(10), results[1].Delay);
        Assert.All(results, static result => Assert.Null(result.Job));
    }

    [Fact]
    public async Task Rules_and_middleware_of_the_worker_apply()
    {
        Script.Probe = static (_, _, _) => throw new InvalidOperationException("never again");
        var seen = new SeenByMiddleware();
        await using var harness = Harness<ProbeWorker>(configure: w => w.BuryOn<InvalidOperationException>().Use(seen));
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        var result = (await harness.RunDueAsync(Cancellation)).Single();

        Assert.Equal((JobEnding.Buried, "never again"), (result.Ending, result.Reason));
        Assert.Equal(["probe"], seen.Names);
    }

    [Fact]
    public async Task Harnesses_do_not_see_each_other()
    {
        Script.Probe = static (job, _, _) => job.Text == "7" ? throw new IOException("seven") : Task.CompletedTask;

        var endings = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            await using var harness = Harness<ProbeWorker>();
            await harness.Jobs.EnqueueProbeAsync(new($"{number}"), new EnqueueOptions { Delay = TimeSpan.FromMinutes(number) }, Cancellation);
            await harness.AdvanceAsync(TimeSpan.FromMinutes(number));
            return (await harness.RunDueAsync(Cancellation)).Single().Ending;
        }));

        Assert.Equal(Enumerable.Range(0, 16).Select(static number => number == 7 ? JobEnding.Retried : JobEnding.Completed), endings);
    }

    private sealed class SeenByMiddleware : IJobMiddleware
    {
        public List<string> Names { get; } = [];

        public Task InvokeAsync(JobContext context, JobPipeline inner, CancellationToken cancellationToken)
        {
            Names.Add(context.Name);
            return inner(context, cancellationToken);
        }
    }
}
