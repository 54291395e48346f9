using System.Collections.Concurrent;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

/// <summary>Jobs that have come often with nothing said of them: one of them may be ending processes.</summary>
public sealed class PoisonTests : ServerTest
{
    private const int Suspected = 126;

    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<int> _running = new();

    [Fact]
    public async Task Suspects_run_one_at_a_time_and_the_others_beside_them()
    {
        var ids = await SuspectsAsync(count: 3, deaths: 2);
        await using var worker = Start();
        await worker.Log.SeeAsync(Suspected, Cancellation);
        await Task.WhenAll(Enumerable.Range(10, 20).Select(number => worker.Jobs.EnqueueAsync(new Probe(number), cancellationToken: Cancellation).AsTask()));
        while (_running.Count < 21)
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }

        Assert.Single(_running, static number => number < 10);
        _finish.SetResult();

        foreach (var id in ids)
        {
            await UntilAsync(id, static stats => stats is null);
        }

        Assert.Equal(23, _running.Distinct().Count());
        await worker.StopAsync();

        // Their alibis have gone with them.
        Assert.DoesNotContain(await Look.ListTubesAsync(Cancellation), static tube => tube.ToString().Contains(".failures", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Suspects_run_at_once_where_the_server_takes_no_marks()
    {
        var ids = await SuspectsAsync(count: 3, deaths: 2);
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

    private static WorkerOptions Options => new() { Concurrency = 8, MaxDeliveries = 6 };

    /// <summary>Jobs that have been held by processes that ended.</summary>
    private async Task<IReadOnlyList<ulong>> SuspectsAsync(int count, int deaths)
    {
        var ids = new List<ulong>();
        for (var number = 0; number < count; number++)
        {
            ids.Add(await PutAsync("test.probe", $$$"""{"type":"test.probe","data":{"number":{{{number}}}}}"""));
        }

        for (var death = 0; death < deaths; death++)
        {
            // As far as the server can see, this is a process that has ended.
            await using var dies = await RunningWorker.LookAsync(Server.Address, Cancellation);
            await dies.WatchAsync("test.probe", Cancellation);
            foreach (var _ in ids)
            {
                Assert.NotNull((await dies.ReserveAsync(TimeSpan.FromSeconds(20), Cancellation)).Job);
            }
        }

        return ids;
    }

    private JobHandlers Handlers()
        => new JobHandlers()
            .Add(() => new ProbeHandler(async (job, _, cancellation) =>
            {
                _running.Enqueue(job.Number);
                if (job.Number < 10)
                {
                    await _finish.Task.WaitAsync(cancellation);
                }
            }))
            .Add(static () => new VersionedHandler(static (_, _) => { }));

    private RunningWorker Start() => RunningWorker.Start(Server.Address, Handlers(), Options);
}
