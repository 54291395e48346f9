using System.Globalization;
using TypedJobs.Acceptance.Tests.Programs;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Packages;

/// <summary>What a job allocates with the assemblies that users get: those of a test are built for debugging, where each asynchronous call allocates.</summary>
public sealed class JobCostTests(PackagesFixture packages)
{
    [Fact]
    public async Task A_job_allocates_little_beyond_its_payload_its_scope_and_its_handler()
    {
        var program = await packages.BuildAsync("build", "Cost");
        await using var server = await BeanstalkdServer.StartAsync();

        var ran = await RunningProgram.RunAsync(Path.Combine(program, "Cost"), [server.Address]);

        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.InRange(Bytes("enqueued"), 0, 150);
        Assert.InRange(Bytes("handled"), 0, 250);

        long Bytes(string what)
            => long.Parse(ran.Output.Split('\n').Single(line => line.StartsWith(what + ' ', StringComparison.Ordinal))[(what.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
