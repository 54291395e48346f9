using System.Diagnostics;
using TypedJobs.Brokers;
using TypedJobs.CompilerServices;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Telemetry;

[Collection(nameof(ListensToTheProcess))]
public sealed class SpanTests : ServerTest
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Secret = "a secret of the payload";
    private const int Completed = 111;
    private const int Buried = 113;
    private const int Unreadable = 122;

    [Fact]
    public async Task A_job_is_one_trace_from_its_producer_to_its_handler()
    {
        using var spans = new SpanListener();
        Activity? current = null;
        await using var worker = RunningWorker.Start(Server.Address, (_, _, _) =>
        {
            current = Activity.Current;
            return Task.CompletedTask;
        });

        var id = await worker.Jobs.EnqueueAsync(new Probe(1, Secret), cancellationToken: Cancellation);
        await worker.Log.SeeAsync(Completed, Cancellation);

        var sent = Assert.Single(spans.Ended, static span => span.Kind == ActivityKind.Producer);
        var processed = Assert.Single(spans.Ended, static span => span.Kind == ActivityKind.Consumer);
        Assert.Equal(("send test.probe", "process test.probe"), (sent.DisplayName, processed.DisplayName));
        Assert.Equal((sent.TraceId, sent.SpanId), (processed.TraceId, processed.ParentSpanId));
        Assert.True(processed.HasRemoteParent);
        Assert.Equal(sent.SpanId, Assert.Single(processed.Links).Context.SpanId);
        Assert.Same(processed, current);
        Assert.All([(sent, "send"), (processed, "process")], span =>
        {
            Assert.Equal("beanstalkd", span.Item1.GetTagItem("messaging.system"));
            Assert.Equal("test.probe", span.Item1.GetTagItem("messaging.destination.name"));
            Assert.Equal(span.Item2, span.Item1.GetTagItem("messaging.operation.name"));
            Assert.Equal(span.Item2, span.Item1.GetTagItem("messaging.operation.type"));
            Assert.Equal(id.ToString(), span.Item1.GetTagItem("messaging.message.id"));
            Assert.Equal(ActivityStatusCode.Unset, span.Item1.Status);
            Assert.DoesNotContain(span.Item1.TagObjects, static tag => $"{tag.Value}".Contains(Secret, StringComparison.Ordinal));
        });
        Assert.Equal("complete", processed.GetTagItem("typedjobs.outcome"));
        Assert.DoesNotContain(worker.Log.Entries, static entry => entry.Message.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_current_where_a_job_is_enqueued_is_its_root_and_where_the_worker_started_is_not()
    {
        using var spans = new SpanListener();
        using var starting = new Activity("the start of the worker").Start();
        await using var worker = RunningWorker.Start(Server.Address);
        starting.Stop();
        using var request = new Activity("a request").Start();

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        Assert.Same(request, Activity.Current);
        await worker.Log.SeeAsync(Completed, Cancellation);

        Assert.All(spans.Ended, span => Assert.Equal(request.TraceId, span.TraceId));
    }

    [Theory]
    [InlineData($"00-{Trace}-b7ad6b7169203331-01", true)]
    [InlineData("no trace", false)]
    public async Task A_job_of_another_program_belongs_to_the_trace_that_it_names(string traceParent, bool isOne)
    {
        using var spans = new SpanListener();
        using var starting = new Activity("the start of the worker").Start();
        await using var worker = RunningWorker.Start(Server.Address);

        await PutAsync("test.probe", $$$"""{"type":"test.probe","data":{"number":1},"traceparent":"{{{traceParent}}}"}""");
        await worker.Log.SeeAsync(Completed, Cancellation);

        var processed = Assert.Single(spans.Ended);
        Assert.Equal(isOne, processed.TraceId.ToString() == Trace);
        Assert.Equal(isOne ? "b7ad6b7169203331" : "0000000000000000", processed.ParentSpanId.ToString());
        Assert.NotEqual(starting.TraceId, processed.TraceId);
    }

    [Fact]
    public async Task A_bare_job_is_a_trace_of_its_own_whatever_its_payload_says()
    {
        using var spans = new SpanListener();
        var handlers = new JobHandlers().Add(static () => new AnyHandler<Plain>(static (_, _, _) => Task.CompletedTask));
        await using var worker = RunningWorker.Start<PlainWorker>(Server.Address, handlers);

        await PutAsync("plain.tube", $$$"""{"source":"cat.jpg","traceparent":"00-{{{Trace}}}-b7ad6b7169203331-01"}""");
        await worker.Log.SeeAsync(Completed, Cancellation);

        var processed = Assert.Single(spans.Ended);
        Assert.NotEqual(Trace, processed.TraceId.ToString());
        Assert.Empty(processed.Links);
    }

    [Fact]
    public async Task A_failure_is_an_error_with_its_exception()
    {
        using var spans = new SpanListener();
        await using var worker = RunningWorker.Start(
            Server.Address, static (_, _, _) => throw new InvalidOperationException("The disk is full."), options: new WorkerOptions().BuryOn<Exception>());

        await worker.Jobs.EnqueueAsync(new Probe(1, Secret), cancellationToken: Cancellation);
        await worker.Log.SeeAsync(Buried, Cancellation);

        var processed = Assert.Single(spans.Ended, static span => span.Kind == ActivityKind.Consumer);
        Assert.Equal((ActivityStatusCode.Error, "System.InvalidOperationException"), (processed.Status, processed.GetTagItem("error.type")));
        var thrown = Assert.Single(processed.Events);
        Assert.Equal("exception", thrown.Name);
        Assert.Contains(thrown.Tags, static tag => tag is { Key: "exception.message", Value: "The disk is full." });
        Assert.DoesNotContain(thrown.Tags, static tag => $"{tag.Value}".Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_exception_that_cannot_say_what_it_is_does_not_keep_its_job_from_being_settled()
    {
        using var spans = new SpanListener();
        await using var worker = RunningWorker.Start(Server.Address, static (_, _, _) => throw new Unspeakable(), options: new WorkerOptions().BuryOn<Exception>());

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await worker.Log.SeeAsync(Buried, Cancellation);

        var thrown = Assert.Single(Assert.Single(spans.Ended, static span => span.Kind == ActivityKind.Consumer).Events);
        Assert.Contains(thrown.Tags, static tag => tag.Key == "exception.message" && $"{tag.Value}".Contains("cannot say", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_is_an_error_without_the_payload()
    {
        using var spans = new SpanListener();
        await using var worker = RunningWorker.Start(Server.Address);

        await PutAsync("test.probe", $$$"""{"type":"test.probe","data":{"number":"{{{Secret}}}"}}""");
        await worker.Log.SeeAsync(Unreadable, Cancellation);

        var processed = Assert.Single(spans.Ended);
        Assert.Equal((ActivityStatusCode.Error, "bury"), (processed.Status, processed.GetTagItem("typedjobs.outcome")));
        Assert.DoesNotContain(processed.Events.Single().Tags, static tag => $"{tag.Value}".Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_could_not_be_sent_is_an_error()
    {
        using var spans = new SpanListener();
        var broker = new ScriptedBroker(static (_, _, _) => throw new BrokerException("no", BrokerOutcome.NotSent));

        await Assert.ThrowsAsync<BrokerException>(async () => await new JobClient(broker).EnqueueAsync(new Probe(1), cancellationToken: Cancellation));

        var sent = Assert.Single(spans.Ended);
        Assert.Equal((ActivityStatusCode.Error, "TypedJobs.Brokers.BrokerException"), (sent.Status, sent.GetTagItem("error.type")));
    }

    private sealed class PlainWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } = [JobRoute.Create<Plain, AnyHandler<Plain>>()];
    }
}
