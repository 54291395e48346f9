using Microsoft.CodeAnalysis;
using TypedJobs.Acceptance.Tests.Programs;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Documentation;

/// <summary>What the README shows is true: its programs compile, its commands are those that are run.</summary>
public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    private static readonly IReadOnlyList<string> OfPackages =
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(static folder => Path.Combine("src", Path.GetFileName(folder), "README.md"))];

    public static TheoryData<string> Programs => [.. OfPackages.Prepend("README.md").SelectMany(static page => DocumentedProgram.Blocks(page, "csharp"))];

    [Fact]
    public void There_are_programs_to_compile() => Assert.NotEmpty(Programs);

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_compiles_without_a_warning(string code) => Assert.NotNull(DocumentedProgram.Compile(OutputKind.ConsoleApplication, code).EntryPoint);

    [Fact]
    public void No_readme_of_a_package_has_a_link_that_leads_nowhere_in_a_registry()
        => Assert.All(OfPackages, static page => Assert.DoesNotMatch(@"\]\((?!https://)", File.ReadAllText(Path.Combine(Repository.Root, page))));

    [Fact]
    public void The_test_command_is_the_one_that_CI_runs()
    {
        Assert.Contains("\ndotnet test\n", Readme, StringComparison.Ordinal);
        Assert.Contains("if ! dotnet test 2>&1", File.ReadAllText(Path.Combine(Repository.Root, ".ci", "run")), StringComparison.Ordinal);
    }
}
