using TypedJobs.Stress.Jobs;
using TypedJobs.Stress.Ledgers;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Stress;

/// <summary>A checker that accepts everything proves nothing: each rule of it has a run that it must refuse, and one beside it that it must accept.</summary>
public sealed class CheckerTests
{
    private const string Id = "broker#1";
    private const string Copy = "broker#2";

    [Fact]
    public void A_job_that_is_handled_once_and_gone_is_well()
        => AssertHolds(new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Completion));

    [Fact]
    public void A_job_that_was_acknowledged_and_never_came_is_lost()
        => AssertRefused(new HandMadeRun().Acknowledged("a", Id), "LOST");

    [Theory]
    [InlineData(nameof(LedgerEvent.BrokerLostJob))]
    [InlineData(nameof(LedgerEvent.BrokerLostBody))]
    public void What_the_binlog_shows_as_lost_is_the_brokers_loss_and_no_reason_to_come_again(string loss)
    {
        var what = Enum.Parse<LedgerEvent>(loss);
        AssertHolds(new HandMadeRun().Acknowledged("a", Id).BrokerKilled().BrokerLost(what, "a"));
        AssertHolds(new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Snooze).BrokerKilled().BrokerLost(what, "a"));
        AssertRefused(new HandMadeRun().Acknowledged("a", Id).BrokerKilled().BrokerLost(what, "b"), "LOST");
        AssertRefused(
            new HandMadeRun()
                .Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Completion).Handled("w2", "a", Id, Asked.Completion).BrokerKilled().BrokerLost(what, "a"),
            "without a reason");
    }

    [Fact]
    public void A_failure_record_may_be_missing_that_the_binlog_shows_as_lost()
    {
        AssertHolds(new HandMadeRun()
            .Acknowledged("a", Id, Plan.Bury).Handled("w1", "a", Id, Asked.Burial).BrokerKilled().BrokerLost(LedgerEvent.BrokerLostJob, Ledger.RecordOf(1)).Buried(Id, recorded: null));
        AssertRefused(
            new HandMadeRun()
                .Acknowledged("a", Id, Plan.Bury).Handled("w1", "a", Id, Asked.Burial).BrokerKilled().BrokerLost(LedgerEvent.BrokerLostJob, Ledger.RecordOf(2)).Buried(Id, recorded: null),
            "without a failure record");
    }

    [Fact]
    public void As_many_jobs_may_be_buried_that_nobody_knows_as_have_lost_their_bodies()
    {
        var run = new HandMadeRun().BrokerKilled().BrokerLost(LedgerEvent.BrokerHalfStored, "tube").BuriedBeside(1);
        AssertHolds(run);
        AssertRefused(run.BuriedBeside(1), "2 jobs are buried, and the ledgers know 0 of them");
    }

    [Fact]
    public void A_job_that_left_the_broker_before_its_handler_had_finished_was_acknowledged_too_early()
        => AssertRefused(new HandMadeRun().Acknowledged("a", Id).Started("w1", "a", Id).WorkerKilled("w1"), "too early");

    [Theory]
    [InlineData(nameof(Asked.Retry))]
    [InlineData(nameof(Asked.Nothing))]
    [InlineData(nameof(Asked.Burial))]
    public void A_job_that_is_gone_though_its_handler_wanted_it_kept_is_lost(string asked)
        => AssertRefused(new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Enum.Parse<Asked>(asked)).WorkerStopped("w1"), "LOST");

    [Fact]
    public void A_job_that_waits_at_the_end_is_refused()
        => AssertRefused(new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Retry).Waiting(Id), "still waiting");

    [Fact]
    public void A_completed_job_that_comes_again_without_a_reason_is_refused()
        => AssertRefused(
            new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Completion).Handled("w2", "a", Id, Asked.Completion),
            "came again", "without a reason");

    [Fact]
    public void A_retry_is_a_reason_to_come_again()
        => AssertHolds(new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Retry).Handled("w2", "a", Id, Asked.Completion));

    [Fact]
    public void A_retry_is_no_reason_before_it_was_asked_for()
    {
        var run = new HandMadeRun().Acknowledged("a", Id).Started("w1", "a", Id).Handled("w2", "a", Id, Asked.Completion);

        AssertRefused(run, "without a reason");
    }

    [Fact]
    public void A_killed_worker_is_a_reason_for_its_own_jobs()
    {
        AssertHolds(new HandMadeRun().Acknowledged("a", Id).Started("w1", "a", Id).WorkerKilled("w1").Handled("w2", "a", Id, Asked.Completion));
        AssertHolds(new HandMadeRun()
            .Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Completion).WorkerKilled("w1").Handled("w2", "a", Id, Asked.Completion));
        AssertRefused(
            new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Completion).WorkerKilled("w3").Handled("w2", "a", Id, Asked.Completion),
            "without a reason");
    }

    [Fact]
    public void A_loss_is_no_reason_before_the_delivery_nor_long_after_its_end_nor_after_the_repeat()
    {
        AssertRefused(
            new HandMadeRun()
                .BrokerKilled().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Completion).Handled("w2", "a", Id, Asked.Completion),
            "without a reason");
        AssertRefused(
            new HandMadeRun()
                .Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Completion).Pause(seconds: 5).BrokerKilled().Handled("w2", "a", Id, Asked.Completion),
            "without a reason");
        AssertRefused(
            new HandMadeRun()
                .Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Completion).Handled("w2", "a", Id, Asked.Completion).BrokerKilled(),
            "without a reason");
    }

    [Fact]
    public void A_killed_broker_is_a_reason_for_every_job_that_was_held()
        => AssertHolds(new HandMadeRun()
            .Acknowledged("a", Id).Acknowledged("b", Copy)
            .Started("w1", "a", Id).Handled("w2", "b", Copy, Asked.Completion)
            .BrokerKilled()
            .Handled("w2", "a", Id, Asked.Completion).Handled("w1", "b", Copy, Asked.Completion));

    [Fact]
    public void A_cut_connection_is_a_reason_for_what_its_worker_held_then()
    {
        AssertHolds(new HandMadeRun().Acknowledged("a", Id).Started("w1", "a", Id).ConnectionCut("w1").Handled("w2", "a", Id, Asked.Completion));
        AssertRefused(
            new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Completion).ConnectionCut("w3").Handled("w2", "a", Id, Asked.Completion),
            "without a reason");
        AssertRefused(
            new HandMadeRun()
                .Acknowledged("a", Id).ConnectionCut("w1").Pause(seconds: 5).Handled("w1", "a", Id, Asked.Completion).Handled("w2", "a", Id, Asked.Completion),
            "without a reason");
    }

    [Fact]
    public void A_cut_connection_that_takes_a_job_for_good_has_lost_it()
        => AssertRefused(new HandMadeRun().Acknowledged("a", Id).Started("w1", "a", Id).ConnectionCut("w1"), "LOST");

    [Fact]
    public void What_a_handler_saw_amiss_is_refused_though_its_job_is_well()
    {
        var finding = Assert.Single(new HandMadeRun()
            .Acknowledged("a", Id).Started("w1", "a", Id).Amiss("w1", "a", "4 of its kind run at once").Ended("w1", "a", Id, Asked.Completion)
            .Check());

        Assert.Equal(("a", "4 of its kind run at once"), (finding.Subject, finding.What));
    }

    [Fact]
    public void A_frozen_worker_is_a_reason_for_what_it_held_then()
    {
        AssertHolds(new HandMadeRun().Acknowledged("a", Id).Started("w1", "a", Id).WorkerFrozen("w1").Handled("w2", "a", Id, Asked.Completion));
        AssertRefused(
            new HandMadeRun().Acknowledged("a", Id).WorkerFrozen("w1").Handled("w1", "a", Id, Asked.Completion).Handled("w2", "a", Id, Asked.Completion),
            "without a reason");
    }

    [Fact]
    public void A_frozen_worker_may_begin_late_what_another_has_done_meanwhile_but_not_long_after()
    {
        AssertHolds(Frozen().Thawed("w1").Handled("w1", "a", Id, Asked.Nothing));
        AssertHolds(Frozen().Handled("w1", "a", Id, Asked.Nothing).Thawed("w1"));
        AssertRefused(Frozen().Thawed("w1").Pause(seconds: 5).Handled("w1", "a", Id, Asked.Completion), "without a reason");

        static HandMadeRun Frozen() => new HandMadeRun().Acknowledged("a", Id).Frozen("w1").Handled("w2", "a", Id, Asked.Completion);
    }

    [Fact]
    public void A_stop_is_a_reason_only_for_what_it_cut_short()
    {
        AssertHolds(new HandMadeRun()
            .Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Nothing).WorkerStopped("w1").Handled("w2", "a", Id, Asked.Completion));
        AssertRefused(
            new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Completion).WorkerStopped("w1").Handled("w2", "a", Id, Asked.Completion),
            "without a reason");
    }

    [Fact]
    public void A_job_under_a_second_id_needs_a_snooze()
    {
        AssertHolds(new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Snooze).Handled("w1", "a", Copy, Asked.Completion));
        AssertRefused(
            new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Completion).Handled("w1", "a", Copy, Asked.Completion),
            "no snooze");
        AssertRefused(
            new HandMadeRun()
                .Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Snooze).Handled("w1", "a", Copy, Asked.Completion)
                .Handled("w1", "a", "broker#3", Asked.Completion),
            "no snooze");
    }

    [Fact]
    public void A_snooze_that_was_cut_in_two_may_run_twice()
        => AssertHolds(new HandMadeRun()
            .Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Snooze).WorkerKilled("w1")
            .Handled("w2", "a", Copy, Asked.Completion).Handled("w2", "a", Id, Asked.Completion));

    [Fact]
    public void A_snooze_whose_copy_never_comes_has_lost_the_job()
        => AssertRefused(new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Snooze), "copy never came");

    [Fact]
    public void The_event_id_is_the_same_over_all_deliveries()
        => AssertRefused(
            new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Retry, "first").Handled("w1", "a", Id, Asked.Completion, "second"),
            "event id");

    [Fact]
    public void What_was_not_sent_is_not_handled()
    {
        AssertHolds(new HandMadeRun().Failed("a", LedgerEvent.NotSent));
        AssertRefused(new HandMadeRun().Failed("a", LedgerEvent.NotSent).Handled("w1", "a", Id, Asked.Completion), "nothing was sent");
    }

    [Fact]
    public void An_unknown_outcome_may_be_handled_once_or_not_at_all()
    {
        AssertHolds(new HandMadeRun().Failed("a", LedgerEvent.Unknown));
        AssertHolds(new HandMadeRun().Failed("a", LedgerEvent.Unknown).Handled("w1", "a", Id, Asked.Completion));
        AssertRefused(
            new HandMadeRun().Failed("a", LedgerEvent.Unknown).Handled("w1", "a", Id, Asked.Completion).Handled("w1", "a", Copy, Asked.Completion),
            "no snooze");
    }

    [Fact]
    public void A_burial_needs_a_handler_that_asked_for_it_or_a_budget_that_is_used_up()
    {
        AssertHolds(new HandMadeRun().Acknowledged("a", Id, Plan.Bury).Handled("w1", "a", Id, Asked.Burial).Buried(Id));
        var failures = new HandMadeRun().Acknowledged("a", Id, Plan.ThrowAlways);
        for (var attempt = 1; attempt < StressJobs.MaxAttempts; attempt++)
        {
            failures.Handled("w1", "a", Id, Asked.Retry);
        }

        AssertRefused(failures.Buried(Id), "no handler asked for it");
        AssertHolds(failures.Handled("w1", "a", Id, Asked.Retry));
    }

    [Fact]
    public void A_burial_needs_a_record_of_the_same_event()
    {
        AssertRefused(
            new HandMadeRun().Acknowledged("a", Id, Plan.Bury).Handled("w1", "a", Id, Asked.Burial).Buried(Id, recorded: null), "without a failure record");
        AssertRefused(
            new HandMadeRun().Acknowledged("a", Id, Plan.Bury).Handled("w1", "a", Id, Asked.Burial).Buried(Id, recorded: "another"), "names another event");
    }

    [Fact]
    public void A_handler_that_was_cancelled_for_its_timeout_must_have_taken_that_long()
    {
        AssertHolds(new HandMadeRun()
            .Acknowledged("a", Id).Started("w1", "a", Id).Pause(seconds: 10).Ended("w1", "a", Id, Asked.Timeout).Handled("w1", "a", Id, Asked.Completion));
        AssertRefused(
            new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Timeout).Handled("w1", "a", Id, Asked.Completion), "without a reason");
    }

    [Fact]
    public void A_job_that_ends_its_process_each_time_is_buried_without_having_failed_and_no_other_is()
    {
        AssertHolds(new HandMadeRun()
            .Acknowledged("a", Id, Plan.EndProcessAlways).Started("w1", "a", Id).WorkerKilled("w1").Started("w2", "a", Id).WorkerKilled("w2").Buried(Id));
        AssertRefused(
            new HandMadeRun().Acknowledged("a", Id).Started("w1", "a", Id).WorkerKilled("w1").Started("w2", "a", Id).WorkerKilled("w2").Buried(Id),
            "no handler asked for it");
    }

    [Fact]
    public void A_job_ends_as_planned()
    {
        AssertRefused(new HandMadeRun().Acknowledged("a", Id, Plan.Bury).Handled("w1", "a", Id, Asked.Completion), "to be buried");
        AssertRefused(new HandMadeRun().Acknowledged("a", Id).Handled("w1", "a", Id, Asked.Burial).Buried(Id), "to be completed");
    }

    [Fact]
    public void A_process_that_ends_badly_without_having_been_killed_is_refused()
    {
        AssertHolds(new HandMadeRun().WorkerKilled("w1").WorkerStopped("w2"));
        AssertRefused(new HandMadeRun().Exited("w1", 134), "nobody had killed it");
    }

    [Fact]
    public void What_is_refused_comes_with_the_whole_history_of_the_job()
    {
        var finding = Assert.Single(new HandMadeRun()
            .Acknowledged("other", Copy).Handled("w1", "other", Copy, Asked.Completion)
            .Acknowledged("a", Id).Started("w1", "a", Id).WorkerKilled("w1")
            .Check());

        Assert.Equal("a", finding.Subject);
        Assert.All(["Enqueueing", "Acknowledged", "Started", "Process loss of w1", "is gone"], part => Assert.Contains(part, finding.History, StringComparison.Ordinal));
        Assert.DoesNotContain("other", finding.History, StringComparison.Ordinal);
    }

    private static void AssertHolds(HandMadeRun run) => Assert.Empty(run.Check());

    private static void AssertRefused(HandMadeRun run, params string[] reasons)
    {
        var findings = run.Check();
        Assert.NotEmpty(findings);
        Assert.All(reasons, reason => Assert.Contains(findings, finding => finding.What.Contains(reason, StringComparison.Ordinal)));
    }
}
