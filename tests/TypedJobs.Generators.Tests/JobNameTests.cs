using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

public sealed class JobNameTests
{
    [Fact]
    public async Task Two_jobs_of_one_name_name_each_other()
        => Assert.Equal(
            [
                "The name 'mail' (version 1) is taken by the job 'Acme.Letter': give one of them another name, or another Version if it is a later shape of the same job",
                "The name 'mail' (version 1) is taken by the job 'Acme.Mail': give one of them another name, or another Version if it is a later shape of the same job",
            ],
            await AnalyzerRun.ExpectAsync(
                """
                namespace Acme;
                [Job({|TJ0003:"mail"|})] public sealed partial record Mail(string To);
                [Job({|TJ0003:name: "mail"|}, Tube = "letters")] public sealed partial record Letter(string To);
                """));

    [Fact]
    public async Task A_name_that_a_referenced_assembly_has_taken_is_reported_with_it()
    {
        var library = GeneratorRun.Of("Acme.Mails", [], "[Job(\"mail\", Version = 3)] internal sealed partial record Mail(string To);");

        Assert.Equal(
            ["The name 'mail' (version 3) is taken by the job 'Mail' in 'Acme.Mails': give one of them another name, or another Version if it is a later shape of the same job"],
            await AnalyzerRun.ExpectAsync("Acme", [library.AsReference()], "[Job({|TJ0003:\"mail\"|}, Version = 3)] public sealed partial record Letter(string To);"));
    }

    [Theory]
    [InlineData("[Job(\"mail\")] public sealed partial record Letter(string To);")]
    [InlineData("[Job(\"Mail\", Version = 3)] public sealed partial record Letter(string To);")]
    [InlineData("[Job(\"letter\", Tube = \"mail\")] public sealed partial record Letter(string To);")]
    [InlineData("[Job(\"mail\", Version = 1)] public sealed partial record Letter(string To); [Job(\"mail\", Version = 2)] public sealed partial record Letter2(string To);")]
    public async Task Names_that_differ_in_letters_or_version_are_fine(string jobs)
    {
        var library = GeneratorRun.Of("Acme.Mails", [], "[Job(\"mail\", Version = 3)] public sealed partial record Mail(string To);");

        Assert.Empty(await AnalyzerRun.ExpectAsync("Acme", [library.AsReference()], jobs));
    }

    [Theory]
    [InlineData("[Job] public sealed partial record A(int X);")]
    [InlineData("public static class Names { public static readonly string A = \"a\"; } [Job(Names.A)] public sealed partial record A(int X);")]
    [InlineData("[JobVersion(\"a\")] public sealed partial record A(int X);")]
    [InlineData("public static class Names { public static readonly string A = \"a\"; } [JobVersion(Names.A, 1)] public sealed partial record A(int X);")]
    public async Task Of_a_name_that_the_compiler_refuses_nothing_else_is_said(string program)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(program));
}
