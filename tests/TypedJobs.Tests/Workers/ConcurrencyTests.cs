using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.CompilerServices;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class ConcurrencyTests : ServerTest
{
    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<int> _probes = new();
    private int _slow;
    private int _mostSlow;

    [Fact]
    public async Task A_slow_kind_takes_the_slots_that_it_may_and_the_others_run_on()
    {
        await using var worker = Start<MixedWorker>(concurrency: 3);

        await worker.Jobs.EnqueueBatchAsync(Enumerable.Range(0, 10).Select(static number => new Slow(number)), cancellationToken: Cancellation);
        await UntilAsync(() => Volatile.Read(ref _slow) == 2);
        await worker.Jobs.EnqueueBatchAsync(Enumerable.Range(0, 50).Select(static number => new Probe(number)), cancellationToken: Cancellation);
        await UntilAsync(() => _probes.Count == 50);

        // Nothing is reserved that has no slot.
        var tube = (await Look.StatsTubeAsync("test.slow", Cancellation))!;
        Assert.Equal(("2", "8"), (tube.Values["current-jobs-reserved"], tube.Values["current-jobs-ready"]));

        _finish.SetResult();
        await UntilAsync(async () => (await Look.StatsTubeAsync("test.slow", Cancellation))?.Values is not { } left
            || (left["current-jobs-ready"], left["current-jobs-reserved"]) == ("0", "0"));
        Assert.Equal(2, _mostSlow);
        await UntilAsync(async () => await CountAsync("cmd-delete") == 60);
    }

    [Fact]
    public async Task A_kind_that_always_fails_does_not_starve_the_others()
    {
        var done = 0;
        var handlers = new JobHandlers()
            .Add(static () => new AnyHandler<Probe>(static (_, _, _) => throw new InvalidOperationException("It always does.")))
            .Add(() => new AnyHandler<Other>((_, _, _) =>
            {
                Interlocked.Increment(ref done);
                return Task.CompletedTask;
            }));

        // The failing ones are there first, and more urgent.
        for (var number = 0; number < 50; number++)
        {
            await PutAsync("test.probe", Event("test.probe", number), new() { Priority = 0 });
        }

        await using var worker = RunningWorker.Start<TwoTubesWorker>(Server.Address, handlers, new() { Concurrency = 1 });
        await worker.Jobs.EnqueueBatchAsync(Enumerable.Range(0, 50).Select(static number => new Other(number)), cancellationToken: Cancellation);
        await UntilAsync(() => Volatile.Read(ref done) == 50);
    }

    [Fact]
    public async Task A_place_that_a_waiting_slot_holds_is_not_lost_when_that_slot_takes_another_job()
    {
        await using var worker = Start<MixedWorker>(concurrency: 4);

        // Of the slots that hold places one waits in the server for all, and of the others.
        while (await CountAsync("current-waiting") < 2)
        {
        }

        // They stay in the slots that the server chooses: with luck those that hold the places.
        await worker.Jobs.EnqueueBatchAsync([new Probe(999), new Probe(1000), new Probe(1001)], cancellationToken: Cancellation);
        await UntilAsync(() => _probes.Count == 3);
        await worker.Jobs.EnqueueBatchAsync([new Slow(1), new Slow(2)], cancellationToken: Cancellation);

        await UntilAsync(() => Volatile.Read(ref _slow) >= 1);
        _finish.SetResult();
    }

    [Fact]
    public async Task Slots_that_leave_out_the_same_tubes_wait_over_one_connection()
    {
        await using var worker = Start<MixedWorker>(concurrency: 40);
        await worker.Jobs.EnqueueBatchAsync([new Slow(1), new Slow(2)], cancellationToken: Cancellation);
        await UntilAsync(() => Volatile.Read(ref _slow) == 2);

        await worker.Jobs.EnqueueBatchAsync(Enumerable.Range(0, 50).Select(static number => new Probe(number)), cancellationToken: Cancellation);
        await UntilAsync(() => _probes.Count == 50);
        Assert.InRange(await CountAsync("current-waiting"), 0, 1);
        _finish.SetResult();
    }

    [Fact]
    public async Task A_worker_of_limited_kinds_alone_waits_while_it_has_enough_of_them()
    {
        await using var worker = Start<SlowWorker>(concurrency: 4);

        await worker.Jobs.EnqueueBatchAsync(Enumerable.Range(0, 5).Select(static number => new Slow(number)), cancellationToken: Cancellation);
        await UntilAsync(() => Volatile.Read(ref _slow) == 2);
        Assert.Equal("2", (await Look.StatsTubeAsync("test.slow", Cancellation))!.Values["current-jobs-reserved"]);
        _finish.SetResult();

        await UntilAsync(async () => await CountAsync("cmd-delete") == 5);
        Assert.Equal(2, _mostSlow);
    }

    [Fact]
    public async Task Several_kinds_of_which_each_runs_alone_run_beside_each_other()
    {
        var running = new ConcurrentDictionary<string, int>();
        var most = new ConcurrentDictionary<string, int>();
        var handlers = new JobHandlers()
            .Add(() => new AnyHandler<Alone<byte>>((_, context, _) => RunAsync(context.Name)))
            .Add(() => new AnyHandler<Alone<short>>((_, context, _) => RunAsync(context.Name)))
            .Add(() => new AnyHandler<Alone<int>>((_, context, _) => RunAsync(context.Name)));
        await using var worker = RunningWorker.Start<AloneWorker>(Server.Address, handlers, new() { Concurrency = 6 });

        // It is idle, and then there are jobs of all kinds at the same moment.
        while (await CountAsync("current-waiting") < 1)
        {
        }

        var jobs = new[] { Alone<byte>.Contract.Name, Alone<short>.Contract.Name, Alone<int>.Contract.Name }.SelectMany(static name => new[] { name, name }).ToList();
        await Task.WhenAll(jobs.Select(name => PutAsync(name, Event(name, 1)).AsTask()));
        await UntilAsync(() => running.Count(static kind => kind.Value == 1) == 3);
        _finish.SetResult();

        await UntilAsync(async () => await CountAsync("cmd-delete") == 6);
        Assert.All(most.Values, static count => Assert.Equal(1, count));

        async Task RunAsync(string kind)
        {
            var now = running.AddOrUpdate(kind, 1, static (_, count) => count + 1);
            most.AddOrUpdate(kind, now, (_, count) => Math.Max(count, now));
            await _finish.Task;
            running.AddOrUpdate(kind, 0, static (_, count) => count - 1);
        }
    }

    [Fact]
    public async Task A_place_that_a_slot_gives_back_is_taken_by_another_one_that_waits_as_soon_as_it_is_free()
    {
        var begun = new ConcurrentDictionary<string, bool>();
        var handlers = new JobHandlers()
            .Add(static () => new AnyHandler<Probe>(static (_, _, _) => Task.CompletedTask))
            .Add(() => new AnyHandler<Alone<byte>>((_, context, _) => RunAsync(context.Name)))
            .Add(() => new AnyHandler<Alone<short>>((_, context, _) => RunAsync(context.Name)))
            .Add(() => new AnyHandler<Alone<int>>((_, context, _) => RunAsync(context.Name)));

        // No time passes on the broker's clock, so nobody who waits loses patience.
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address }, timeProvider: new FakeTimeProvider());
        using var stopping = new CancellationTokenSource();
        var run = Worker.Create<AloneBesideAnotherWorker>(broker, handlers, new() { Concurrency = 6, ShutdownTimeout = TimeSpan.Zero }).RunAsync(stopping.Token);
        while (await CountAsync("current-waiting") < 2)
        {
        }

        foreach (var name in new[] { Alone<byte>.Contract.Name, Alone<short>.Contract.Name, Alone<int>.Contract.Name })
        {
            await PutAsync(name, Event(name, 1));
        }

        await UntilAsync(() => begun.Count == 3);
        _finish.SetResult();
        await stopping.CancelAsync();
        await run;

        async Task RunAsync(string kind)
        {
            begun[kind] = true;
            await _finish.Task;
        }
    }

    [Fact]
    public async Task It_stops_while_it_waits_for_a_place()
    {
        await using var worker = Start<SlowWorker>(concurrency: 4);
        await worker.Jobs.EnqueueBatchAsync(Enumerable.Range(0, 5).Select(static number => new Slow(number)), cancellationToken: Cancellation);
        await UntilAsync(() => Volatile.Read(ref _slow) == 2);

        worker.BeginStop();
        _finish.SetResult();
        await worker.Completion;
    }

    [Fact]
    public async Task The_more_urgent_job_comes_first_from_whatever_tube()
    {
        await using var look = await RunningWorker.LookAsync(Server.Address, Cancellation);
        for (var number = 0; number < 5; number++)
        {
            await PutAsync("test.probe", Event("test.probe", 2 * number), new() { Priority = (uint)(20 * number) });
            await PutAsync("test.other", Event("test.other", (2 * number) + 1), new() { Priority = (uint)((20 * number) + 10) });
        }

        _finish.SetResult();
        await using var worker = Start<TwoTubesWorker>(concurrency: 1);
        await UntilAsync(() => _probes.Count == 10);

        Assert.Equal(Enumerable.Range(0, 10), _probes);
    }

    [Fact]
    public void A_limited_kind_that_shares_its_tube_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(static () => Worker.Create<SharingWorker>(new ScriptedBroker(), new JobHandlers()));

        Assert.Contains("'test.slow'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'test.squatter'", error.Message, StringComparison.Ordinal);
    }

    private RunningWorker Start<TWorker>(int concurrency)
        where TWorker : IJobWorker
    {
        var handlers = new JobHandlers()
            .Add(() => new AnyHandler<Slow>(async (_, _, _) =>
            {
                var now = Interlocked.Increment(ref _slow);
                lock (_probes)
                {
                    _mostSlow = Math.Max(_mostSlow, now);
                }

                await _finish.Task;
                Interlocked.Decrement(ref _slow);
            }))
            .Add(() => new AnyHandler<Other>((job, _, _) =>
            {
                _probes.Enqueue(job.Number);
                return Task.CompletedTask;
            }))
            .Add(() => new AnyHandler<Probe>(async (job, _, _) =>
            {
                _probes.Enqueue(job.Number);
                if (job.Number >= 999)
                {
                    await _finish.Task;
                }
            }));
        return RunningWorker.Start<TWorker>(Server.Address, handlers, new() { Concurrency = concurrency });
    }

    private static string Event(string type, int number) => $$$"""{"type":"{{{type}}}","data":{"number":{{{number}}}}}""";

    private static Task UntilAsync(Func<bool> wanted) => UntilAsync(() => Task.FromResult(wanted()));

    private static async Task UntilAsync(Func<Task<bool>> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(LogSpy.Patience);
        while (!await wanted())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed record Other(int Number) : IJob<Other>
    {
        public static JobContract<Other> Contract { get; } = new()
        {
            Name = "test.other",
            Tube = "test.other",
            JsonTypeInfo = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<Other>)System.Text.Json.JsonSerializerOptions.Web.GetTypeInfo(typeof(Other)),
        };
    }

    private sealed record Alone<TKind>(int Number) : IJob<Alone<TKind>>
    {
        public static JobContract<Alone<TKind>> Contract { get; } = new()
        {
            Name = $"test.alone.{typeof(TKind).Name}",
            Tube = $"test.alone.{typeof(TKind).Name}",
            MaxConcurrency = 1,
            JsonTypeInfo = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<Alone<TKind>>)System.Text.Json.JsonSerializerOptions.Web.GetTypeInfo(typeof(Alone<TKind>)),
        };
    }

    private sealed record Squatter : IJob<Squatter>
    {
        public static JobContract<Squatter> Contract { get; } = new()
        {
            Name = "test.squatter",
            Tube = "test.slow",
            JsonTypeInfo = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<Squatter>)System.Text.Json.JsonSerializerOptions.Web.GetTypeInfo(typeof(Squatter)),
        };
    }

    private sealed class MixedWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } =
            [JobRoute.Create<Probe, AnyHandler<Probe>>(), JobRoute.Create<Slow, AnyHandler<Slow>>()];
    }

    private sealed class TwoTubesWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } =
            [JobRoute.Create<Probe, AnyHandler<Probe>>(), JobRoute.Create<Other, AnyHandler<Other>>()];
    }

    private sealed class SlowWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } = [JobRoute.Create<Slow, AnyHandler<Slow>>()];
    }

    private sealed class AloneWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } =
        [
            JobRoute.Create<Alone<byte>, AnyHandler<Alone<byte>>>(),
            JobRoute.Create<Alone<short>, AnyHandler<Alone<short>>>(),
            JobRoute.Create<Alone<int>, AnyHandler<Alone<int>>>(),
        ];
    }

    private sealed class AloneBesideAnotherWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } = [.. AloneWorker.Routes, JobRoute.Create<Probe, AnyHandler<Probe>>()];
    }

    private sealed class SharingWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } =
            [JobRoute.Create<Squatter, AnyHandler<Squatter>>(), JobRoute.Create<Slow, AnyHandler<Slow>>()];
    }
}
