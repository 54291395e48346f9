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
    public async Task A_record_that_is_not_partial_is_named_with_the_reason()
        => Assert.Equal(
            ["'Mail' cannot be a job: it is not partial; write 'sealed partial record'"],
            await AnalyzerRun.ExpectAsync("""[Job("mail")] public sealed record {|TJ0001:Mail|}(string To);"""));

    [Theory]
    [InlineData("[Obsolete(\"gone\", true)] [Job(\"mail\")] public sealed partial record {|TJ0001:Mail|}(string To);", "Mail")]
    [InlineData("[Obsolete(\"gone\", error: true)] public static partial class Old { [Job(\"mail\")] public sealed partial record {|TJ0001:Mail|}(string To); }", "Old")]
    public async Task A_job_that_generated_code_may_not_name(string source, string barred)
        => Assert.Equal(
            [$"'Mail' cannot be a job: '{barred}' is [Obsolete] as an error, so generated code may not name it; make that a warning"],
            await AnalyzerRun.ExpectAsync(source));

    [Fact]
    public async Task A_program_without_jobs_is_not_complained_about()
        => Assert.Empty(await AnalyzerRun.ExpectAsync("public record NoJob(int X);"));
}
