using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using TypedJobs.Stress.Jobs;
using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Stress.Running;

/// <summary>The processes of a run: this program again, in other roles. A worker that ends is replaced, as a supervisor would do.</summary>
internal sealed class Fleet(StressOptions options, Ledger ledger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Process> _running = new();
    private readonly ConcurrentDictionary<string, bool> _ending = new();
    /// <summary>What the names of workers begin with.</summary>
    public const string WorkerPrefix = "worker-";

    /// <summary>What the names of producers begin with.</summary>
    public const string ProducerPrefix = "producer-";

    private readonly Task<int>[] _slots = new Task<int>[options.Workers];
    private Task _producers = Task.CompletedTask;
    private volatile bool _closing;

    /// <summary>The names of the workers that are at work, and have not been told or made to end.</summary>
    public IReadOnlyList<string> Workers => [.. Running(WorkerPrefix).Where(name => HasBegun(name) && !_ending.ContainsKey(name))];

    /// <summary>The names of the producers that are at work, and have not been made to end.</summary>
    public IReadOnlyList<string> Producers => [.. Running(ProducerPrefix).Where(name => HasBegun(name) && !_ending.ContainsKey(name))];

    /// <summary>Starts all producers; ends when all jobs have been enqueued.</summary>
    /// <param name="serverOf">The address that the producer of a number is to use.</param>
    public Task ProduceAsync(Func<int, string> serverOf)
        => _producers = Task.WhenAll(Enumerable.Range(1, options.Producers).Select(number => KeepProducerAsync(number, options with
        {
            Role = Role.Produce,
            Server = serverOf(number),
            Seed = options.Seed + number,
            Jobs = Share(options.Jobs, number),
            Poison = Share(options.Poison, number),
            Rate = Math.Max(1, options.Rate / options.Producers),
        })));

    /// <summary>Starts the workers; ends when each has begun to take jobs.</summary>
    /// <param name="serverOf">The address that the worker of a number is to use.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task StartWorkersAsync(Func<int, string> serverOf, CancellationToken cancellationToken)
    {
        for (var slot = 0; slot < options.Workers; slot++)
        {
            _slots[slot] = KeepWorkerAsync(slot + 1, serverOf(slot + 1));
        }

        foreach (var slot in Enumerable.Range(1, options.Workers))
        {
            while (!HasBegun(NameOf(WorkerPrefix, slot, 1)))
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

    /// <summary>Whether the producer of that number runs.</summary>
    public bool IsProducing(int number) => Running(LifeOf(ProducerPrefix, number)).Any();

    /// <summary>Cuts one connection of the process of that number.</summary>
    /// <returns>Whether there was one.</returns>
    [SuppressMessage("Security", "CA5394", Justification = "The random numbers choose a connection.")]
    public bool TryCut(string prefix, int number, Proxy proxy, Random random)
    {
        // One that has been killed may still be there together with its successor, and the proxy does not tell them apart.
        if (Running(LifeOf(prefix, number)).ToList() is not [var name] || proxy.Open is not { Count: > 0 } open)
        {
            return false;
        }

        ledger.Write(LedgerEvent.Cutting, name);
        proxy.Cut(open[random.Next(open.Count)]);
        ledger.Write(LedgerEvent.Cut, name);
        return true;
    }

    /// <summary>Tells all workers to stop, and waits until they have. One that is only starting does not know yet what that signal asks of it, and is killed.</summary>
    public async Task StopWorkersAsync()
    {
        _closing = true;
        foreach (var worker in Running(WorkerPrefix))
        {
            if (HasBegun(worker))
            {
                await StopAsync(worker);
            }
            else
            {
                Kill(worker);
            }
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

    private static string NameOf(string prefix, int number, int life) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}.{life}");

    /// <summary>What the names of all that have that number begin with.</summary>
    private static string LifeOf(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}.");

    private IEnumerable<string> Running(string prefix)
        => _running.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>A producer that was killed is followed by one that enqueues what it has not begun to.</summary>
    private async Task KeepProducerAsync(int number, StressOptions given)
    {
        for (var life = 1; given.Jobs > 0 && !_closing; life++)
        {
            given = given with { Name = NameOf(ProducerPrefix, number, life), Seed = given.Seed + life };
            if (await RunProcessAsync(given) == 0)
            {
                return;
            }

            var begun = Ledger.Read(Ledger.PathOf(options.Folder, given.Name)).Where(static entry => entry.Event == LedgerEvent.Enqueueing).ToList();
            given = given with
            {
                Jobs = given.Jobs - begun.Count,
                Poison = given.Poison - begun.Count(static entry => entry.Detail == nameof(Plan.EndProcessAlways)),
            };
        }
    }

    private async Task<int> KeepWorkerAsync(int slot, string server)
    {
        for (var life = 1; ; life++)
        {
            var code = await RunProcessAsync(options with { Role = slot <= options.OldWorkers ? Role.WorkAsOldRelease : Role.Work, Name = NameOf(WorkerPrefix, slot, life), Server = server });
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
            if (_closing)
            {
                Kill(process);
            }

            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync();
            _running.TryRemove(name, out _);
            ledger.Write(LedgerEvent.Exited, name, detail: process.ExitCode.ToString(CultureInfo.InvariantCulture));
            return process.ExitCode;
        }
    }
}
