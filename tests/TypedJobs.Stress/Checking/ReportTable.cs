using System.Globalization;
using TypedJobs.Stress.Ledgers;
using TypedJobs.Stress.Running;

namespace TypedJobs.Stress.Checking;

/// <summary>What a run ends with: its figures, in Markdown.</summary>
internal static class ReportTable
{
    public static void Write(
        TextWriter output, StressOptions options, IReadOnlyList<LedgerEntry> entries, Tally tally, FinalState final, int findings, TimeSpan elapsed)
    {
        (string Name, object Value)[] rows =
        [
            ("Jobs that producers meant to enqueue", tally.Jobs),
            ("Acknowledged", tally.Acknowledged),
            ("Outcome unknown", tally.Unknown),
            ("of these stored after all, and handled", tally.UnknownHandled),
            ("Not sent", tally.NotSent),
            ("Handlers started", tally.Deliveries),
            ("Jobs completed", tally.Completed),
            ("of these more than once, explained", tally.CompletedAgain),
            ("Jobs buried at the end", tally.Buried),
            ("Repeats that a handler asked for (retry)", tally.RepeatedByRetry),
            ("Repeats that a handler asked for (snooze)", tally.RepeatedBySnooze),
            ("Repeats because a worker process was lost", tally.RepeatedByLoss.GetValueOrDefault(LossKind.Process)),
            ("Repeats because the broker was lost", tally.RepeatedByLoss.GetValueOrDefault(LossKind.Broker)),
            ("Repeats because a connection was cut", tally.RepeatedByLoss.GetValueOrDefault(LossKind.Connection)),
            ("Repeats because a worker or the broker was frozen beyond a time-to-run", tally.RepeatedByLoss.GetValueOrDefault(LossKind.Freeze)),
            ("Repeats because a worker was told to stop", tally.RepeatedByLoss.GetValueOrDefault(LossKind.Stop)),
            ("Snoozes cut in two", tally.SnoozesCutInTwo),
            ("Workers killed (SIGKILL)", CountOf(LedgerEvent.Killing, Fleet.WorkerPrefix)),
            ("Producers killed (SIGKILL)", CountOf(LedgerEvent.Killing, Fleet.ProducerPrefix)),
            ("Workers ended by a handler", Count(LedgerEvent.Ending)),
            ("Workers told to stop (SIGTERM), at the end too", Count(LedgerEvent.Stopping)),
            ("Workers frozen (SIGSTOP) for a while", Count(LedgerEvent.Freezing)),
            ("Connections cut", Count(LedgerEvent.Cut)),
            ("Broker killed (SIGKILL) and restarted, after drains too", Count(LedgerEvent.BrokerKilling)),
            ("Broker frozen (SIGSTOP) for a while", Count(LedgerEvent.BrokerFreezing)),
            ("Broker drained (SIGUSR1), killed and restarted", Count(LedgerEvent.BrokerDraining)),
            ("Jobs that the broker lost, as its binlog shows", tally.LostByBroker),
            ("Jobs and failure records of which it lost the body", Count(LedgerEvent.BrokerLostBody)),
            ("Jobs and failure records of which it lost all", Count(LedgerEvent.BrokerLostJob)),
            ("Puts that nobody was told of, there without a body", Count(LedgerEvent.BrokerHalfStored)),
            ("Left in the tubes, not buried", final.WaitingCount),
            ("Seconds", elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)),
            ("What does not hold", findings),
        ];
        output.WriteLine();
        output.WriteLine($"| Seed {options.Seed} | |");
        output.WriteLine("|---|---:|");
        foreach (var (name, value) in rows)
        {
            output.WriteLine($"| {name} | {value} |");
        }

        output.WriteLine();

        int Count(LedgerEvent happened) => entries.Count(entry => entry.Event == happened);

        int CountOf(LedgerEvent happened, string prefix)
            => entries.Count(entry => entry.Event == happened && entry.Subject.StartsWith(prefix, StringComparison.Ordinal));
    }
}
