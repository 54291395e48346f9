using System.Diagnostics;
using TypedJobs.Stress.Checking;
using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Stress.Running;

/// <summary>A whole run: broker, workers, producers, trouble, the wait for the last job, the check, the table.</summary>
internal sealed class StressRun(StressOptions options)
{
    private const int EverythingHeld = 0;
    private const int SomethingDidNotHold = 1;
    private const int MostFindingsShown = 10;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Runs and checks; the result is the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Limit);
        Directory.CreateDirectory(options.Folder);
        Console.WriteLine($"Ledgers, logs and the binlog are in {options.Folder}; the seed is {options.Seed}.");
        var inTime = true;
        FinalState final;
        using (var ledger = Ledger.Create(options.Folder, "run"))
        {
            await using var broker = new LoggedBroker(options.Folder, ledger);
            await broker.StartAsync();
            await using var fleet = new Fleet(options, ledger);
            var inspector = new Inspector(broker.Address);
            try
            {
                await WorkAsync(fleet, broker, inspector, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                inTime = false;
            }

            await fleet.StopWorkersAsync();
            final = await inspector.InspectAsync(Ledger.ReadAll(options.Folder), cancellationToken);
        }

        return Report(final, inTime);
    }

    private async Task WorkAsync(Fleet fleet, LoggedBroker broker, Inspector inspector, CancellationToken cancellationToken)
    {
        await using var worker = new Proxy(broker.Port);
        await using var producer = new Proxy(broker.Port);
        await fleet.StartWorkersAsync(number => IsBehindProxy(number) ? worker.Address : broker.Address, cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var progress = ShowProgressAsync(inspector, ended.Token);
        var trouble = new Trouble(options, fleet, broker, worker, producer).MakeAsync(cancellationToken);
        await fleet.ProduceAsync(number => IsBehindProxy(number) ? producer.Address : broker.Address).WaitAsync(cancellationToken);
        await trouble;
        await inspector.UntilDoneAsync(cancellationToken);
        await ended.CancelAsync();
        await progress;
    }

    private bool IsBehindProxy(int number) => number == Trouble.OfProxy && options.Cuts > 0;

    private async Task ShowProgressAsync(Inspector inspector, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var (ready, reserved, delayed, buried) = await inspector.CountAsync(cancellationToken) ?? default;
            Console.WriteLine($"[{_clock.Elapsed.TotalSeconds,5:F0} s] ready {ready}, reserved {reserved}, delayed {delayed}, buried {buried}");
            await Task.Delay(ProgressInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private int Report(FinalState final, bool inTime)
    {
        var elapsed = _clock.Elapsed;
        var entries = Ledger.ReadAll(options.Folder);
        var (findings, tally) = Checker.Check(entries, final);
        IReadOnlyList<Finding> all = inTime ? findings : [.. findings, new Finding("run", $"the jobs were not worked off within {options.Limit}", string.Empty)];
        foreach (var finding in all.Take(MostFindingsShown))
        {
            Console.WriteLine($"\nDOES NOT HOLD: {finding}");
        }

        ReportTable.Write(Console.Out, options, entries, tally, final, all.Count, elapsed);
        var held = all.Count == 0;
        if (held && !options.Keep)
        {
            Directory.Delete(options.Folder, recursive: true);
        }
        else
        {
            Console.WriteLine($"Ledgers and logs: {options.Folder}");
        }

        return held ? EverythingHeld : SomethingDidNotHold;
    }
}
