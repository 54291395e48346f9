using TypedJobs.Retries;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Retries;

public sealed class RetryBackoffTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(5, 32)]
    [InlineData(11, 2048)]
    [InlineData(12, 3600)]
    [InlineData(13, 3600)]
    [InlineData(int.MaxValue, 3600)]
    public void The_longest_wait_doubles_up_to_an_hour(int failuresBefore, int seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), new RetryBackoff(static () => 1).DelayAfter(Probe.Contract, failuresBefore));

    [Fact]
    public void Any_part_of_it_may_be_taken()
        => Assert.Equal(TimeSpan.FromSeconds(8), new RetryBackoff(static () => 0.25).DelayAfter(Probe.Contract, 5));

    [Fact]
    public void It_is_never_less_than_a_second()
        => Assert.Equal(TimeSpan.FromSeconds(1), new RetryBackoff(static () => 0).DelayAfter(Probe.Contract, 9));

    [Fact]
    public void Jobs_that_failed_together_do_not_come_back_together()
        => Assert.True(Enumerable.Range(0, 100).Select(static _ => RetryBackoff.Shared.DelayAfter(Probe.Contract, 10)).Distinct().Count() > 50);

    [Fact]
    public void Not_even_after_their_first_failure()
        => Assert.Equal([1, 2], Enumerable.Range(0, 100).Select(static _ => RetryBackoff.Shared.DelayAfter(Probe.Contract, 0).TotalSeconds).Distinct().Order());

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 20)]
    [InlineData(2, 25)]
    [InlineData(int.MaxValue, 25)]
    public void A_job_can_declare_its_own(int failuresBefore, int seconds)
    {
        var job = new JobContract<Probe>
        {
            Name = "patient",
            Tube = "patient",
            Backoff = TimeSpan.FromSeconds(10),
            MaxBackoff = TimeSpan.FromSeconds(25),
            JsonTypeInfo = Probe.Contract.JsonTypeInfo,
        };

        Assert.Equal(TimeSpan.FromSeconds(seconds), new RetryBackoff(static () => 1).DelayAfter(job, failuresBefore));
    }
}
