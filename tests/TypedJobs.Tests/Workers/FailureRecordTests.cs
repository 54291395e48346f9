using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Failures;
using TypedJobs.Tests.Support;
using TypedJobs.TestServers;
using TypedJobs.TestServers.Faults;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class FailureRecordTests : ServerTest
{
    private const int Buried = 113;
    private const int SettleFailed = 115;
    private const int Unreadable = 122;
    private const int RecordLost = 123;
    private const int BuriedForWantOfMemory = 129;

    [Fact]
    public async Task A_buried_job_has_a_record_in_the_companion_of_its_tube()
    {
        await using var worker = RunningWorker.Start(
            Server.Address,
            static (_, _, _) => throw new InvalidOperationException("The disk is full."),
            options: new WorkerOptions().BuryOn<InvalidOperationException>());
        var before = DateTime.UtcNow.AddSeconds(-1);

        var id = await PutAsync("test.probe", """{"type":"test.probe","id":"e-1","data":{"number":5}}""", new() { Priority = 31 });
        await worker.Log.SeeAsync(Buried, Cancellation);

        var record = await PeekAsync("test.probe.failures");
        Assert.Equal(
            ["job", "eventId", "name", "version", "attempts", "reason", "error", "worker", "time", "priority"],
            record.EnumerateObject().Select(static member => member.Name));
        Assert.Equal((id, "e-1", "test.probe"), (record.GetProperty("job").GetUInt64(), Text(record, "eventId"), Text(record, "name")));
        Assert.Equal((1, 1, 31), (record.GetProperty("version").GetInt32(), record.GetProperty("attempts").GetInt32(), record.GetProperty("priority").GetInt32()));
        Assert.Equal("The disk is full.", Text(record, "reason"));
        Assert.Equal(("System.InvalidOperationException", "The disk is full."), (Text(record.GetProperty("error"), "type"), Text(record.GetProperty("error"), "message")));
        Assert.Contains(nameof(FailureRecordTests), Text(record.GetProperty("error"), "stack"), StringComparison.Ordinal);
        Assert.EndsWith($"/{Environment.ProcessId}/{nameof(ProbeWorker)}", Text(record, "worker"), StringComparison.Ordinal);
        Assert.InRange(record.GetProperty("time").GetDateTime(), before, DateTime.UtcNow);
        Assert.Equal(JobState.Buried, (await StatsAsync(id)).State);
    }

    [Fact]
    public async Task A_job_that_nobody_can_read_has_one_with_what_is_known()
    {
        await using var worker = RunningWorker.Start(Server.Address);

        var id = await PutAsync("images/2", "no job");
        await worker.Log.SeeAsync(Unreadable, Cancellation);

        var record = await PeekAsync("images/2.failures");
        Assert.Equal(["job", "attempts", "reason", "worker", "time", "priority"], record.EnumerateObject().Select(static member => member.Name));
        Assert.Equal(id, record.GetProperty("job").GetUInt64());
        Assert.Contains("not JSON", Text(record, "reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_stored_before_the_burial_and_older_ones_are_looked_at_after_it()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var worker = RunningWorker.Start(proxy.Address, static (_, context, _) =>
        {
            context.Bury("It will never work.");
            return Task.CompletedTask;
        });

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await worker.Log.SeeAsync(Buried, Cancellation);

        var sent = Encoding.UTF8.GetString(proxy.Connections.Select(static connection => connection.ToServer).Single(static sent => sent.Span.IndexOf("bury "u8) >= 0).Span);
        var order = new[] { "touch ", "use test.probe.failures", "bury ", "peek-ready" }.Select(command => sent.IndexOf(command, StringComparison.Ordinal)).ToList();
        Assert.All(order, static position => Assert.True(position >= 0, "a command is missing"));
        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public async Task A_tube_prefix_is_before_the_records_too()
    {
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address, TubePrefix = "staging." });
        using var stopping = new CancellationTokenSource();
        var log = new LogSpy();
        var worker = Worker.Create<ProbeWorker>(broker, Handlers(static () => throw new InvalidOperationException("no")), new WorkerOptions().BuryOn<Exception>(), log);
        var run = worker.RunAsync(stopping.Token);

        await new JobClient(broker).EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await log.SeeAsync(Buried, Cancellation);
        await stopping.CancelAsync();
        await run;

        Assert.Equal("test.probe", Text(await PeekAsync("staging.test.probe.failures"), "name"));
    }

    [Fact]
    public async Task A_record_that_cannot_be_stored_does_not_keep_the_job_from_being_buried()
    {
        await using var small = await BeanstalkdServer.StartAsync("-z", "100");
        await using var look = await RunningWorker.LookAsync(small.Address, Cancellation);
        await using var worker = RunningWorker.Start(
            small.Address, static (_, _, _) => throw new InvalidOperationException("no"), options: new WorkerOptions().BuryOn<Exception>());

        var id = await look.PutAsync("""{"type":"test.probe","data":{"number":5}}"""u8.ToArray(), new() { Tube = "test.probe" }, Cancellation);

        await worker.Log.SeeAsync(RecordLost, Cancellation);
        await worker.Log.SeeAsync(Buried, Cancellation);
        Assert.Equal(JobState.Buried, (await look.StatsJobAsync(id, Cancellation))!.State);
    }

    [Fact]
    public async Task A_job_that_the_server_buries_since_it_has_no_memory_to_release_it_has_one_too()
    {
        using var log = new LogSpy();
        var id = await FailAsync(log, BuriedForWantOfMemory, truth: "RELEASED", lie: "BURIED", new());

        Assert.Contains("The disk is full.", log.Entries.Single(static entry => entry.EventId == BuriedForWantOfMemory).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Entries, static entry => entry.EventId is SettleFailed or RecordLost);
        var record = await PeekAsync("test.probe.failures");
        Assert.Equal(id, record.GetProperty("job").GetUInt64());
        Assert.Equal("the server had no memory to release it after: The disk is full.", Text(record, "reason"));
    }

    [Fact]
    public async Task It_stays_when_the_burial_is_refused()
    {
        using var log = new LogSpy();
        var id = await FailAsync(log, SettleFailed, truth: "BURIED", lie: "NOT_FOUND", new WorkerOptions().BuryOn<InvalidOperationException>());

        Assert.Contains("no longer holds", log.Entries.Single(static entry => entry.EventId == SettleFailed).Exception!.ToString(), StringComparison.Ordinal);
        Assert.Equal(id, (await PeekAsync("test.probe.failures")).GetProperty("job").GetUInt64());
    }

    [Fact]
    public async Task Records_of_jobs_that_are_gone_are_dropped_and_the_others_kept()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address }, timeProvider: time);
        using var stopping = new CancellationTokenSource();
        var run = Worker.Create<ProbeWorker>(broker, Handlers(static () => Task.CompletedTask)).RunAsync(stopping.Token);
        var buried = new List<ulong>();
        async Task BuryAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                var id = await PutAsync("test.probe", """{"type":"test.probe","data":7}""");
                await UntilAsync(id, static stats => stats!.State == JobState.Buried);
                buried.Add(id);
            }
        }

        await BuryAsync(6);

        // The first of all stays, so that it stands before the others.
        foreach (var id in buried.Skip(1))
        {
            await Look.DeleteAsync(id, Cancellation);
        }

        buried.RemoveRange(1, 5);
        await BuryAsync(8);
        await stopping.CancelAsync();
        await run;

        Assert.Equal(buried, (await RecordedAsync("test.probe.failures")).Order());
    }

    [Fact]
    public void However_much_there_is_to_tell_a_record_fits_the_server()
    {
        var record = new FailureRecord
        {
            Job = new JobId("beanstalk://x:1", ulong.MaxValue),
            EventId = new string('\u0001', 100_000),
            Name = new string('\u0001', 100_000),
            Version = int.MaxValue,
            Attempts = int.MaxValue,
            Reason = new string('\u0001', 100_000),
            Exception = new LongException(),
            Worker = new string('\u0001', 100_000),
            Time = DateTimeOffset.MaxValue,
            Priority = uint.MaxValue,
        }.Write();

        Assert.True(record.Length < 65_535, $"{record.Length} bytes");
        Assert.Equal(ulong.MaxValue, FailureRecord.ReadJob(record.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no record")]
    [InlineData("{\"x\":{\"job\":4}}")]
    [InlineData("{\"job\":\"4\"}")]
    public void What_is_no_record_is_about_no_job(string text) => Assert.Null(FailureRecord.ReadJob(Encoding.UTF8.GetBytes(text)));

    /// <summary>Runs one job that fails, on a server that says one thing for another, until that is said.</summary>
    private async Task<ulong> FailAsync(LogSpy log, int said, string truth, string lie, WorkerOptions options)
    {
        var wires = new Wires(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address, Connect = wires.ConnectAsync });
        using var stopping = new CancellationTokenSource();
        var handlers = Handlers(() =>
        {
            foreach (var wire in wires.All)
            {
                wire.Lie(truth, lie);
            }

            throw new InvalidOperationException("The disk is full.");
        });
        var run = Worker.Create<ProbeWorker>(broker, handlers, options, log).RunAsync(stopping.Token);
        var id = await PutAsync("test.probe", """{"type":"test.probe","data":{"number":5}}""");
        await log.SeeAsync(said, Cancellation);
        await stopping.CancelAsync();
        await run;
        return id;
    }

    private async Task<List<ulong>> RecordedAsync(string tube)
    {
        await Look.WatchAsync(tube, Cancellation);
        await Look.IgnoreAsync("default", Cancellation);
        var jobs = new List<ulong>();
        while ((await Look.ReserveAsync(TimeSpan.Zero, Cancellation)).Job is { } record)
        {
            jobs.Add(FailureRecord.ReadJob(record.Body.Span)!.Value);
        }

        return jobs;
    }

    private static JobHandlers Handlers(Func<Task> probe)
        => new JobHandlers().Add(() => new ProbeHandler((_, _, _) => probe())).Add(static () => new VersionedHandler(static (_, _) => { }));

    private static string? Text(JsonElement record, string member) => record.GetProperty(member).GetString();

    private sealed class LongException : Exception
    {
        public override string Message { get; } = new('\u0001', 100_000);

        public override string? StackTrace { get; } = new('\u0001', 100_000);
    }
}
