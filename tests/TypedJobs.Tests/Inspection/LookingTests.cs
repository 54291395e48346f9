using System.Text;
using TypedJobs.Beanstalk;
using TypedJobs.Inspection;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Inspection;

/// <summary>What an inspector shows, whichever the server.</summary>
public abstract class LookingTests : InspectorTest
{
    [Fact]
    public async Task Tubes_are_shown_with_their_counts_and_whether_anybody_works_there()
    {
        await PutAsync("b.tube", "1");
        await PutAsync("b.tube", "2", new() { Priority = 3 });
        await PutAsync("b.tube", "3", new() { Delay = TimeSpan.FromHours(1) });
        await BuryAsync(await PutAsync("b.tube", "4"));
        var held = await PutAsync("b.tube", "5");
        Assert.NotNull(await Look.ReserveJobAsync(held.Number, Cancellation));
        await PutAsync("b.tube.failures", "{}");
        await PutAsync("b.tube.failures/7", "{}");
        await Look.WatchAsync("a.tube", Cancellation);

        var tubes = await Inspector.GetTubesAsync(Cancellation);

        Assert.Equal(["a.tube", "b.tube"], tubes.Select(static tube => tube.Name));
        Assert.True(tubes[0] is { HasWorker: true, Watching: 1, Ready: 0, Waiting: 0, IsPaused: false });
        Assert.Equal((2, 1, 1, 1, 1, 5), (tubes[1].Ready, tubes[1].Urgent, tubes[1].Delayed, tubes[1].Reserved, tubes[1].Buried, tubes[1].Total));
        Assert.False(tubes[1].HasWorker);
        Assert.Equal(tubes[1], await Inspector.GetTubeAsync("b.tube", Cancellation));
        Assert.Null(await Inspector.GetTubeAsync("no.tube", Cancellation));
    }

    [Fact]
    public async Task The_first_ready_delayed_and_buried_job_are_shown_as_what_they_are()
    {
        var ready = await PutAsync("test.probe", Probe(1), new() { Priority = 5, TimeToRun = TimeSpan.FromSeconds(70) });
        var delayed = await PutAsync("test.probe", Probe(2), new() { Delay = TimeSpan.FromHours(1) });
        var buried = await PutAsync("test.probe", Probe(3));
        await BuryAsync(buried);

        var first = await Inspector.PeekReadyAsync("test.probe", Cancellation);
        var second = await Inspector.PeekDelayedAsync("test.probe", Cancellation);
        var third = await Inspector.PeekBuriedAsync("test.probe", Cancellation);

        Assert.NotNull(first);
        Assert.Equal((ready, InspectedJobState.Ready, new Probe(1)), (first.Id, first.State, first.Payload));
        Assert.Equal(("test.probe", 1, "e-1", "test.probe"), (first.Name, first.Version, first.EventId, first.Tube));
        Assert.Equal((5u, TimeSpan.FromSeconds(70), 0, 0), (first.Priority, first.TimeToRun, first.Deliveries, first.Failures));
        Assert.NotNull(first.ReadyFor);
        Assert.Equal(Probe(1), Encoding.UTF8.GetString(first.Body.Span));
        Assert.Equal((delayed, InspectedJobState.Delayed, new Probe(2)), (second!.Id, second.State, second.Payload));
        Assert.Equal(TimeSpan.FromHours(1), second.Delay);
        Assert.Null(second.ReadyFor);
        Assert.Equal((buried, InspectedJobState.Buried, new Probe(3), 1), (third!.Id, third.State, third.Payload, third.Burials));
        Assert.DoesNotContain("number", third.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_job_of_an_unknown_type_is_shown_as_its_bytes()
    {
        await PutAsync("other.tube", """{"type":"other.job","data":{"x":1}}""");

        var job = await Inspector.PeekReadyAsync("other.tube", Cancellation);

        Assert.Equal(("other.job", 1, null), (job!.Name, job.Version, job.Payload));
        Assert.Equal("No job 'other.job' in version 1 is known here.", job.PayloadProblem);
        Assert.Equal("""{"type":"other.job","data":{"x":1}}""", Encoding.UTF8.GetString(job.Body.Span));
    }

    [Theory]
    [InlineData("no job", null, "not JSON")]
    [InlineData("""{"type":"test.probe","data":{"number":"x"}}""", "test.probe", "is not a Probe")]
    [InlineData("""{"type":"test.probe"}""", "test.probe", "has no 'data'")]
    public async Task A_body_that_cannot_be_read_is_shown_with_the_reason(string body, string? name, string reason)
    {
        await PutAsync("test.probe", body);

        var job = await Inspector.PeekReadyAsync("test.probe", Cancellation);

        Assert.Equal((name, null), (job!.Name, job.Payload));
        Assert.Contains(reason, job.PayloadProblem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"source":"cat.jpg"}""")]
    [InlineData("""{"source":"cat.jpg","type":"photo","data":3}""")]
    [InlineData("""{"specversion":"1.0","id":"e-1","type":"test.plain","data":{"source":"cat.jpg"}}""")]
    public async Task A_bare_job_is_known_by_its_tube(string body)
    {
        await PutAsync("plain.tube", body);

        var job = await Inspector.PeekReadyAsync("plain.tube", Cancellation);

        Assert.Equal(("test.plain", "cat.jpg"), (job!.Name, Assert.IsType<Plain>(job.Payload).Source));
    }

    [Fact]
    public async Task An_event_that_nobody_knows_is_no_payload_of_a_bare_job()
    {
        await PutAsync("plain.tube", """{"specversion":"1.0","source":"typedjobs","type":"test.plain.before","data":{"source":"cat.jpg"}}""");

        var job = await Inspector.PeekReadyAsync("plain.tube", Cancellation);

        Assert.Equal(("test.plain.before", null), (job!.Name, job.Payload));
    }

    [Theory]
    [InlineData("Main Street, Springfield", "")]
    [InlineData("nowhere", "Its upgrade from version 1 threw (FormatException)")]
    public async Task A_job_of_an_earlier_version_is_shown_upgraded(string address, string problem)
    {
        await PutAsync("letter.send", $$$"""{"type":"letter.send","data":{"number":1,"address":"{{{address}}}"}}""");

        var job = await Inspector.PeekReadyAsync("letter.send", Cancellation);

        Assert.Equal(1, job!.Version);
        Assert.Equal(problem.Length == 0 ? new Letter(1, "Main Street", "Springfield") : null, job.Payload);
        Assert.StartsWith(problem, job.PayloadProblem ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_into_a_tube_that_is_not_there_does_not_make_it()
    {
        Assert.Null(await Inspector.PeekReadyAsync("no.tube", Cancellation));
        Assert.Null(await Inspector.PeekDelayedAsync("no.tube", Cancellation));
        Assert.Null(await Inspector.PeekBuriedAsync("no.tube", Cancellation));
        Assert.Empty(await Inspector.ListFailuresAsync("no.tube", cancellationToken: Cancellation));
        Assert.Equal(0, await Inspector.RequeueAllAsync("no.tube", Cancellation));
        Assert.Equal(0, await Inspector.PurgeAsync("no.tube", cancellationToken: Cancellation));
        Assert.False(await Inspector.PauseAsync("no.tube", TimeSpan.FromMinutes(1), Cancellation));

        Assert.Equal([TubeName.Default], await Look.ListTubesAsync(Cancellation));
    }

    [Fact]
    public async Task An_empty_tube_does_not_live_on_because_it_was_looked_into()
    {
        var id = await PutAsync("gone.tube", "x");
        Assert.NotNull(await Inspector.PeekReadyAsync("gone.tube", Cancellation));

        Assert.True(await Inspector.DeleteAsync(id, Cancellation));
        await Look.UseAsync("default", Cancellation);

        Assert.Null(await Inspector.GetTubeAsync("gone.tube", Cancellation));
    }

    [Fact]
    public async Task One_job_is_found_by_its_id_whatever_its_state()
    {
        var id = await PutAsync("test.probe", Probe(1));
        Assert.Equal(new Probe(1), (await Inspector.FindAsync(id, Cancellation))!.Payload);
        Assert.NotNull(await Look.ReserveJobAsync(id.Number, Cancellation));
        Assert.Equal(InspectedJobState.Reserved, (await Inspector.FindAsync(id, Cancellation))!.State);
        await Look.DeleteAsync(id.Number, Cancellation);
        Assert.Null(await Inspector.FindAsync(id, Cancellation));
    }

    [Fact]
    public async Task A_paused_tube_gives_no_job_until_it_is_resumed()
    {
        await PutAsync("test.probe", Probe(1));
        await Look.WatchAsync("test.probe", Cancellation);

        Assert.True(await Inspector.PauseAsync("test.probe", TimeSpan.FromHours(1), Cancellation));

        var paused = await Inspector.GetTubeAsync("test.probe", Cancellation);
        Assert.True(paused!.IsPaused);
        Assert.InRange(paused.PauseLeft, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        Assert.True((await Look.ReserveAsync(TimeSpan.Zero, Cancellation)).TimedOut);
        Assert.True(await Inspector.ResumeAsync("test.probe", Cancellation));
        Assert.NotNull((await Look.ReserveAsync(TimeSpan.FromSeconds(30), Cancellation)).Job);
        Assert.False((await Inspector.GetTubeAsync("test.probe", Cancellation))!.IsPaused);
    }

    [Fact]
    public async Task A_part_of_a_server_is_all_that_is_seen_and_touched()
    {
        await using var part = new JobInspector(Options with { TubePrefix = "staging." }, new KnownJobs().Add<Probe>());
        var inside = await PutAsync("staging.test.probe", Probe(1));
        var outside = await PutAsync("test.probe", Probe(2));
        await BuryAsync(outside);

        Assert.Equal("test.probe", Assert.Single(await part.GetTubesAsync(Cancellation)).Name);
        var job = await part.PeekReadyAsync("test.probe", Cancellation);
        Assert.Equal((inside, new Probe(1), "test.probe"), (job!.Id, job.Payload, job.Tube));
        Assert.Null(await part.FindAsync(outside, Cancellation));
        Assert.False(await part.RequeueAsync(outside, Cancellation));
        Assert.False(await part.DeleteAsync(outside, Cancellation));
        Assert.Equal(1, await part.PurgeAsync("test.probe", cancellationToken: Cancellation));
        Assert.Equal(JobState.Buried, (await StatsAsync(outside)).State);
    }

    [Fact]
    public async Task An_id_of_another_server_is_refused()
    {
        var elsewhere = JobId.Parse("beanstalk://elsewhere:11300#1");
        Assert.Contains("is of another server", (await Assert.ThrowsAsync<ArgumentException>(async () => await Inspector.FindAsync(elsewhere, Cancellation))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Inspector.RequeueAsync(elsewhere, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Inspector.DeleteAsync(elsewhere, Cancellation));
    }

    [Fact]
    public async Task What_is_cancelled_ends()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Inspector.GetTubesAsync(cancelled.Token));
        await PutAsync("test.probe.failures", """{"job":1}""");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Inspector.ListFailuresAsync("test.probe", cancellationToken: cancelled.Token));
        Assert.Equal(1ul, await RecordsAsync());
    }
}
