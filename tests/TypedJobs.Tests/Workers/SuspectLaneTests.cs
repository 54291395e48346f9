using Microsoft.Extensions.Time.Testing;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class SuspectLaneTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_has_its_turn_and_the_next_has_it_when_the_first_is_done()
    {
        var lane = SuspectLane.For(concurrency: 16, _time);
        var first = lane.TryTake();
        Assert.NotNull(first);
        Assert.Null(lane.TryTake());
        var second = lane.TakeAsync(Cancellation);
        Assert.False(second.IsCompleted);

        first.Dispose();

        Assert.NotSame(SuspectLane.Turn.OutOfLine, await second.WaitAsync(Cancellation));
        Assert.Null(lane.TryTake());
    }

    [Fact]
    public async Task A_turn_that_takes_long_does_not_hold_up_the_next()
    {
        var lane = SuspectLane.For(concurrency: 16, _time);
        var first = lane.TryTake()!;
        var second = lane.TakeAsync(Cancellation);

        _time.Advance(SuspectLane.LongestTurn);

        var turn = await second.WaitAsync(Cancellation);
        first.Dispose();
        Assert.Null(lane.TryTake());
        turn.Dispose();
        Assert.NotNull(lane.TryTake());
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(16, 14)]
    public async Task A_full_line_lets_one_go_on_so_that_a_slot_is_left(int concurrency, int longest)
    {
        var lane = SuspectLane.For(concurrency, _time);
        using var first = lane.TryTake();
        var waiting = Enumerable.Range(0, longest).Select(_ => lane.TakeAsync(Cancellation)).ToList();
        Assert.DoesNotContain(waiting, static turn => turn.IsCompleted);

        waiting.Add(lane.TakeAsync(Cancellation));

        Assert.Same(SuspectLane.Turn.OutOfLine, await await Task.WhenAny(waiting));
        Assert.Equal(longest, waiting.Count(static turn => !turn.IsCompleted));
    }

    [Fact]
    public void A_worker_with_one_slot_has_no_line()
    {
        var lane = SuspectLane.For(concurrency: 1, _time);

        Assert.Same(SuspectLane.Turn.OutOfLine, lane.TryTake());
        Assert.Same(SuspectLane.Turn.OutOfLine, lane.TryTake());
    }

    [Fact]
    public async Task Who_leaves_the_line_gets_no_turn()
    {
        var lane = SuspectLane.For(concurrency: 16, _time);
        var first = lane.TryTake()!;
        using var leaving = new CancellationTokenSource();
        var second = lane.TakeAsync(leaving.Token);

        await leaving.CancelAsync();
        first.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.NotNull(lane.TryTake());
    }
}
