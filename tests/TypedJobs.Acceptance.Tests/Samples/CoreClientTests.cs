using System.Globalization;
using TypedJobs.Acceptance.Tests.Programs;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Samples;

public sealed class CoreClientTests
{
    [Fact]
    public async Task The_sample_goes_through_the_life_of_a_job()
    {
        await using var server = await BeanstalkdServer.StartAsync();

        var result = await RunningProgram.RunAsync(
            "dotnet", [Repository.Sample("CoreClient"), "127.0.0.1", server.Port.ToString(CultureInfo.InvariantCulture)]);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(
            """
            put job 1
            put job 2, delayed
            job 1 is Ready, priority 1024, time to run 00:01:00
            job 2 is Delayed, priority 250, time to run 01:00:00
            peeked job 1: {"processVideo":4871}
            reserved job 2: {"processVideo":4872}
            buried job 3; peek-buried says 3
            kicked 1 job
            done

            """,
            result.Output);
    }

    [Theory]
    [InlineData("eleven", "Usage: CoreClient [HOST [PORT]]")]
    [InlineData("65536", "65536")]
    [InlineData("", "Is beanstalkd running?")]
    public async Task A_wrong_port_and_a_missing_server_are_said_in_a_line(string port, string message)
    {
        port = port.Length > 0 ? port : BeanstalkdServer.FreePort().ToString(CultureInfo.InvariantCulture);

        var result = await RunningProgram.RunAsync("dotnet", [Repository.Sample("CoreClient"), "127.0.0.1", port]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", result.Error, StringComparison.Ordinal);
    }
}
