using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

public sealed class JobDeclarationTests
{
    [Fact]
    public void A_program_without_jobs_gets_nothing()
    {
        var run = GeneratorRun.Of("public sealed record NoJob(int X);");

        Assert.Empty(run.Files);
    }

    [Fact]
    public async Task A_program_without_jobs_is_not_complained_about()
        => Assert.Empty(await AnalyzerRun.ExpectAsync("public record NoJob(int X);"));
}
