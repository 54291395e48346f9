using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.CompilerServices;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

/// <summary>Jobs that have come often with nothing said of them: one of them may be ending processes.</summary>
public sealed class PoisonTests : ServerTest
{
    private const int RecordLost = 123;

    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<int> _running = new();

    [Fact]
    public async Task A_suspect_runs_alone_and_what_waits_meanwhile_is_excused()
    {
        var ids = await SuspectsAsync(count: 3, deaths: 3);
        await using var worker = Start(new FakeTimeProvider());
        while (_running.IsEmpty || await CountMarksAsync(ids) != 2)
        {
            await Task.Yield();
        }

        await Task.WhenAll(Enumerable.Range(10, 20).Select(number => worker.Jobs.EnqueueAsync(new Probe(number), cancellationToken: Cancellation).AsTask()));
        while ((await Look.StatsTubeAsync("test.probe", Cancellation))!.CurrentJobsReserved < (ulong)Options.Concurrency)
        {
            await Task.Yield();
        }

        Assert.Single(_running);
        _finish.SetResult();

        foreach (var id in ids)
        {
            await UntilAsync(id, static stats => stats is null);
        }

        while (_running.Distinct().Count() < 23)
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }

        await worker.StopAsync();

        // Their alibis have gone with them, and their tubes as soon as the server hears that no connection uses them any more.
        while ((await Look.ListTubesAsync(Cancellation)).Any(static tube => tube.ToString().Contains(".failures", StringComparison.Ordinal)))
        {
        }
    }

    [Fact]
    public async Task A_suspect_runs_alone_in_its_process_and_not_beside_that_of_another_worker()
    {
        var time = new FakeTimeProvider();
        var suspects = await SuspectsAsync(count: 1, deaths: 3);
        var slow = await SuspectsAsync(count: 1, deaths: 3, tube: "test.slow", type: "test.slow");
        var handlers = new JobHandlers().Add(() => new AnyHandler<Slow>((job, _, cancellation) => RunAsync(job.Number, cancellation)));
        await using var worker = Start(time);
        await using var other = RunningWorker.Start<SlowWorker>(Server.Address, handlers, Options, time);

        // One of them runs, and the other one has its mark.
        while (_running.IsEmpty || await CountMarksAsync(suspects) + await CountMarksAsync(slow, "test.slow") != 1)
        {
            Assert.InRange(_running.Count, 0, 1);
        }

        _finish.SetResult();
        await UntilAsync(suspects[0], static stats => stats is null);
        await UntilAsync(slow[0], static stats => stats is null);
    }

    [Fact]
    public async Task Suspects_run_at_once_where_the_server_takes_no_marks()
    {
        var ids = await SuspectsAsync(count: 3, deaths: 3);
        await Server.DrainAsync();
        while ((await Look.StatsAsync(Cancellation)).Values["draining"] != "true")
        {
            await Task.Yield();
        }

        await using var worker = Start();
        while (_running.Count < 3)
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }

        _finish.SetResult();
        foreach (var id in ids)
        {
            await UntilAsync(id, static stats => stats is null);
        }
    }

    [Fact]
    public async Task Suspects_run_at_once_where_the_name_of_their_tube_leaves_no_room_for_marks()
    {
        // Room for failure records, and none for marks.
        var prefix = new string('p', TubeName.MaxLength - "test.probe.failures".Length);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address, TubePrefix = prefix });
        var ids = await SuspectsAsync(count: 3, deaths: 3, tube: prefix + "test.probe");
        var log = new LogSpy();
        using var stopping = new CancellationTokenSource();
        var worker = Worker.Create<ProbeWorker>(broker, Handlers(), Options, log).RunAsync(stopping.Token);
        while (_running.Count < 3)
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }

        _finish.SetResult();
        foreach (var id in ids)
        {
            await UntilAsync(id, static stats => stats is null);
        }

        await stopping.CancelAsync();
        await worker;
        Assert.DoesNotContain(log.Entries, static entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task A_poison_is_buried_without_a_record_where_the_name_of_its_tube_leaves_no_room_for_one()
    {
        var prefix = new string('p', TubeName.MaxLength - "test.probe".Length);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address, TubePrefix = prefix });
        var ids = await SuspectsAsync(count: 1, deaths: Options.MaxDeliveries, tube: prefix + "test.probe");
        var log = new LogSpy();
        using var stopping = new CancellationTokenSource();
        var worker = Worker.Create<ProbeWorker>(broker, Handlers(), Options, log).RunAsync(stopping.Token);

        await UntilAsync(ids[0], static stats => stats?.State == JobState.Buried);

        await log.SeeAsync(RecordLost, Cancellation);
        await stopping.CancelAsync();
        await worker;
        Assert.Empty(_running);
    }

    [Fact]
    public async Task Marks_of_jobs_that_are_gone_are_swept_when_a_worker_starts()
    {
        var living = await PutAsync("test.probe", """{"type":"test.probe","data":{"number":1}}""", new() { Delay = TimeSpan.FromHours(1) });
        var gone = await PutAsync("test.probe", "{}");
        await Look.DeleteAsync(gone, Cancellation);
        var kept = new[]
        {
            await PutAsync($"test.probe.failures/{living}", "an alibi"),
            await PutAsync($"test.probe.failures/{living}x", "of nobody"),
            await PutAsync($"of.another.application.failures/{gone}", "an alibi"),
            await PutAsync("test.probe.failures", $$"""{"job":{{gone}}}"""),
        };
        var swept = new[] { await PutAsync($"test.probe.failures/{gone}", "an alibi"), await PutAsync($"test.probe.failures/{gone}", "another") };

        await using var worker = Start();
        foreach (var alibi in swept)
        {
            await UntilAsync(alibi, static stats => stats is null);
        }

        foreach (var other in kept)
        {
            Assert.NotNull(await Look.StatsJobAsync(other, Cancellation));
        }
    }

    private static WorkerOptions Options => new() { Concurrency = 8, MaxDeliveries = 6, ShutdownTimeout = TimeSpan.Zero };

    /// <summary>Jobs that have been held by processes that ended.</summary>
    private async Task<IReadOnlyList<ulong>> SuspectsAsync(int count, int deaths, string tube = "test.probe", string type = "test.probe")
    {
        var ids = new List<ulong>();
        for (var number = 0; number < count; number++)
        {
            ids.Add(await PutAsync(tube, $$$"""{"type":"{{{type}}}","data":{"number":{{{number}}}}}"""));
        }

        for (var death = 0; death < deaths; death++)
        {
            // As far as the server can see, this is a process that has ended.
            await using var dies = await RunningWorker.LookAsync(Server.Address, Cancellation);
            await dies.WatchAsync(tube, Cancellation);
            foreach (var _ in ids)
            {
                Assert.NotNull((await dies.ReserveAsync(TimeSpan.FromSeconds(20), Cancellation)).Job);
            }
        }

        return ids;
    }

    private async Task<ulong> CountMarksAsync(IEnumerable<ulong> ids, string tube = "test.probe")
    {
        var marks = 0ul;
        foreach (var id in ids)
        {
            marks += (await Look.StatsTubeAsync($"{tube}.failures/{id}", Cancellation))?.CurrentJobsReady ?? 0;
        }

        return marks;
    }

    private JobHandlers Handlers()
        => new JobHandlers()
            .Add(() => new ProbeHandler((job, _, cancellation) => RunAsync(job.Number, cancellation)))
            .Add(static () => new VersionedHandler(static (_, _) => { }));

    private async Task RunAsync(int number, CancellationToken cancellation)
    {
        _running.Enqueue(number);
        if (number < 10)
        {
            await _finish.Task.WaitAsync(cancellation);
        }
    }

    private RunningWorker Start(TimeProvider? time = null) => RunningWorker.Start(Server.Address, Handlers(), Options, time);

    private sealed class SlowWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } = [JobRoute.Create<Slow, AnyHandler<Slow>>()];
    }
}
