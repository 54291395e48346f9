using TypedJobs.Stress.Jobs;
using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Stress.Checking;

/// <summary>
/// Proves from the ledgers and from what the broker has left that every job was treated as it must be. It knows nothing of the client.
/// </summary>
/// <remarks>
/// What it proves, job by job: one that was acknowledged was handled, and then completed or buried, and none left the broker before a handler had said so;
/// each further delivery was asked for, or follows a loss that the run's own ledger wrote down before; what was never sent was never handled;
/// it ended as its plan says. Of a job that the broker's own binlog shows as lost it proves no more than that each delivery had a reason.
/// </remarks>
internal sealed class Checker
{
    private readonly IReadOnlyList<LedgerEntry> _entries;
    private readonly FinalState _final;
    private readonly IReadOnlyList<Loss> _losses;
    private readonly IReadOnlyList<Drain> _drains;
    private readonly HashSet<string> _lostByBroker;
    private readonly TimeSpan _begin;
    private readonly List<Finding> _findings = [];
    private readonly List<string> _refusals = [];
    private readonly Tally _tally = new();

    private Checker(IReadOnlyList<LedgerEntry> entries, FinalState final)
    {
        _entries = entries;
        _final = final;
        _losses = Loss.AllOf(entries);
        _drains = Drain.AllOf(entries);
        _lostByBroker = [.. entries.Where(static entry => entry.Event is LedgerEvent.BrokerLostJob or LedgerEvent.BrokerLostBody).Select(static entry => entry.Subject)];
        _begin = entries.Count > 0 ? entries.Min(static entry => entry.Time) : TimeSpan.Zero;
    }

    /// <summary>Checks a run.</summary>
    /// <param name="entries">All ledgers.</param>
    /// <param name="final">What the broker has.</param>
    public static (IReadOnlyList<Finding> Findings, Tally Tally) Check(IReadOnlyList<LedgerEntry> entries, FinalState final)
    {
        var checker = new Checker(entries, final);
        foreach (var job in JobHistory.Of(entries))
        {
            checker.CheckJob(job);
            checker.Conclude(job);
        }

        checker.CheckHandlers();
        checker.CheckProcesses();
        checker.CheckBroker();
        return (checker._findings, checker._tally);
    }

    private void CheckJob(JobHistory job)
    {
        _tally.Jobs++;
        _tally.Acknowledged += job.Acknowledged is null ? 0 : 1;
        _tally.Unknown += job.IsUnknown ? 1 : 0;
        _tally.UnknownHandled += job.IsUnknown && job.Deliveries.Count > 0 ? 1 : 0;
        _tally.NotSent += job.IsNotSent ? 1 : 0;
        _tally.Deliveries += job.Deliveries.Count;
        var wasLost = _lostByBroker.Contains(job.Key);
        _tally.LostByBroker += wasLost ? 1 : 0;
        if (job.Deliveries.Count > 0)
        {
            CheckOrigin(job);
            CheckRepeats(job);
        }

        if (wasLost)
        {
            return;
        }

        if (job.Deliveries.Count == 0)
        {
            CheckNeverHandled(job);
            return;
        }

        CheckCopies(job);
        CheckEnd(job);
    }

    private void CheckNeverHandled(JobHistory job)
    {
        if (job.Acknowledged is { } id)
        {
            Refuse(Has(id) ? "it was acknowledged and never handled; the broker has it still" : "it was acknowledged, never handled, and is gone: LOST");
        }
    }

    private void CheckOrigin(JobHistory job)
    {
        if (job.Plan is null)
        {
            Refuse("it was handled and nobody had enqueued it");
        }

        if (job.IsNotSent)
        {
            Refuse("it was handled though its enqueue said that nothing was sent");
        }

        if (job.Acknowledged is { } id && job.Deliveries.All(delivery => delivery.Job != id))
        {
            Refuse("it was handled only under other ids than the one that was acknowledged");
        }

        if (job.Deliveries.Select(static delivery => delivery.EventId).Distinct().Count() > 1)
        {
            Refuse("its event id is not the same over all deliveries");
        }
    }

    /// <summary>Each delivery but the last of an id must say why there was another.</summary>
    private void CheckRepeats(JobHistory job)
    {
        foreach (var deliveries in job.ById)
        {
            foreach (var (delivery, next) in deliveries.Zip(deliveries.Skip(1)))
            {
                if (delivery.HasFailed && delivery.Finished <= next.Started)
                {
                    _tally.RepeatedByRetry++;
                }
                else if (_losses.FirstOrDefault(loss => loss.Explains(delivery, next.Started) || loss.IsOverslept(next, delivery)) is { } loss)
                {
                    _tally.RepeatedByLoss[loss.Kind] = _tally.RepeatedByLoss.GetValueOrDefault(loss.Kind) + 1;
                    _tally.SnoozesCutInTwo += delivery.Asked == Asked.Snooze ? 1 : 0;
                }
                else
                {
                    Refuse($"it came again at {Seconds(next.Started)} without a reason: the delivery before {Describe(delivery)}, and nothing was lost then");
                }
            }
        }
    }

    /// <summary>A new id is the copy that a snooze made: each needs a snooze of its own that came before it, and each snooze that held has its copy.</summary>
    private void CheckCopies(JobHistory job)
    {
        var copies = job.ById.Select(static deliveries => deliveries.First())
            .Where(first => first.Job != (job.Acknowledged ?? job.Deliveries[0].Job))
            .ToList();
        var snoozes = job.Deliveries.Where(static delivery => delivery.Asked == Asked.Snooze).OrderBy(static delivery => delivery.Finished).ToList();
        _tally.RepeatedBySnooze += copies.Count;
        for (var index = 0; index < copies.Count; index++)
        {
            if (index >= snoozes.Count || snoozes[index].Finished > copies[index].Started)
            {
                Refuse($"{copies[index].Job} handles it too, and no snooze had asked for that copy");
                return;
            }
        }

        var held = job.ById.Count(static deliveries => deliveries.Last().Asked == Asked.Snooze);
        if (held > copies.Count)
        {
            Refuse("it was snoozed, and its copy never came: LOST");
        }
    }

    /// <summary>Each id must have come to an end that a handler asked for, and the broker must agree.</summary>
    private void CheckEnd(JobHistory job)
    {
        foreach (var deliveries in job.ById)
        {
            var id = deliveries.Key;
            var last = EndOf([.. deliveries]);
            if (_final.Waiting.Contains(id))
            {
                Refuse($"{id} is still waiting; its last delivery {Describe(last)}");
            }
            else if (_final.Buried.Contains(id))
            {
                _tally.Buried++;
                CheckBurial(job, [.. deliveries]);
            }
            else if (last.Asked is not (Asked.Completion or Asked.Snooze))
            {
                Refuse($"{id} is gone, and no handler has finished it: the last delivery {Describe(last)}: LOST, or acknowledged to the broker too early");
            }
        }

        var completions = job.Deliveries.Count(static delivery => delivery.Asked == Asked.Completion);
        _tally.Completed += completions > 0 ? 1 : 0;
        _tally.CompletedAgain += completions > 1 ? 1 : 0;
        var mustBeBuried = job.Plan is Plan.Bury or Plan.ThrowAlways or Plan.EndProcessAlways;
        if (completions > 0 == mustBeBuried)
        {
            Refuse(mustBeBuried ? $"its plan ({job.Plan}) is to be buried, and it was completed" : $"its plan ({job.Plan}) is to be completed, and it never was");
        }
    }

    private void CheckBurial(JobHistory job, IReadOnlyList<Delivery> deliveries)
    {
        var failures = deliveries.Count(static delivery => delivery.HasFailed);
        var asked = deliveries.Any(static delivery => delivery.Asked == Asked.Burial);
        if (!asked && failures < StressJobs.MaxAttempts && job.Plan != Plan.EndProcessAlways)
        {
            Refuse($"it is buried after {failures} failures of {StressJobs.MaxAttempts}, and no handler asked for it");
        }

        if (!_final.Records.TryGetValue(deliveries[0].Job, out var eventIds))
        {
            if (!_lostByBroker.Contains(Ledger.RecordOf(Ledger.NumberOf(deliveries[0].Job))) && !deliveries.Any(delivery => _drains.Any(drain => drain.Concerns(delivery))))
            {
                Refuse("it is buried without a failure record");
            }
        }
        else if (!eventIds.Contains(deliveries[0].EventId))
        {
            Refuse($"its failure record names another event: {string.Join(", ", eventIds)}");
        }
    }

    private void CheckHandlers()
        => _findings.AddRange(_entries.Where(static entry => entry.Event == LedgerEvent.Amiss)
            .Select(entry => new Finding(entry.Subject, entry.Detail, entry.Describe(_begin))));

    private void CheckProcesses()
    {
        foreach (var exit in _entries.Where(static entry => entry.Event == LedgerEvent.Exited && entry.Detail != "0"))
        {
            if (!_losses.Any(loss => loss.Kind == LossKind.Process && loss.Process == exit.Subject))
            {
                var lines = _entries.Where(entry => entry.Subject == exit.Subject).Select(entry => entry.Describe(_begin));
                _findings.Add(new Finding(exit.Subject, $"the process ended with exit code {exit.Detail}, and nobody had killed it", string.Join('\n', lines)));
            }
        }
    }

    private void CheckBroker()
    {
        if (_final.WaitingCount > 0)
        {
            _findings.Add(new Finding("broker", $"{_final.WaitingCount} jobs are left that are not buried", string.Empty));
        }

        // Workers bury what has no body, and not everything that lost it is known by a number.
        var withoutBody = _entries.Count(static entry => entry.Event is LedgerEvent.BrokerLostBody or LedgerEvent.BrokerHalfStored);
        if (_final.BuriedCount < _final.Buried.Count || _final.BuriedCount > _final.Buried.Count + withoutBody)
        {
            _findings.Add(new Finding("broker", $"{_final.BuriedCount} jobs are buried, and the ledgers know {_final.Buried.Count} of them", string.Empty));
        }
    }

    /// <summary>
    /// The delivery that an id ended with: the last one. Where a process or the broker was frozen that is not the one that began last, so there it is enough that one
    /// handler has finished it.
    /// </summary>
    private Delivery EndOf(IReadOnlyList<Delivery> deliveries)
    {
        var wasFrozen = deliveries.Any(delivery => _losses.Any(loss => loss.Kind == LossKind.Freeze && (loss.Process ?? delivery.Process) == delivery.Process));
        return (wasFrozen ? deliveries.FirstOrDefault(static delivery => delivery.Asked is Asked.Completion or Asked.Snooze) : null) ?? deliveries[^1];
    }

    private bool Has(string id) => _final.Buried.Contains(id) || _final.Waiting.Contains(id);

    private void Refuse(string what) => _refusals.Add(what);

    private void Conclude(JobHistory job)
    {
        if (_refusals.Count == 0)
        {
            return;
        }

        var state = job.Deliveries.Select(static delivery => delivery.Job).Append(job.Acknowledged).OfType<string>().Distinct()
            .Select(id => $"at the end: {id} is {(_final.Buried.Contains(id) ? "buried" : _final.Waiting.Contains(id) ? "waiting" : "gone")}");
        var losses = _losses
            .Where(loss => loss.Process is null || job.Deliveries.Any(delivery => delivery.Process == loss.Process))
            .Select(loss => $"{loss.Kind} loss of {loss.Process ?? "everybody"} from {Seconds(loss.From)} until {Seconds(loss.Until)}");
        _findings.Add(new Finding(
            job.Key, string.Join("; ", _refusals), string.Join('\n', job.Entries.Select(entry => entry.Describe(_begin)).Concat(state).Concat(losses))));
        _refusals.Clear();
    }

    private string Describe(Delivery delivery)
        => delivery.Finished is { } finished
            ? $"asked for {delivery.Asked} at {Seconds(finished)} in {delivery.Process}"
            : $"began at {Seconds(delivery.Started)} in {delivery.Process} and never ended";

    private string Seconds(TimeSpan time) => time == TimeSpan.MaxValue ? "the end" : $"{(time - _begin).TotalSeconds:F4} s";
}
