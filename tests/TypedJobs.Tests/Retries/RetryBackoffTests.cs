using TypedJobs.Retries;
using Xunit;

namespace TypedJobs.Tests.Retries;

public sealed class RetryBackoffTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(5, 32)]
    [InlineData(11, 2048)]
    [InlineData(12, 3600)]
    [InlineData(13, 3600)]
    [InlineData(int.MaxValue, 3600)]
    public void The_longest_wait_doubles_up_to_an_hour(int failuresBefore, int seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), new RetryBackoff(static () => 1).DelayAfter(failuresBefore));

    [Fact]
    public void Any_part_of_it_may_be_taken()
        => Assert.Equal(TimeSpan.FromSeconds(8), new RetryBackoff(static () => 0.25).DelayAfter(5));

    [Fact]
    public void It_is_never_less_than_a_second()
        => Assert.Equal(TimeSpan.FromSeconds(1), new RetryBackoff(static () => 0).DelayAfter(9));

    [Fact]
    public void Jobs_that_failed_together_do_not_come_back_together()
        => Assert.True(Enumerable.Range(0, 100).Select(static _ => RetryBackoff.Shared.DelayAfter(10)).Distinct().Count() > 90);
}
