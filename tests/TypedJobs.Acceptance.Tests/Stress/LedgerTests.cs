using TypedJobs.Acceptance.Tests.Programs;
using TypedJobs.Stress.Ledgers;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Stress;

public sealed class LedgerTests
{
    [Fact]
    public void What_several_processes_wrote_is_read_in_the_order_of_time()
    {
        using var folder = new TemporaryFolder();
        using var first = Ledger.Create(folder.Path, "worker-1");
        using var second = Ledger.Create(folder.Path, "worker-2");
        second.Write(LedgerEvent.Started, "a", "broker#1", second.NextRun(), "event");
        first.Write(LedgerEvent.Unknown, "b", detail: "two\nlines\tand a tab");
        second.Write(LedgerEvent.Finished, "a", "broker#1", 1, nameof(Asked.Completion));

        var entries = Ledger.ReadAll(folder.Path);

        Assert.Equal(
            [("worker-2", "a", "broker#1", 1, "event"), ("worker-1", "b", "", 0, "two lines and a tab"), ("worker-2", "a", "broker#1", 1, "Completion")],
            entries.Select(static entry => (entry.Process, entry.Subject, entry.Job, entry.Run, entry.Detail)));
    }

    [Fact]
    public async Task A_line_that_was_cut_off_by_a_kill_was_never_written()
    {
        using var folder = new TemporaryFolder();
        using (var ledger = Ledger.Create(folder.Path, "worker"))
        {
            ledger.Write(LedgerEvent.Started, "a", "broker#1", 1, "event");
        }

        await File.AppendAllTextAsync(Ledger.PathOf(folder.Path, "worker"), "123\tFinis", TestContext.Current.CancellationToken);

        Assert.Equal(LedgerEvent.Started, Assert.Single(Ledger.ReadAll(folder.Path)).Event);
    }
}
