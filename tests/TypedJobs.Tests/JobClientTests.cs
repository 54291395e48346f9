using System.Text;
using System.Text.Json;
using TypedJobs.Brokers;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests;

public sealed class JobClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_put_as_its_contract_says()
    {
        var broker = new ScriptedBroker();

        await new JobClient(broker).EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        var (message, _, timeout) = Assert.Single(broker.Puts);
        Assert.Equal(("test.probe", 77u, TimeSpan.Zero, TimeSpan.FromSeconds(90)), (message.Tube, message.Priority, message.Delay, message.TimeToRun));
        Assert.Equal(TimeSpan.FromSeconds(5), timeout);
    }

    [Fact]
    public async Task Options_override_the_contract()
    {
        var broker = new ScriptedBroker();
        var options = new EnqueueOptions
        {
            Priority = 3,
            Delay = TimeSpan.FromSeconds(10),
            TimeToRun = TimeSpan.FromSeconds(20),
            Timeout = TimeSpan.FromSeconds(30),
        };

        await new JobClient(broker).EnqueueAsync(new Probe(1), options, Cancellation);

        var (message, _, timeout) = Assert.Single(broker.Puts);
        Assert.Equal((3u, options.Delay, options.TimeToRun, options.Timeout), (message.Priority, message.Delay, message.TimeToRun, timeout));
    }

    public static TheoryData<string, EnqueueOptions> OutOfRange => new()
    {
        { "EnqueueOptions.Delay", new EnqueueOptions { Delay = TimeSpan.FromSeconds(-1) } },
        { "EnqueueOptions.Delay", new EnqueueOptions { Delay = TimeSpan.FromSeconds(uint.MaxValue + 1.0) } },
        { "EnqueueOptions.TimeToRun", new EnqueueOptions { TimeToRun = TimeSpan.Zero } },
        { "EnqueueOptions.TimeToRun", new EnqueueOptions { TimeToRun = TimeSpan.MaxValue } },
        { "EnqueueOptions.Timeout", new EnqueueOptions { Timeout = TimeSpan.Zero } },
        { "EnqueueOptions.Timeout", new EnqueueOptions { Timeout = TimeSpan.FromDays(25) } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public async Task An_option_out_of_range_is_named_and_nothing_is_sent(string name, EnqueueOptions options)
    {
        var broker = new ScriptedBroker();
        var jobs = new JobClient(broker);

        var one = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await jobs.EnqueueAsync(new Probe(1), options, Cancellation));
        var many = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await jobs.EnqueueBatchAsync([new Probe(1)], options, Cancellation));

        Assert.StartsWith(name + " is ", one.Message, StringComparison.Ordinal);
        Assert.Equal(one.Message, many.Message);
        Assert.Empty(broker.Puts);
    }

    [Fact]
    public void A_clients_own_option_out_of_range_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new JobClient(new ScriptedBroker(), new() { EnqueueTimeout = TimeSpan.Zero }));

        Assert.StartsWith("JobClientOptions.EnqueueTimeout is ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_has_many_puts_on_their_way_and_keeps_its_order()
    {
        var mostAtOnce = 0;
        var atOnce = 0;
        var firstAnswered = false;
        var broker = new ScriptedBroker(async (index, _, _) =>
        {
            Assert.True(index == 0 || firstAnswered, "the first put finds out whether the broker is there");
            mostAtOnce = Math.Max(mostAtOnce, Interlocked.Increment(ref atOnce));
            await Task.Yield();
            firstAnswered = true;
            Interlocked.Decrement(ref atOnce);
            return ScriptedBroker.Id(index);
        });

        var ids = await new JobClient(broker).EnqueueBatchAsync(Enumerable.Range(0, 1000).Select(static number => new Probe(number)), cancellationToken: Cancellation);

        Assert.Equal(Enumerable.Range(0, 1000).Select(ScriptedBroker.Id), ids);
        Assert.All(broker.Puts.Index(), put => Assert.Contains($"\"number\":{put.Index}}}", Encoding.UTF8.GetString(put.Item.Body), StringComparison.Ordinal));
        Assert.InRange(mostAtOnce, 2, 256);
    }

    [Fact]
    public async Task Bytes_on_their_way_are_not_overwritten_by_later_jobs()
    {
        var answers = new List<TaskCompletionSource>();
        var broker = new ScriptedBroker(async (index, _, _) =>
        {
            if (index > 0)
            {
                var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                answers.Add(answer);
                await answer.Task;
            }

            return ScriptedBroker.Id(index);
        });

        var batch = new JobClient(broker).EnqueueBatchAsync(Enumerable.Range(0, 200).Select(static number => new Probe(number)), cancellationToken: Cancellation);

        // The first has its answer, so its buffer is free.
        Assert.All(broker.Puts.Skip(1), static put => Assert.Equal(put.Body, put.Message.Body.ToArray()));
        answers.ForEach(static answer => answer.SetResult());
        Assert.Equal(200, (await batch).Count);
    }

    [Fact]
    public async Task A_batch_that_fails_in_the_middle_tells_which_jobs_are_enqueued()
    {
        var broker = new ScriptedBroker((index, _, _) => index == 3
            ? ValueTask.FromException<JobId>(new BrokerException("no room", BrokerOutcome.Answered))
            : new(ScriptedBroker.Id(index)));

        var error = await Assert.ThrowsAsync<BatchEnqueueException>(
            async () => await new JobClient(broker).EnqueueBatchAsync(Enumerable.Range(0, 1000).Select(static number => new Probe(number)), cancellationToken: Cancellation));

        Assert.Equal(BrokerOutcome.Answered, error.Outcome);
        Assert.Equal(1000, error.Ids.Count);
        Assert.Equal([.. Enumerable.Range(0, 3).Select(ScriptedBroker.Id)], error.Ids.Take(3).Select(static id => id!.Value));
        Assert.Null(error.Ids[3]);
        Assert.Null(error.Ids[999]);
        Assert.InRange(broker.Puts.Count, 4, 4 + 256);
        Assert.Contains("Job 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("no room", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Ids.Count(static id => id is not null), broker.Puts.Count - 1);
    }

    [Fact]
    public async Task One_put_without_an_answer_makes_a_batch_unknown()
    {
        var failures = new Dictionary<int, BrokerOutcome> { [1] = BrokerOutcome.NotSent, [2] = BrokerOutcome.Unknown, [3] = BrokerOutcome.NotSent };
        var begun = new TaskCompletionSource();
        var broker = new ScriptedBroker(async (index, _, _) =>
        {
            if (index == 3)
            {
                begun.SetResult();
            }

            if (failures.TryGetValue(index, out var outcome))
            {
                await begun.Task;
                throw new BrokerException("lost", outcome);
            }

            return ScriptedBroker.Id(index);
        });

        var error = await Assert.ThrowsAsync<BatchEnqueueException>(
            async () => await new JobClient(broker).EnqueueBatchAsync(Enumerable.Range(0, 4).Select(static number => new Probe(number)), cancellationToken: Cancellation));

        Assert.Equal(BrokerOutcome.Unknown, error.Outcome);
        Assert.NotNull(error.Ids[0]);
    }

    [Fact]
    public async Task A_job_that_cannot_be_written_does_not_hide_those_before_it()
    {
        var error = await Assert.ThrowsAsync<BatchEnqueueException>(async () => await new JobClient(new ScriptedBroker())
            .EnqueueBatchAsync([new Unwritable(false), new Unwritable(true), new Unwritable(false)], cancellationToken: Cancellation));

        Assert.Equal(BrokerOutcome.NotSent, error.Outcome);
        Assert.NotNull(error.Ids[0]);
        Assert.IsType<JsonException>(error.InnerException);
    }

    [Fact]
    public async Task A_job_that_cannot_be_written_is_named_with_the_reason_and_nothing_is_sent()
    {
        var broker = new ScriptedBroker();

        var error = await Assert.ThrowsAsync<JsonException>(
            async () => await new JobClient(broker).EnqueueAsync(new Unwritable(true), cancellationToken: Cancellation));

        Assert.Equal("The job 'test.unwritable' cannot be written as JSON, at $: This job cannot be written.", error.Message);
        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.Empty(broker.Puts);
    }

    [Fact]
    public async Task A_null_in_a_batch_is_named_and_nothing_is_sent()
    {
        var broker = new ScriptedBroker();

        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await new JobClient(broker).EnqueueBatchAsync([new Probe(1), null!], cancellationToken: Cancellation));

        Assert.Contains("Job 1 of the batch", error.Message, StringComparison.Ordinal);
        Assert.Empty(broker.Puts);
    }

    [Fact]
    public async Task An_empty_batch_is_nothing()
    {
        var broker = new ScriptedBroker();

        Assert.Empty(await new JobClient(broker).EnqueueBatchAsync<Probe>([], cancellationToken: Cancellation));
        Assert.Empty(broker.Puts);
    }

    [Fact]
    public async Task A_cancelled_batch_ends_as_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        var broker = new ScriptedBroker(async (index, _, token) =>
        {
            if (index == 2)
            {
                await cancelled.CancelAsync();
            }

            token.ThrowIfCancellationRequested();
            return ScriptedBroker.Id(index);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await new JobClient(broker).EnqueueBatchAsync(Enumerable.Range(0, 10).Select(static number => new Probe(number)), cancellationToken: cancelled.Token));
    }

    [Fact]
    public async Task A_batch_that_is_cancelled_after_a_failure_does_not_say_that_what_was_on_its_way_was_not_sent()
    {
        using var cancelled = new CancellationTokenSource();
        var broker = new ScriptedBroker(async (index, _, token) =>
        {
            if (index == 1)
            {
                throw new BrokerException("JOB_TOO_BIG", BrokerOutcome.Answered);
            }

            if (index > 1)
            {
                await cancelled.CancelAsync();
                token.ThrowIfCancellationRequested();
            }

            return ScriptedBroker.Id(index);
        });

        var error = await Assert.ThrowsAsync<BatchEnqueueException>(
            async () => await new JobClient(broker).EnqueueBatchAsync(Enumerable.Range(0, 3).Select(static number => new Probe(number)), cancellationToken: cancelled.Token));

        Assert.Equal(BrokerOutcome.Unknown, error.Outcome);
        Assert.Equal([ScriptedBroker.Id(0), null, null], error.Ids);
    }
}
