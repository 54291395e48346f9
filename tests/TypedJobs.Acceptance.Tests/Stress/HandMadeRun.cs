using TypedJobs.Stress.Checking;
using TypedJobs.Stress.Jobs;
using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Acceptance.Tests.Stress;

/// <summary>Ledgers made by hand: each line is written a second after the one before, unless the test says otherwise.</summary>
internal sealed class HandMadeRun
{
    private readonly List<LedgerEntry> _entries = [];
    private readonly HashSet<string> _buried = [];
    private readonly HashSet<string> _waiting = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _records = [];
    private TimeSpan _now;
    private int _runs;
    private int _buriedBeside;

    /// <summary>A job whose enqueue returned the id.</summary>
    public HandMadeRun Acknowledged(string key, string id, Plan plan = Plan.Complete)
        => Add("producer", LedgerEvent.Enqueueing, key, detail: plan.ToString()).Add("producer", LedgerEvent.Acknowledged, key, id);

    /// <summary>A job whose enqueue failed.</summary>
    public HandMadeRun Failed(string key, LedgerEvent outcome)
        => Add("producer", LedgerEvent.Enqueueing, key, detail: nameof(Plan.Complete)).Add("producer", outcome, key);

    /// <summary>A handler that began, and ended asking for something.</summary>
    public HandMadeRun Handled(string worker, string key, string id, Asked asked, string eventId = "event")
        => Started(worker, key, id, eventId).Ended(worker, key, id, asked);

    /// <summary>The handler that began last has ended.</summary>
    public HandMadeRun Ended(string worker, string key, string id, Asked asked)
        => Add(worker, LedgerEvent.Finished, key, id, _runs, asked.ToString());

    /// <summary>A handler that began.</summary>
    public HandMadeRun Started(string worker, string key, string id, string eventId = "event")
        => Add(worker, LedgerEvent.Started, key, id, ++_runs, eventId);

    public HandMadeRun WorkerKilled(string worker) => Add("run", LedgerEvent.Killing, worker).Exited(worker, 137);

    public HandMadeRun WorkerStopped(string worker) => Add("run", LedgerEvent.Stopping, worker).Exited(worker, 0);

    public HandMadeRun WorkerFrozen(string worker) => Frozen(worker).Pause(seconds: 10).Thawed(worker);

    public HandMadeRun Frozen(string worker) => Add("run", LedgerEvent.Freezing, worker);

    public HandMadeRun Thawed(string worker) => Add("run", LedgerEvent.Thawed, worker);

    /// <summary>One connection of a process was cut.</summary>
    public HandMadeRun ConnectionCut(string process) => Add("run", LedgerEvent.Cutting, process).Add("run", LedgerEvent.Cut, process);

    /// <summary>A handler saw what must not be.</summary>
    public HandMadeRun Amiss(string worker, string key, string what) => Add(worker, LedgerEvent.Amiss, key, detail: what);

    public HandMadeRun Exited(string worker, int code) => Add("run", LedgerEvent.Exited, worker, detail: $"{code}");

    public HandMadeRun BrokerKilled() => Add("run", LedgerEvent.BrokerKilling, "broker").Add("run", LedgerEvent.BrokerBack, "broker");

    /// <summary>The broker's binlog shows that it has lost something.</summary>
    public HandMadeRun BrokerLost(LedgerEvent what, string subject) => Add("run", what, subject);

    public HandMadeRun Pause(int seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    /// <summary>What the broker has buried, with a failure record of its event.</summary>
    public HandMadeRun Buried(string id, string? recorded = "event")
    {
        _buried.Add(id);
        if (recorded is not null)
        {
            _records[id] = [recorded];
        }

        return this;
    }

    /// <summary>What the broker has buried of which the ledgers know no number.</summary>
    public HandMadeRun BuriedBeside(int jobs)
    {
        _buriedBeside += jobs;
        return this;
    }

    /// <summary>What the broker has, and not buried.</summary>
    public HandMadeRun Waiting(params string[] ids)
    {
        _waiting.UnionWith(ids);
        return this;
    }

    /// <summary>What the checker finds.</summary>
    public IReadOnlyList<Finding> Check()
        => Checker.Check(
            _entries,
            new FinalState { Buried = _buried, Waiting = _waiting, Records = _records, BuriedCount = _buried.Count + _buriedBeside, WaitingCount = _waiting.Count }).Findings;

    private HandMadeRun Add(string process, LedgerEvent happened, string subject, string job = "", int run = 0, string detail = "")
    {
        _now += TimeSpan.FromSeconds(1);
        _entries.Add(new LedgerEntry(_now, process, happened, subject) { Job = job, Run = run, Detail = detail });
        return this;
    }
}
