using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TypedJobs.Stress.Jobs;
using TypedJobs.Stress.Ledgers;
using TypedJobs.TestServers;

namespace TypedJobs.Stress.Running;

/// <summary>
/// A beanstalkd with a binlog, which can be killed and comes back with its jobs.
/// </summary>
/// <remarks>
/// The binlog is written before the answer to a put is, so what was acknowledged is with the operating system and outlives the killed process, unless that was just
/// moving it from one file to another.
/// How often it is synced to the disk (<c>-f</c>, here the server's default of 50 ms) matters only when the machine goes down, which no process can try out.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "It is disposed asynchronously.")]
internal sealed class LoggedBroker(string folder, Ledger ledger) : IAsyncDisposable
{
    private readonly string _binlog = Directory.CreateDirectory(Path.Combine(folder, "binlog")).FullName;
    private BeanstalkdServer _server = null!;

    // What it was started with.
    private Binlog _before = Binlog.Empty;

    public string Address => _server.Address;

    public int Port => _server.Port;

    public async Task StartAsync() => _server = await BeanstalkdServer.StartAsync("-b", _binlog);

    /// <summary>Kills it, and starts it again on the same port after a while.</summary>
    public async Task KillAndRestartAsync(TimeSpan downtime, CancellationToken cancellationToken)
    {
        ledger.Write(LedgerEvent.BrokerKilling, Address);
        var port = _server.Port;
        await _server.KillAsync();
        WriteWhatItLost();
        await Task.Delay(downtime, cancellationToken);
        _server = await BeanstalkdServer.StartOnPortAsync(port, "-b", _binlog);
        ledger.Write(LedgerEvent.BrokerBack, Address);
    }

    /// <summary>Lets it answer nobody for a while: its connections stay, and its clocks go on.</summary>
    public async Task FreezeAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        ledger.Write(LedgerEvent.BrokerFreezing, Address);
        await _server.SignalAsync("STOP");
        await Task.Delay(duration, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.SignalAsync("CONT");
        ledger.Write(LedgerEvent.BrokerThawed, Address);
    }

    /// <summary>Lets it refuse new jobs for a while, and then restarts it: nothing else ends that.</summary>
    public async Task DrainAndRestartAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        ledger.Write(LedgerEvent.BrokerDraining, Address);
        await _server.DrainAsync();
        await Task.Delay(duration, cancellationToken);
        await KillAndRestartAsync(TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Only now can be told what the broker has lost from what anybody else has: nobody has read the binlog since.</summary>
    private void WriteWhatItLost()
    {
        var left = Binlog.Read(_binlog);
        foreach (var (id, job) in left.LostSince(_before))
        {
            ledger.Write(left.Jobs.ContainsKey(id) ? LedgerEvent.BrokerLostBody : LedgerEvent.BrokerLostJob, SubjectOf(job), detail: $"#{id} of {job.Tube}");
        }

        foreach (var (id, job) in left.Jobs.Where(job => !job.Value.IsWhole && !_before.Jobs.ContainsKey(job.Key)))
        {
            ledger.Write(LedgerEvent.BrokerHalfStored, job.Tube, detail: $"#{id}");
        }

        _before = left;
    }

    /// <summary>What the ledgers call a job, or its failure record.</summary>
    private static string SubjectOf(StoredJob stored)
    {
        using var json = JsonDocument.Parse(stored.Body);
        var root = json.RootElement;
        return root.TryGetProperty("job", out var job)
            ? stored.Tube.EndsWith(StressJobs.FailuresEnding, StringComparison.Ordinal) ? Ledger.RecordOf(job.GetUInt64()) : stored.Tube
            : (root.TryGetProperty("data", out var data) ? data : root).GetProperty("key").GetString()!;
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
