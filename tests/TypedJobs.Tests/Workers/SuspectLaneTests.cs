using Microsoft.Extensions.Time.Testing;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class SuspectLaneTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_has_its_turn_and_the_next_has_it_when_the_first_is_done()
    {
        var lane = SuspectLane.For(concurrency: 16, _time);
        var first = lane.TryTake(Length);
        Assert.NotNull(first);
        Assert.Null(lane.TryTake(Length));
        var second = lane.TakeAsync(Length, Cancellation);
        Assert.False(second.IsCompleted);

        first.Dispose();

        Assert.NotSame(SuspectLane.Turn.OutOfLine, await second.WaitAsync(Cancellation));
        Assert.Null(lane.TryTake(Length));
    }

    [Fact]
    public async Task A_turn_that_takes_long_does_not_hold_up_the_next()
    {
        var lane = SuspectLane.For(concurrency: 16, _time);
        var first = lane.TryTake(Length)!;
        var second = lane.TakeAsync(Length, Cancellation);

        _time.Advance(Length - TimeSpan.FromMilliseconds(1));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        var turn = await second.WaitAsync(Cancellation);
        first.Dispose();
        Assert.Null(lane.TryTake(Length));
        turn.Dispose();
        Assert.NotNull(lane.TryTake(Length));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(16, 14)]
    public async Task A_full_line_lets_one_go_on_so_that_a_slot_is_left(int concurrency, int longest)
    {
        var lane = SuspectLane.For(concurrency, _time);
        using var first = lane.TryTake(Length);
        var waiting = Enumerable.Range(0, longest).Select(_ => lane.TakeAsync(Length, Cancellation)).ToList();
        Assert.DoesNotContain(waiting, static turn => turn.IsCompleted);

        waiting.Add(lane.TakeAsync(Length, Cancellation));

        Assert.Same(SuspectLane.Turn.OutOfLine, await await Task.WhenAny(waiting));
        Assert.Equal(longest, waiting.Count(static turn => !turn.IsCompleted));
    }

    [Fact]
    public void A_worker_with_one_slot_has_no_line()
    {
        var lane = SuspectLane.For(concurrency: 1, _time);

        Assert.Same(SuspectLane.Turn.OutOfLine, lane.TryTake(Length));
        Assert.Same(SuspectLane.Turn.OutOfLine, lane.TryTake(Length));
    }

    [Fact]
    public async Task Who_leaves_the_line_gets_no_turn()
    {
        var lane = SuspectLane.For(concurrency: 16, _time);
        var first = lane.TryTake(Length)!;
        using var leaving = new CancellationTokenSource();
        var second = lane.TakeAsync(Length, leaving.Token);

        await leaving.CancelAsync();
        first.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.NotNull(lane.TryTake(Length));
    }

    [Fact]
    public async Task A_whole_line_that_hangs_has_had_its_turns_as_soon_as_they_are_over()
    {
        var lane = SuspectLane.For(concurrency: 16, _time);
        using var first = lane.TryTake(Length);
        var line = Enumerable.Range(0, 14).Select(_ => lane.TakeAsync(Length, Cancellation)).ToList();

        for (var passed = 1; passed <= 14; passed++)
        {
            _time.Advance(Length);
            await await Task.WhenAny(line).WaitAsync(Cancellation);
            Assert.Equal(1, line.RemoveAll(static turn => turn.IsCompleted));
        }

        Assert.Null(lane.TryTake(Length));
        _time.Advance(Length);
        Assert.NotNull(lane.TryTake(Length));
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
}
