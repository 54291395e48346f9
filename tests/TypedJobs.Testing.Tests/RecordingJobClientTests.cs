using System.Text.Json;
using TypedJobs.Testing.Tests.Support;
using Xunit;

namespace TypedJobs.Testing.Tests;

public sealed class RecordingJobClientTests
{
    private readonly RecordingJobClient _jobs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_enqueued_is_recorded_as_a_worker_would_see_it()
    {
        var id = await _jobs.EnqueueProbeAsync(new("a") { NotCarried = "b" }, cancellationToken: Cancellation);
        await _jobs.EnqueueSetGradeAsync(new(Grade.Bad), cancellationToken: Cancellation);

        var probe = _jobs.SingleEnqueued<Probe>();
        Assert.Equal((id, "probe", "probe", TimeSpan.Zero, 1024u), (probe.Id, probe.Name, probe.Tube, probe.Delay, probe.Priority));
        Assert.Equal((new Probe("a"), """{"text":"a"}""", TimeSpan.FromSeconds(3)), (probe.Job, probe.Json, probe.TimeToRun));
        var grade = _jobs.SingleEnqueued<SetGrade>();
        Assert.Equal((new SetGrade(Grade.Bad), """{"grade":"Bad"}""", TimeSpan.FromSeconds(90), 7u), (grade.Job, grade.Json, grade.Delay, grade.Priority));
        Assert.Equal(["probe", "grade.set"], _jobs.AllEnqueued.Select(static job => job.Name));
        Assert.NotEqual(probe.Id, grade.Id);
    }

    [Fact]
    public async Task What_one_job_has_of_its_own_comes_before_what_it_declares()
    {
        await _jobs.EnqueueSetGradeAsync(
            new(Grade.Good), new EnqueueOptions { Priority = 0, Delay = TimeSpan.FromHours(1), TimeToRun = TimeSpan.FromMinutes(9) }, Cancellation);

        var grade = _jobs.SingleEnqueued<SetGrade>();
        Assert.Equal((0u, TimeSpan.FromHours(1), TimeSpan.FromMinutes(9)), (grade.Priority, grade.Delay, grade.TimeToRun));
        Assert.Equal("grade.set {\"grade\":\"Good\"} (priority 0, delay 01:00:00)", grade.ToString());
    }

    [Fact]
    public async Task Batches_and_bare_jobs_are_recorded_too()
    {
        var ids = await _jobs.EnqueueBatchAsync([new Plain("a"), new Plain("b")], cancellationToken: Cancellation);

        Assert.Equal(ids, _jobs.Enqueued<Plain>().Select(static plain => plain.Id));
        Assert.Equal([new Plain("a"), new Plain("b")], _jobs.Enqueued<Plain>().Select(static plain => plain.Job));
        Assert.Empty(_jobs.Enqueued<Probe>());
    }

    [Fact]
    public async Task The_job_that_is_not_there_is_told_with_those_that_are()
    {
        Assert.Equal(
            "Expected a single 'probe' (Probe) to be enqueued, but nothing was enqueued at all.",
            Assert.Throws<JobTestException>(() => _jobs.SingleEnqueued<Probe>()).Message);

        await _jobs.EnqueueOtherAsync(new("a"), cancellationToken: Cancellation);
        await _jobs.EnqueueSetGradeAsync(new(Grade.Good), cancellationToken: Cancellation);

        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "Expected a single 'probe' (Probe) to be enqueued, but none was. Enqueued instead:",
                "  other {\"text\":\"a\"} (priority 1024)",
                "  grade.set {\"grade\":\"Good\"} (priority 7, delay 00:01:30)"),
            Assert.Throws<JobTestException>(() => _jobs.SingleEnqueued<Probe>()).Message);
    }

    [Fact]
    public async Task Of_several_the_one_that_fits_is_found()
    {
        await _jobs.EnqueueBatchAsync([new Probe("a"), new Probe("b"), new Probe("b")], cancellationToken: Cancellation);

        Assert.Equal(new Probe("a"), _jobs.SingleEnqueued<Probe>(static probe => probe.Text == "a").Job);
        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "Expected a single 'probe' (Probe) that fits to be enqueued, but 2 were:",
                "  probe {\"text\":\"b\"} (priority 1024)",
                "  probe {\"text\":\"b\"} (priority 1024)"),
            Assert.Throws<JobTestException>(() => _jobs.SingleEnqueued<Probe>(static probe => probe.Text == "b")).Message);
    }

    [Fact]
    public async Task A_job_that_would_not_arrive_is_refused()
    {
        var oneWay = await Assert.ThrowsAsync<JobTestException>(async () => await _jobs.EnqueueOneWayAsync(new("a"), cancellationToken: Cancellation));
        var growing = await Assert.ThrowsAsync<JobTestException>(async () => await _jobs.EnqueueGrowingAsync(new("a"), cancellationToken: Cancellation));
        await Assert.ThrowsAsync<JsonException>(async () => await _jobs.EnqueueSetGradeAsync(new((Grade)5), cancellationToken: Cancellation));

        Assert.StartsWith("No worker could read this 'one-way', which was written as {\"text\":\"a\"}.", oneWay.Message, StringComparison.Ordinal);
        Assert.Contains("There is no way back.", oneWay.Message, StringComparison.Ordinal);
        Assert.Equal(
            "A worker would see another 'growing' than was enqueued. Written: {\"text\":\"+a\"} Read and written again: {\"text\":\"++a\"}",
            growing.Message);
        Assert.Empty(_jobs.AllEnqueued);
    }

    [Fact]
    public async Task What_arrives_in_another_order_is_the_same_only_where_there_is_none()
    {
        await _jobs.EnqueueLabelAsync(new(["b", "a", "c"], new() { ["y"] = 1, ["x"] = 2 }), cancellationToken: Cancellation);

        var error = await Assert.ThrowsAsync<JobTestException>(async () => await _jobs.EnqueueTravelAsync(new(new(1, 2)), cancellationToken: Cancellation));

        Assert.Contains("""Written: {"place":{"lat":1,"lon":2}} Read and written again: {"place":{"lat":2,"lon":1}}""", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_and_arguments_are_checked_as_in_production()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await _jobs.EnqueueProbeAsync(new("a"), new EnqueueOptions { Delay = TimeSpan.FromSeconds(-1) }, Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _jobs.EnqueueAsync<Probe>(null!, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _jobs.EnqueueBatchAsync<Probe>([null!], cancellationToken: Cancellation));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _jobs.EnqueueProbeAsync(new("a"), cancellationToken: new CancellationToken(true)));
    }

    [Fact]
    public async Task Another_client_gets_the_jobs_as_well()
    {
        var outer = new RecordingJobClient(_jobs);

        var id = await outer.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);
        await outer.EnqueueBatchAsync([new Probe("b")], cancellationToken: Cancellation);

        Assert.Equal(_jobs.AllEnqueued.Select(static job => job.Id), outer.AllEnqueued.Select(static job => job.Id));
        Assert.Equal(id, outer.AllEnqueued[0].Id);
    }

    [Fact]
    public void No_test_framework_is_referenced()
        => Assert.DoesNotContain(
            typeof(RecordingJobClient).Assembly.GetReferencedAssemblies(),
            static assembly => assembly.Name!.StartsWith("xunit", StringComparison.OrdinalIgnoreCase)
                || assembly.Name.StartsWith("nunit", StringComparison.OrdinalIgnoreCase)
                || assembly.Name.Contains("VisualStudio", StringComparison.Ordinal));
}
