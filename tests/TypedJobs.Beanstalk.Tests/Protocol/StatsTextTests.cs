using TypedJobs.Beanstalk.Protocol;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Protocol;

/// <summary>The texts of both server generations: plain up to 1.12, quoted from 1.13.</summary>
public sealed class StatsTextTests
{
    private const string Job112 = "---\nid: 1\ntube: mail\nstate: delayed\npri: 4294967295\nage: 5\ndelay: 9\nttr: 60\ntime-left: 3\nfile: 2\nreserves: 1\ntimeouts: 2\nreleases: 3\nburies: 4\nkicks: 5\n";
    private const string Server112 = "---\ncurrent-jobs-urgent: 3\nmax-job-size: 65535\npid: 42\nversion: 1.12\nrusage-utime: 0.003456\nrusage-stime: 12.500000\nuptime: 90\ndraining: false\nid: a83712f04c4e6cb0\nhostname: box\nos: #1 SMP Debian 6.1\nplatform: x86_64\n";
    private const string Server113 = "---\ncurrent-jobs-urgent: 3\nmax-job-size: 65535\npid: 42\nversion: \"1.13\"\nrusage-utime: 0.003456\nrusage-stime: 12.500000\nuptime: 90\ndraining: true\nid: a83712f04c4e6cb0\nhostname: \"box\"\nos: \"#1 SMP: Debian 6.1\"\nplatform: \"x86_64\"\n";

    [Theory]
    [InlineData("tube: mail\n")]
    [InlineData("tube: \"mail\"\n")]
    public void A_jobs_statistics(string tube)
    {
        var job = new JobStats(StatsText.ReadValues(Job112.Replace("tube: mail\n", tube, StringComparison.Ordinal)));

        Assert.Equal((1ul, new TubeName("mail"), JobState.Delayed, uint.MaxValue), (job.Id, job.Tube, job.State, job.Priority));
        Assert.Equal((5d, 9d, 60d, 3d), (job.Age.TotalSeconds, job.Delay.TotalSeconds, job.TimeToRun.TotalSeconds, job.TimeLeft.TotalSeconds));
        Assert.Equal((2ul, 1ul, 2ul, 3ul, 4ul, 5ul), (job.File, job.Reserves, job.Timeouts, job.Releases, job.Buries, job.Kicks));
    }

    [Theory]
    [InlineData(Server112, "1.12", "#1 SMP Debian 6.1", false)]
    [InlineData(Server113, "1.13", "#1 SMP: Debian 6.1", true)]
    public void A_servers_statistics(string text, string version, string os, bool draining)
    {
        var server = new ServerStats(StatsText.ReadValues(text));

        Assert.Equal((3ul, 65535ul, 42ul, version), (server.CurrentJobsUrgent, server.MaxJobSize, server.ProcessId, server.Version));
        Assert.Equal((TimeSpan.FromMicroseconds(3456), TimeSpan.FromSeconds(12.5)), (server.UserTime, server.SystemTime));
        Assert.Equal((TimeSpan.FromSeconds(90), draining, "a83712f04c4e6cb0"), (server.Uptime, server.Draining, server.Id));
        Assert.Equal(("box", os, "x86_64"), (server.HostName, server.OperatingSystem, server.Platform));
    }

    [Theory]
    [InlineData("---\nname: mail\npause: 7\n")]
    [InlineData("---\nname: \"mail\"\npause: 7\n")]
    public void A_tubes_statistics(string text)
    {
        var tube = new TubeStats(StatsText.ReadValues(text));
        Assert.Equal((new TubeName("mail"), TimeSpan.FromSeconds(7)), (tube.Name, tube.Pause));
    }

    [Fact]
    public void Keys_that_are_unknown_are_kept_and_those_that_are_missing_or_strange_are_zero()
    {
        var server = new ServerStats(StatsText.ReadValues("---\nfuture: \"yes\"\n\ngarbage\ntotal-jobs: many\nuptime: 99999999999999999999999999\n"));

        Assert.Equal("yes", server.Values["future"]);
        Assert.Equal("many", server.Values["total-jobs"]);
        Assert.Equal((0ul, 0ul, TimeSpan.Zero, ""), (server.TotalJobs, server.CmdPut, server.Uptime, server.Version));
    }

    [Fact]
    public void A_state_that_is_unknown_is_said_to_be()
        => Assert.Equal(JobState.Unknown, new JobStats(StatsText.ReadValues("tube: a\nstate: resting\n")).State);

    [Fact]
    public void Lists_of_tubes()
        => Assert.Equal<TubeName>(["default", "a", "b;c"], StatsText.ReadTubes("---\n- default\n- \"a\"\n- b;c\n"));

    [Fact]
    public void A_tube_that_cannot_be_one_is_refused()
        => Assert.Throws<UnexpectedReplyException>(() => StatsText.ReadTubes("- a b\n"));
}
