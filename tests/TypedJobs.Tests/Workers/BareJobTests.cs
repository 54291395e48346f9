using System.Text;
using TypedJobs.Beanstalk;
using TypedJobs.CompilerServices;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class BareJobTests : ServerTest
{
    private const int Unreadable = 122;
    private const int Snoozed = 119;
    private const int Unknown = 121;

    private readonly TaskCompletionSource<(Plain Job, JobContext Context)> _handled = new();

    [Theory]
    [InlineData("""{"source":"cat.jpg"}""", null)]
    [InlineData(""" {"stranger":[], "source":"cat.jpg"} """, null)]
    [InlineData("""{"source":"cat.jpg","type":"test.probe","data":7}""", "test.probe")]
    [InlineData("""{"type":"test.plain","data":{"source":"cat.jpg"}}""", null)]
    [InlineData("""{"specversion":"1.0","id":"e-1","source":"x","type":"test.plain","data":{"source":"cat.jpg"}}""", null)]
    public async Task A_plain_payload_is_the_job_and_an_event_is_one_too(string body, string? type)
    {
        await using var worker = Start((job, context) => _handled.SetResult((job, context)));

        var id = await PutAsync("plain.tube", body);

        var (job, context) = await _handled.Task.WaitAsync(Cancellation);
        Assert.Equal(("cat.jpg", type), (job.Source, job.Type));
        Assert.Equal(body.Contains("e-1", StringComparison.Ordinal) ? "e-1" : $"{Server.Address}#{id}", context.EventId);
        await UntilAsync(id, static stats => stats is null);
    }

    [Fact]
    public async Task What_is_enqueued_is_the_payload_and_nothing_else()
    {
        var broker = new ScriptedBroker();

        await new JobClient(broker).EnqueueAsync(new Plain("cat.jpg"), cancellationToken: Cancellation);

        Assert.Equal("""{"source":"cat.jpg","type":null,"data":null}""", Encoding.UTF8.GetString(broker.Puts[0].Body));
        Assert.Equal("plain.tube", broker.Puts[0].Message.Tube);
    }

    [Fact]
    public async Task A_snoozed_one_comes_again_in_an_event()
    {
        await using var worker = Start((job, context) =>
        {
            if (context.SnoozeCount == 0)
            {
                context.Snooze(TimeSpan.Zero);
            }
            else
            {
                _handled.SetResult((job, context));
            }
        });

        var id = await PutAsync("plain.tube", """{"source":"cat.jpg"}""");

        var (job, context) = await _handled.Task.WaitAsync(Cancellation);
        await worker.Log.SeeAsync(Snoozed, Cancellation);
        Assert.Equal(("cat.jpg", 1, $"{Server.Address}#{id}"), (job.Source, context.SnoozeCount, context.EventId));
        Assert.NotEqual(id, context.Id.Number);
    }

    [Theory]
    [InlineData("cat.jpg", "test.plain")]
    [InlineData("""{"width":5}""", "source")]
    [InlineData("""{"type":"test.probe","data":{"number":5}}""", "$.data")]
    public async Task One_that_cannot_be_read_is_buried_and_never_another_job(string body, string says)
    {
        await using var worker = Start((_, _) => throw new InvalidOperationException("The handler must not run."));

        var id = await PutAsync("plain.tube", body);

        Assert.Contains(says, (await worker.Log.SeeAsync(Unreadable, Cancellation)).Message, StringComparison.Ordinal);
        Assert.Equal(JobState.Buried, (await StatsAsync(id)).State);
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","source":"typedjobs","type":"test.plain.before","data":{"source":"cat.jpg"}}""")]
    [InlineData("""{"specversion":"1.0","source":"typedjobs","type":"test.plain","jobversion":2,"data":{"picture":"cat.jpg"}}""")]
    public async Task An_event_that_the_worker_does_not_know_goes_back_and_is_not_taken_for_a_payload(string body)
    {
        await using var worker = Start((_, _) => throw new InvalidOperationException("The handler must not run."));

        var id = await PutAsync("plain.tube", body);

        await worker.Log.SeeAsync(Unknown, Cancellation);
        Assert.Equal(JobState.Delayed, (await StatsAsync(id)).State);
    }

    [Fact]
    public async Task Other_tubes_of_the_worker_take_events_only()
    {
        await using var worker = Start((_, _) => throw new InvalidOperationException("The handler must not run."));

        var id = await PutAsync("test.probe", """{"source":"cat.jpg"}""");

        Assert.Contains("no 'type'", (await worker.Log.SeeAsync(Unreadable, Cancellation)).Message, StringComparison.Ordinal);
        Assert.Equal(JobState.Buried, (await StatsAsync(id)).State);
    }

    private RunningWorker Start(Action<Plain, JobContext> handle)
    {
        var handlers = new JobHandlers()
            .Add(() => new AnyHandler<Probe>(static (_, _, _) => throw new InvalidOperationException("The handler must not run.")))
            .Add(() => new AnyHandler<Plain>((job, context, _) =>
            {
                handle(job, context);
                return Task.CompletedTask;
            }));
        return RunningWorker.Start<PlainWorker>(Server.Address, handlers);
    }

    private sealed class PlainWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } =
            [JobRoute.Create<Probe, AnyHandler<Probe>>(), JobRoute.Create<Plain, AnyHandler<Plain>>()];
    }
}
