using Microsoft.Extensions.Time.Testing;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class SuspectLaneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();
    private readonly SuspectLane _lane;

    public SuspectLaneTests() => _lane = new SuspectLane(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_suspect_waits_for_what_runs_and_the_others_wait_for_the_suspect()
    {
        _lane.Enter();
        var turn = Suspect();
        var other = Other();
        Assert.False(turn.IsCompleted || other.IsCompleted);

        _lane.Exit();
        var alone = await turn.WaitAsync(Cancellation);
        var another = Other();
        Assert.False(other.IsCompleted || another.IsCompleted);

        alone.Dispose();
        await Task.WhenAll(other, another).WaitAsync(Cancellation);
        Assert.False(_lane.IsClosed);
    }

    [Fact]
    public async Task Where_nothing_runs_a_suspect_has_its_turn_at_once()
    {
        using var turn = await Suspect().WaitAsync(Cancellation);

        Assert.True(_lane.IsClosed);
    }

    [Fact]
    public async Task What_waited_for_one_suspect_begins_before_the_next_has_its_turn()
    {
        var first = await Suspect().WaitAsync(Cancellation);
        var second = Suspect();
        var other = Other();

        first.Dispose();
        _lane.Exit();
        await other.WaitAsync(Cancellation);
        Assert.False(second.IsCompleted);

        _lane.Exit();
        await second.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Nobody_waits_for_longer_than_it_is_bearable()
    {
        _lane.Enter();
        var turn = Suspect();
        var other = Other();

        _time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(turn.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await turn.WaitAsync(Cancellation);

        _time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(other.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await other.WaitAsync(Cancellation);
        Assert.False(_lane.IsClosed);
    }

    [Fact]
    public async Task Many_suspects_have_their_turns_one_after_the_other()
    {
        var line = Enumerable.Range(0, 14).Select(_ => Suspect()).ToList();
        while (line.Count > 0)
        {
            var turn = await (await Task.WhenAny(line).WaitAsync(Cancellation));
            Assert.Equal(1, line.RemoveAll(static suspect => suspect.IsCompleted));

            turn.Dispose();
            _lane.Exit();
        }

        Assert.False(_lane.IsClosed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_suspect_that_gives_up_holds_up_nobody(bool isNext)
    {
        _lane.Enter();
        using var leaving = new CancellationTokenSource();
        var (first, second) = isNext ? (Suspect(leaving.Token), null) : (Suspect(), Suspect(leaving.Token));
        var other = Other();

        // Which of two is the next is random: both orders are tried, in the long run.
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second ?? first);
        _lane.Exit();
        _lane.Exit();
        if (second is not null)
        {
            (await first.WaitAsync(Cancellation)).Dispose();
        }

        await other.WaitAsync(Cancellation);
        Assert.False(_lane.IsClosed);
    }

    [Fact]
    public async Task Who_gives_up_waiting_for_a_suspect_is_counted_no_more_than_before()
    {
        var turn = await Suspect().WaitAsync(Cancellation);
        using var leaving = new CancellationTokenSource();
        var other = Other(leaving.Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        _lane.Exit();
        turn.Dispose();
        _lane.Exit();

        using var next = await Suspect().WaitAsync(Cancellation);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(10, 10)]
    [InlineData(11, 5)]
    [InlineData(14, 0.625)]
    [InlineData(15, 0.5)]
    [InlineData(long.MaxValue, 0.5)]
    public void A_turn_lasts_the_longer_the_nearer_the_job_is_to_its_burial(long deliveriesLeft, double seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), SuspectLane.TurnBefore(deliveriesLeft));

    private Task<SuspectLane.Turn> Suspect(CancellationToken? cancellationToken = null)
    {
        _lane.Enter();
        return _lane.TakeAsync(Patience, cancellationToken ?? Cancellation);
    }

    private Task Other(CancellationToken? cancellationToken = null)
    {
        _lane.Enter();
        return _lane.WaitForOthersAsync(cancellationToken ?? Cancellation);
    }
}
