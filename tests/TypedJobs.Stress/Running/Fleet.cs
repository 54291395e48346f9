using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Stress.Running;

/// <summary>The processes of a run: this program again, in other roles. A worker that ends is replaced, as a supervisor would do.</summary>
internal sealed class Fleet(StressOptions options, Ledger ledger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Process> _running = new();
    private readonly ConcurrentDictionary<string, bool> _ending = new();
    private readonly Task<int>[] _slots = new Task<int>[options.Workers];
    private Task<int[]> _producers = Task.FromResult(Array.Empty<int>());
    private volatile bool _closing;

    /// <summary>The names of the workers that are at work, and have not been told or made to end.</summary>
    public IReadOnlyList<string> Workers => [.. Running.Where(name => HasBegun(name) && !_ending.ContainsKey(name))];

    private IEnumerable<string> Running
        => _running.Keys.Where(static name => name.StartsWith("worker", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>Starts all producers; ends when they have ended.</summary>
    public Task ProduceAsync(string server)
        => _producers = Task.WhenAll(Enumerable.Range(1, options.Producers).Select(number => RunProcessAsync(options with
        {
            Role = Role.Produce,
            Name = string.Create(CultureInfo.InvariantCulture, $"producer-{number}"),
            Server = server,
            Seed = options.Seed + number,
            Jobs = Share(options.Jobs, number),
            Poison = Share(options.Poison, number),
            Rate = Math.Max(1, options.Rate / options.Producers),
        })));

    /// <summary>Starts the workers; ends when each has begun to take jobs.</summary>
    public async Task StartWorkersAsync(string server, CancellationToken cancellationToken)
    {
        for (var slot = 0; slot < options.Workers; slot++)
        {
            _slots[slot] = KeepWorkerAsync(slot + 1, server);
        }

        foreach (var slot in Enumerable.Range(1, options.Workers))
        {
            while (!HasBegun(WorkerName(slot, 1)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            }
        }
    }

    /// <summary>Kills a process.</summary>
    public void Kill(string name)
    {
        if (_running.TryGetValue(name, out var process))
        {
            _ending[name] = true;
            ledger.Write(LedgerEvent.Killing, name);
            Kill(process);
        }
    }

    /// <summary>Tells a process to stop.</summary>
    public async Task StopAsync(string name)
    {
        if (_running.TryGetValue(name, out var process))
        {
            _ending[name] = true;
            ledger.Write(LedgerEvent.Stopping, name);
            await SignalAsync(process, "TERM");
        }
    }

    /// <summary>Freezes a process for a while.</summary>
    public async Task FreezeAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(name, out var process))
        {
            ledger.Write(LedgerEvent.Freezing, name);
            await SignalAsync(process, "STOP");
            await Task.Delay(duration, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await SignalAsync(process, "CONT");
            ledger.Write(LedgerEvent.Thawed, name);
        }
    }

    /// <summary>Tells all workers to stop, and waits until they have.</summary>
    public async Task StopWorkersAsync()
    {
        _closing = true;
        foreach (var worker in Running)
        {
            await StopAsync(worker);
        }

        await Task.WhenAll(_slots);
    }

    public async ValueTask DisposeAsync()
    {
        _closing = true;
        foreach (var name in _running.Keys)
        {
            Kill(name);
        }

        await Task.WhenAll(_slots.OfType<Task>().Append(_producers));
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        try
        {
            using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }
        catch (InvalidOperationException)
        {
            // It has ended in this moment.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended in this moment.
        }
    }

    /// <summary>Whether a process has written into its ledger: a worker does so when it begins to take jobs, and from then on it knows what a signal asks of it.</summary>
    private bool HasBegun(string name) => new FileInfo(Ledger.PathOf(options.Folder, name)) is { Exists: true, Length: > 0 };

    private int Share(int all, int number) => (all / options.Producers) + (number <= all % options.Producers ? 1 : 0);

    private static string WorkerName(int slot, int life) => string.Create(CultureInfo.InvariantCulture, $"worker-{slot}.{life}");

    private async Task<int> KeepWorkerAsync(int slot, string server)
    {
        for (var life = 1; ; life++)
        {
            var code = await RunProcessAsync(options with { Role = slot <= options.OldWorkers ? Role.WorkAsOldRelease : Role.Work, Name = WorkerName(slot, life), Server = server });
            if (_closing)
            {
                return code;
            }
        }
    }

    private async Task<int> RunProcessAsync(StressOptions given)
    {
        var name = given.Name;
        var own = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(own) == "dotnet" ? [typeof(Fleet).Assembly.Location] : [];
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(own, [.. program, .. CommandLine.ArgumentsFor(given)])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var log = TextWriter.Synchronized(File.CreateText(Path.Combine(options.Folder, name + ".log")));
        await using (log)
        {
            process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
            process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
            ledger.Write(LedgerEvent.Launched, name);
            process.Start();
            _running[name] = process;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync();
            _running.TryRemove(name, out _);
            ledger.Write(LedgerEvent.Exited, name, detail: process.ExitCode.ToString(CultureInfo.InvariantCulture));
            return process.ExitCode;
        }
    }
}
