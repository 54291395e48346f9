using System.Globalization;
using TypedJobs.Acceptance.Tests.Programs;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Stress;

/// <summary>The stress program, in a form that is short enough for every build.</summary>
public sealed class StressRunTests
{
    [Fact]
    public async Task Jobs_survive_killed_workers_and_a_killed_broker()
    {
        var result = await RunAsync("--jobs", "2500", "--rate", "1000", "--worker-kills", "2", "--worker-stops", "1", "--freezes", "0", "--broker-kills", "1", "--broker-freezes", "1", "--broker-drains", "1", "--poison", "0", "--minutes", "10");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(2500, Figure(result, "Jobs that producers meant to enqueue"));
        Assert.Equal(2, Figure(result, "Workers killed (SIGKILL)"));
        Assert.Equal(2, Figure(result, "Broker killed (SIGKILL) and restarted, after drains too"));
        Assert.Equal(0, Figure(result, "What does not hold"));
        Assert.InRange(Figure(result, "Repeats that a handler asked for (retry)"), 1, int.MaxValue);
        Assert.InRange(Figure(result, "Repeats that a handler asked for (snooze)"), 1, int.MaxValue);
        Assert.InRange(Figure(result, "Jobs buried at the end"), 1, int.MaxValue);
        Assert.Equal(
            Figure(result, "Acknowledged") + Figure(result, "of these stored after all, and handled"),
            Figure(result, "Jobs completed") + Figure(result, "Jobs buried at the end") + Figure(result, "Jobs that the broker lost, as its binlog shows"));
    }

    [Fact]
    public async Task Jobs_that_are_not_worked_off_in_time_are_a_failure()
    {
        using var folder = new TemporaryFolder();

        var result = await RunAsync(
            "--jobs", "100", "--minutes", "0.05", "--concurrency", "1", "--workers", "1", "--worker-kills", "0", "--worker-stops", "0", "--broker-kills", "0", "--broker-freezes", "0", "--broker-drains", "0", "--freezes", "0", "--poison", "0", "--rate", "10", "--folder", folder.Path);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("DOES NOT HOLD", result.Output, StringComparison.Ordinal);
        Assert.Contains(folder.Path, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_explains_every_option()
    {
        var result = await RunAsync("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.All(
            ["--jobs", "--seed", "--minutes", "--workers", "--producers", "--concurrency", "--rate", "--worker-kills", "--worker-stops", "--freezes", "--broker-kills", "--broker-freezes", "--broker-drains", "--producer-kills", "--cuts", "--old-workers", "--poison", "--max-deliveries", "--folder", "--keep"],
            option => Assert.Contains(option, result.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("--role", result.Output, StringComparison.Ordinal);
    }

    private static Task<ProgramResult> RunAsync(params string[] arguments)
        => RunningProgram.RunAsync("dotnet", [typeof(TypedJobs.Stress.Checking.Checker).Assembly.Location, .. arguments]);

    private static int Figure(ProgramResult result, string name)
        => int.Parse(
            result.Output.Split('\n').Single(line => line.StartsWith($"| {name} |", StringComparison.Ordinal)).Split('|')[2], CultureInfo.InvariantCulture);
}
