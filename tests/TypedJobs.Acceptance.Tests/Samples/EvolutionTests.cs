using System.Text.RegularExpressions;
using TypedJobs.Acceptance.Tests.Programs;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Samples;

/// <summary>Goes through the README of the sample as a stranger would, and holds it to what it shows.</summary>
public sealed partial class EvolutionTests
{
    private const string Project = "samples/Evolution/Evolution.csproj";

    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "samples", "Evolution", "README.md"));

    private static readonly string[] Shown = [.. Output().Matches(Readme).Select(static match => match.Groups["text"].Value)];

    [Fact]
    public async Task The_life_of_the_job_is_as_the_README_tells()
    {
        await using var server = await BeanstalkdServer.StartAsync();

        Assert.Equal(0, (await BuildAsync(step: 1)).ExitCode);
        var released = await RunAsync(Repository.Sample("Evolution").Replace("net10.0", Path.Combine("step1", "net10.0"), StringComparison.Ordinal), "--server", server.Address, "--role", "produce");
        Assert.Equal(Shown[0], released);

        var broken = await BuildAsync(step: 2);
        Assert.NotEqual(0, broken.ExitCode);
        Assert.Equal(Sorted(Shown[1]), Sorted(Reported(broken.Output)));

        Assert.Equal(Shown[0], await RunAsync(Repository.Sample("Evolution"), "--server", server.Address, "--role", "produce"));
        Assert.Equal(Sorted(Shown[2]), Sorted(await RunAsync(Repository.Sample("Evolution"), "--server", server.Address, "--role", "work")));
    }

    [Fact]
    public async Task Without_a_server_both_versions_are_worked_off_in_the_process()
        => Assert.Equal(Sorted("2 reminders of release 1 are in flight\n" + Shown[0] + Shown[2]), Sorted(await RunAsync(Repository.Sample("Evolution"))));

    [Fact]
    public async Task The_help_and_mistakes_are_said()
    {
        Assert.Contains("--role <produce|work|both>", await RunAsync(Repository.Sample("Evolution"), "--help"), StringComparison.Ordinal);

        var alone = await RunningProgram.RunAsync("dotnet", [Repository.Sample("Evolution"), "--role", "work"]);
        Assert.NotEqual(0, alone.ExitCode);
        Assert.Contains("name it with --server", alone.Error, StringComparison.Ordinal);

        var nobody = await RunningProgram.RunAsync("dotnet", [Repository.Sample("Evolution"), "--server", $"beanstalk://127.0.0.1:{BeanstalkdServer.FreePort()}"]);
        Assert.Equal(1, nobody.ExitCode);
        Assert.Contains("No beanstalkd answers", nobody.Error, StringComparison.Ordinal);
    }

    /// <summary>What the sample needs was built with these tests, and other programs use it meanwhile: only the sample itself is built.</summary>
    private static Task<ProgramResult> BuildAsync(int step)
        => RunningProgram.RunAsync("dotnet", ["build", Project, "--no-restore", "--no-dependencies", "-c", Repository.Configuration, $"-p:Step={step}"], Repository.Root);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var ran = await RunningProgram.RunAsync("dotnet", [program, .. arguments]);
        Assert.True(ran.ExitCode == 0, ran.ToString());
        return ran.Output;
    }

    /// <summary>What the compiler says, each once, with paths from the root on and without the name of the project.</summary>
    private static string Reported(string output)
        => string.Concat(output.Split('\n')
            .Where(static line => line.Contains(": error ", StringComparison.Ordinal) || line.Contains(": warning ", StringComparison.Ordinal))
            .Select(static line => line.Trim().Replace(Repository.Root + Path.DirectorySeparatorChar, string.Empty, StringComparison.Ordinal))
            .Select(static line => EndOfLine().Replace(line, "\n"))
            .Distinct());

    private static string Sorted(string lines) => string.Join('\n', lines.Split('\n').Order(StringComparer.Ordinal));

    [GeneratedRegex("```text\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Output();

    [GeneratedRegex(@"( \(https://[^)]*\))? \[[^\]]*\]$")]
    private static partial Regex EndOfLine();
}
