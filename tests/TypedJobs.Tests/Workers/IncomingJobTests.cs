using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk;
using TypedJobs.CompilerServices;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

/// <summary>What comes from the queue: jobs, jobs of others, and what is none.</summary>
public sealed class IncomingJobTests : ServerTest
{
    private const int Completed = 111;
    private const int Unknown = 121;
    private const int Unreadable = 122;

    [Fact]
    public async Task A_job_reaches_its_handler_with_all_that_is_known_of_it_and_leaves_the_queue()
    {
        var handled = new TaskCompletionSource<(Versioned Job, JobContext Context)>();
        await using var worker = RunningWorker.Start(Server.Address, versioned: (job, context) => handled.SetResult((job, context)));
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
        Assert.Null(await Look.PeekAsync(id.Number, Cancellation));
    }

    [Theory]
    [InlineData("test.probe", """{"type":"test.probe","data":{"number":5}}""", null)]
    [InlineData("test.probe", """{"data":{"text":"","number":5},"x":[],"type":"test\u002eprobe"}""", null)]
    [InlineData("test.probe", """ {"jobversion":"1", "id":"php-1","data":{"number":5,"stranger":{}},"type":"test.probe"} """, "php-1")]
    public async Task An_event_from_elsewhere_is_a_job(string tube, string body, string? eventId)
    {
        var handled = new TaskCompletionSource<(Probe Job, JobContext Context)>();
        await using var worker = RunningWorker.Start(Server.Address, (job, context, _) =>
        {
            handled.SetResult((job, context));
            return Task.CompletedTask;
        });

        var id = await PutAsync(tube, body);

        var (job, context) = await handled.Task.WaitAsync(Cancellation);
        Assert.Equal(new Probe(5), job);
        Assert.Equal(eventId ?? $"{Server.Address}#{id}", context.EventId);
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
        await using var worker = RunningWorker.Start(Server.Address, (_, _, _) => throw new InvalidOperationException("The handler must not run."));

        var id = await PutAsync("test.probe", body, new() { Priority = 31 });

        var log = await worker.Log.SeeAsync(Unreadable, Cancellation);
        Assert.Equal(LogLevel.Error, log.Level);
        Assert.Contains($"{Server.Address}#{id}", log.Message, StringComparison.Ordinal);
        Assert.All(reasons, reason => Assert.Contains(reason, log.Message, StringComparison.Ordinal));
        var stats = (await Look.StatsJobAsync(id, Cancellation))!;
        Assert.Equal((JobState.Buried, 31u, 0ul), (stats.State, stats.Priority, stats.Releases));
        Assert.DoesNotContain("must not run", log.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_for_which_there_was_no_memory_can_be_read_and_comes_again()
    {
        var handled = new TaskCompletionSource<int>();
        var handlers = new JobHandlers().Add(() => new AnyHandler<Hungry>((job, _, _) =>
        {
            handled.SetResult(job.Number);
            return Task.CompletedTask;
        }));
        await using var worker = RunningWorker.Start<HungryWorker>(Server.Address, handlers);

        await worker.Jobs.EnqueueAsync(new Hungry(5), cancellationToken: Cancellation);

        Assert.Equal(5, await handled.Task.WaitAsync(Cancellation));
        Assert.Equal(0, await CountAsync("cmd-bury"));
    }

    [Fact]
    public async Task A_name_that_somebody_else_wrote_cannot_forge_lines_of_the_log()
    {
        await using var worker = RunningWorker.Start(Server.Address);

        await PutAsync("test.probe", """{"type":"evil\nname","data":{}}""");

        Assert.Contains("evil?name", (await worker.Log.SeeAsync(Unknown, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_can_an_event_id_and_the_handler_has_it_letter_by_letter()
    {
        var handled = new TaskCompletionSource<string>();
        await using var worker = RunningWorker.Start(Server.Address, (_, context, _) =>
        {
            handled.SetResult(context.EventId);
            return Task.CompletedTask;
        });

        await PutAsync("test.probe", """{"type":"test.probe","id":"evil\nid é","data":{"number":1}}""");

        Assert.Equal("evil\nid é", await handled.Task.WaitAsync(Cancellation));
        Assert.Contains("evil?id é", (await worker.Log.SeeAsync(Completed, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_a_payload_is_logged()
    {
        await using var worker = RunningWorker.Start(Server.Address, static (_, context, _) =>
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

    /// <summary>A job that needs more memory than there is, when it is made for the second time: in the worker.</summary>
    private sealed record Hungry(int Number) : IJob<Hungry>
    {
        private static int _made;

        public int Number { get; } = Interlocked.Increment(ref _made) == 2 ? throw new InsufficientMemoryException() : Number;

        public static JobContract<Hungry> Contract { get; } = new()
        {
            Name = "test.hungry",
            Tube = "test.hungry",
            JsonTypeInfo = (JsonTypeInfo<Hungry>)JsonSerializerOptions.Web.GetTypeInfo(typeof(Hungry)),
        };
    }

    private sealed class HungryWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } = [JobRoute.Create<Hungry, AnyHandler<Hungry>>()];
    }
}
