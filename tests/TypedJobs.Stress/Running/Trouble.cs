using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using TypedJobs.Stress.Jobs;

namespace TypedJobs.Stress.Running;

/// <summary>What goes wrong from outside, and when: as the seed says, spread over the time that the producers take.</summary>
[SuppressMessage("Security", "CA5394", Justification = "The random numbers are times.")]
internal sealed class Trouble(StressOptions options, Fleet fleet, LoggedBroker broker, Proxy worker, Proxy producer)
{
    /// <summary>The number of the worker and of the producer that are behind a proxy.</summary>
    public const int OfProxy = 1;

    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestDowntime = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(1);

    private readonly Random _random = new(options.Seed);
    private readonly Dictionary<string, Task> _freezes = [];

    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromSeconds((double)options.Jobs / options.Rate);
        var schedule = Enumerable.Repeat<Func<CancellationToken, Task>>(KillWorkerAsync, options.WorkerKills)
            .Concat(Enumerable.Repeat<Func<CancellationToken, Task>>(StopWorkerAsync, options.WorkerStops))
            .Concat(Enumerable.Repeat<Func<CancellationToken, Task>>(FreezeWorkerAsync, options.Freezes))
            .Concat(Enumerable.Repeat<Func<CancellationToken, Task>>(KillBrokerAsync, options.BrokerKills))
            .Concat(Enumerable.Repeat<Func<CancellationToken, Task>>(FreezeBrokerAsync, options.BrokerFreezes))
            .Concat(Enumerable.Repeat<Func<CancellationToken, Task>>(DrainBrokerAsync, options.BrokerDrains))
            .Concat(Enumerable.Repeat<Func<CancellationToken, Task>>(KillProducerAsync, options.ProducerKills))
            .Concat(Enumerable.Repeat<Func<CancellationToken, Task>>(CutAsync, options.Cuts))
            .Select(act => (At: _random.Between(duration * 0.1, duration), Act: act))
            .OrderBy(static entry => entry.At)
            .ToList();
        var clock = Stopwatch.StartNew();
        foreach (var (at, act) in schedule)
        {
            if (at - clock.Elapsed is var pause && pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, cancellationToken);
            }

            await act(cancellationToken);
        }

        await Task.WhenAll(_freezes.Values);
    }

    private async Task KillWorkerAsync(CancellationToken cancellationToken) => fleet.Kill(await AnyWorkerAsync(cancellationToken));

    private async Task StopWorkerAsync(CancellationToken cancellationToken) => await fleet.StopAsync(await AnyWorkerAsync(cancellationToken));

    private async Task FreezeWorkerAsync(CancellationToken cancellationToken)
    {
        var worker = await AnyWorkerAsync(cancellationToken);
        _freezes[worker] = fleet.FreezeAsync(worker, StressJobs.LongerThanTimeToRun, cancellationToken);
    }

    private Task KillBrokerAsync(CancellationToken cancellationToken)
        => broker.KillAndRestartAsync(_random.Between(TimeSpan.Zero, LongestDowntime), cancellationToken);

    private Task FreezeBrokerAsync(CancellationToken cancellationToken)
        => broker.FreezeAsync(_random.Between(TimeSpan.Zero, LongestSilence), cancellationToken);

    private Task DrainBrokerAsync(CancellationToken cancellationToken)
        => broker.DrainAndRestartAsync(_random.Between(TimeSpan.Zero, LongestDrain), cancellationToken);

    /// <summary>When they are done already, there is nobody to kill.</summary>
    private Task KillProducerAsync(CancellationToken cancellationToken)
    {
        if (fleet.Producers is { Count: > 0 } producers)
        {
            fleet.Kill(producers[_random.Next(producers.Count)]);
        }

        return Task.CompletedTask;
    }

    /// <summary>After a kill of the broker there are no connections at first. Those of a producer that is done do not come again.</summary>
    private async Task CutAsync(CancellationToken cancellationToken)
    {
        if (_random.Next(4) == 0 && fleet.IsProducing(OfProxy))
        {
            while (!fleet.TryCut(Fleet.ProducerPrefix, OfProxy, producer, _random) && fleet.IsProducing(OfProxy))
            {
                await Task.Delay(ShortPause, cancellationToken);
            }

            return;
        }

        while (!fleet.TryCut(Fleet.WorkerPrefix, OfProxy, worker, _random))
        {
            await Task.Delay(ShortPause, cancellationToken);
        }
    }

    private bool IsNotFrozen(string worker) => _freezes.GetValueOrDefault(worker) is not { IsCompleted: false };

    private async Task<string> AnyWorkerAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (fleet.Workers.Where(IsNotFrozen).ToList() is { Count: > 0 } workers)
            {
                return workers[_random.Next(workers.Count)];
            }

            await Task.Delay(ShortPause, cancellationToken);
        }
    }
}
