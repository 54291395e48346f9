using TypedJobs.Beanstalk;
using TypedJobs.Inspection;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Inspection;

/// <summary>How failures are found and mended, whichever the server.</summary>
public abstract class FailureTests : InspectorTest
{
    [Fact]
    public async Task Failures_are_listed_with_reason_attempts_and_payload()
    {
        var id = await PutAsync("test.probe", Probe(7));
        await FailAsync(1);

        var failed = Assert.Single(await Inspector.ListFailuresAsync("test.probe", cancellationToken: Cancellation));

        Assert.Equal((id, "test.probe", "e-7", new Probe(7)), (failed.Id, failed.Name, failed.Job.EventId, failed.Job.Payload));
        Assert.Equal((1, "number 7 failed"), (failed.Attempts, failed.Reason));
        Assert.Equal(("System.InvalidOperationException", "number 7 failed"), (failed.ErrorType, failed.ErrorMessage));
        Assert.Contains(nameof(InspectorTest), failed.ErrorStack, StringComparison.Ordinal);
        Assert.EndsWith(nameof(ProbeWorker), failed.Worker, StringComparison.Ordinal);
        Assert.InRange(failed.BuriedAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task A_look_at_many_leaves_their_records_as_they_were()
    {
        const int Many = 150;
        for (var number = 0; number < Many; number++)
        {
            await PutAsync("test.probe", Probe(number));
        }

        await FailAsync(Many);
        await Look.UseAsync("test.probe.failures", Cancellation);
        var first = await Look.PeekReadyAsync(Cancellation);
        var before = await first!.StatsAsync(Cancellation);

        var listed = await Inspector.ListFailuresAsync("test.probe", cancellationToken: Cancellation);

        Assert.Equal(Enumerable.Range(0, Many), listed.Select(static failed => ((Probe)failed.Job.Payload!).Number).Order());
        Assert.Equal(listed.OrderBy(static failed => failed.BuriedAt), listed);
        Assert.Equal((ulong)Many, await RecordsAsync());
        var after = await Look.PeekReadyAsync(Cancellation);
        Assert.Equal(first.Id, after!.Id);
        var then = await after.StatsAsync(Cancellation);
        Assert.Equal((before!.Priority, before.Releases, before.Timeouts), (then!.Priority, then.Releases, then.Timeouts));
        Assert.Equal(10, (await Inspector.ListFailuresAsync("test.probe", limit: 10, Cancellation)).Count);
    }

    [Fact]
    public async Task Two_that_list_at_once_lose_nothing()
    {
        for (var number = 0; number < 20; number++)
        {
            await PutAsync("test.probe", Probe(number));
        }

        await FailAsync(20);
        await using var other = new JobInspector(Options);

        var both = await Task.WhenAll(
            Inspector.ListFailuresAsync("test.probe", cancellationToken: Cancellation).AsTask(),
            other.ListFailuresAsync("test.probe", cancellationToken: Cancellation).AsTask());

        // One may have met the other five times; whoever looks alone sees all.
        Assert.All(both, static list => Assert.InRange(list.Count, 0, 20));
        Assert.Equal(20, (await Inspector.ListFailuresAsync("test.probe", cancellationToken: Cancellation)).Count);
        Assert.Equal(20ul, await RecordsAsync());
    }

    [Fact]
    public async Task What_is_no_record_is_left_alone_and_records_of_jobs_that_are_gone_are_dropped()
    {
        await PutAsync("test.probe.failures", "somebody else's");
        var gone = await PutAsync("test.probe", Probe(1));
        var stays = await PutAsync("test.probe", Probe(2));
        await FailAsync(2);
        await Look.DeleteAsync(gone.Number, Cancellation);

        Assert.Equal(stays, Assert.Single(await Inspector.ListFailuresAsync("test.probe", cancellationToken: Cancellation)).Id);

        Assert.Equal(2ul, await RecordsAsync());
    }

    [Fact]
    public async Task A_job_that_was_buried_twice_is_listed_once_with_the_last_reason()
    {
        var id = await PutAsync("test.probe", Probe(1));
        await FailAsync(1, error: static _ => new InvalidOperationException("the first"));
        Assert.True(await Inspector.RequeueAsync(id, Cancellation));
        Assert.Empty(await Inspector.ListFailuresAsync("test.probe", cancellationToken: Cancellation));
        await FailAsync(1, error: static _ => new InvalidOperationException("the second"));

        var failed = Assert.Single(await Inspector.ListFailuresAsync("test.probe", cancellationToken: Cancellation));

        Assert.Equal((id, "the second", 2), (failed.Id, failed.Reason, failed.Job.Burials));
    }

    [Fact]
    public async Task One_is_requeued_by_its_id()
    {
        var id = await PutAsync("test.probe", Probe(1));
        Assert.False(await Inspector.RequeueAsync(id, Cancellation));
        await BuryAsync(id);

        Assert.True(await Inspector.RequeueAsync(id, Cancellation));

        Assert.Equal(JobState.Ready, (await StatsAsync(id)).State);
        Assert.False(await Inspector.RequeueAsync(IdOf(4_711), Cancellation));
    }

    [Fact]
    public async Task Those_that_match_are_requeued_and_their_records_dropped()
    {
        for (var number = 0; number < 10; number++)
        {
            await PutAsync("test.probe", Probe(number));
        }

        await FailAsync(10);

        var requeued = await Inspector.RequeueWhereAsync("test.probe", static failed => failed.Job.Payload is Probe { Number: < 3 }, Cancellation);

        Assert.Equal(3, requeued);
        var tube = await Inspector.GetTubeAsync("test.probe", Cancellation);
        Assert.Equal((3, 7), (tube!.Ready, tube.Buried));
        Assert.Equal(7ul, await RecordsAsync());
    }

    [Fact]
    public async Task All_are_requeued_with_and_without_a_record_and_delayed_jobs_go_on_waiting()
    {
        await PutAsync("test.probe", Probe(1));
        await PutAsync("test.probe", Probe(2));
        await FailAsync(2);
        await BuryAsync(await PutAsync("test.probe", Probe(3)));
        var delayed = await PutAsync("test.probe", Probe(4), new() { Delay = TimeSpan.FromHours(1) });

        Assert.Equal(3, await Inspector.RequeueAllAsync("test.probe", Cancellation));

        var tube = await Inspector.GetTubeAsync("test.probe", Cancellation);
        Assert.Equal((3, 0, 1), (tube!.Ready, tube.Buried, tube.Delayed));
        Assert.Equal(JobState.Delayed, (await StatsAsync(delayed)).State);
        Assert.Equal(0ul, await RecordsAsync());
        Assert.Equal(0, await Inspector.RequeueAllAsync("test.probe", Cancellation));
    }

    [Theory]
    [InlineData("""{"job":%,"eventId":"e-2","name":"test.probe","attempts":5,"reason":"of another event"}""")]
    [InlineData("""{"job":%,"name":"test.other","attempts":5,"reason":"of another name"}""")]
    public async Task A_record_of_a_job_that_had_the_number_before_is_not_taken_for_the_new_jobs(string record)
    {
        var id = await PutAsync("test.probe", Probe(1));
        await PutAsync("test.probe.failures", record.Replace("%", $"{id.Number}", StringComparison.Ordinal));
        await BuryAsync(id);

        Assert.Empty(await Inspector.ListFailuresAsync("test.probe", cancellationToken: Cancellation));
        Assert.Equal(0, await Inspector.DeleteWhereAsync("test.probe", static _ => true, Cancellation));

        Assert.Equal(JobState.Buried, (await StatsAsync(id)).State);
        Assert.Equal(0ul, await RecordsAsync());
    }

    [Fact]
    public async Task A_record_of_a_number_that_is_of_another_tube_by_now_is_dropped()
    {
        var id = await PutAsync("elsewhere", Probe(1));
        await PutAsync("test.probe.failures", $$"""{"job":{{id.Number}},"eventId":"e-1","name":"test.probe","attempts":5,"reason":"before"}""");

        Assert.Empty(await Inspector.ListFailuresAsync("test.probe", cancellationToken: Cancellation));

        Assert.Equal(0ul, await RecordsAsync());
        Assert.Equal(JobState.Ready, (await StatsAsync(id)).State);
    }

    [Fact]
    public async Task Those_that_match_are_deleted_with_their_records()
    {
        var deleted = await PutAsync("test.probe", Probe(1));
        var kept = await PutAsync("test.probe", Probe(2));
        await FailAsync(2);

        Assert.Equal(1, await Inspector.DeleteWhereAsync("test.probe", static failed => failed.Reason == "number 1 failed", Cancellation));

        Assert.Null(await Look.StatsJobAsync(deleted.Number, Cancellation));
        Assert.Equal(JobState.Buried, (await StatsAsync(kept)).State);
        Assert.Equal(1ul, await RecordsAsync());
    }

    [Fact]
    public async Task A_held_job_is_neither_deleted_nor_purged()
    {
        var held = await PutAsync("test.probe", Probe(1));
        Assert.NotNull(await Look.ReserveJobAsync(held.Number, Cancellation));

        Assert.False(await Inspector.DeleteAsync(held, Cancellation));
        Assert.Equal(0, await Inspector.PurgeAsync("test.probe", cancellationToken: Cancellation));

        Assert.Equal(JobState.Reserved, (await StatsAsync(held)).State);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Inspector.PurgeAsync("test.probe", InspectedJobState.Reserved, Cancellation));
    }

    [Theory]
    [InlineData(null, 4, 0, 0, 0)]
    [InlineData(InspectedJobState.Ready, 1, 0, 1, 2)]
    [InlineData(InspectedJobState.Delayed, 1, 1, 0, 2)]
    [InlineData(InspectedJobState.Buried, 2, 1, 1, 0)]
    public async Task A_tube_is_purged_as_a_whole_or_of_one_state(InspectedJobState? state, int deleted, int ready, int delayed, int buried)
    {
        await PutAsync("test.probe", Probe(1));
        await PutAsync("test.probe", Probe(2));
        await FailAsync(2);
        await PutAsync("test.probe", Probe(3), new() { Delay = TimeSpan.FromHours(1) });
        await PutAsync("test.probe", Probe(4));

        Assert.Equal(deleted, await Inspector.PurgeAsync("test.probe", state, Cancellation));

        var tube = await Look.StatsTubeAsync("test.probe", Cancellation);
        Assert.Equal(((ulong)ready, (ulong)delayed, (ulong)buried), (tube?.CurrentJobsReady ?? 0, tube?.CurrentJobsDelayed ?? 0, tube?.CurrentJobsBuried ?? 0));
        Assert.Equal((ulong)buried, await RecordsAsync());
    }

    [Fact]
    public async Task A_prefix_is_before_the_records_too()
    {
        var options = Options with { TubePrefix = "staging." };
        await using var part = new JobInspector(options, new KnownJobs().Add<Probe>());
        await PutAsync("staging.test.probe", Probe(1));
        await FailAsync(1, options);

        Assert.Equal(new Probe(1), Assert.Single(await part.ListFailuresAsync("test.probe", cancellationToken: Cancellation)).Job.Payload);
        Assert.Empty(await Inspector.ListFailuresAsync("test.probe", cancellationToken: Cancellation));
        Assert.Equal(1, await part.RequeueAllAsync("test.probe", Cancellation));
        Assert.Equal(0ul, await RecordsAsync("staging.test.probe.failures"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task A_limit_out_of_range_is_named(int limit)
        => Assert.Equal("limit", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Inspector.ListFailuresAsync("test.probe", limit, Cancellation))).ParamName);

    /// <summary>It can have jobs, but no worker can write a record of one.</summary>
    [Fact]
    public async Task A_tube_whose_name_leaves_no_room_for_records_is_requeued_and_purged_all_the_same()
    {
        var tube = new string('t', 195);
        await BuryAsync(await PutAsync(tube, Probe(1)));

        Assert.Empty(await Inspector.ListFailuresAsync(tube, cancellationToken: Cancellation));
        Assert.Equal(1, await Inspector.RequeueAllAsync(tube, Cancellation));
        Assert.Equal(1, await Inspector.PurgeAsync(tube, cancellationToken: Cancellation));
    }
}
