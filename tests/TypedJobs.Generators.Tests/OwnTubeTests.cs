using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

public sealed class OwnTubeTests
{
    [Theory]
    [InlineData("Format = JobFormat.Bare", "it is bare, and only the tube says what it is")]
    [InlineData("MaxConcurrency = 2", "it has a MaxConcurrency, and a worker that runs so many takes nothing from the tube, so that the other would wait as well")]
    public async Task A_job_that_needs_a_tube_of_its_own_and_shares_it_is_named(string argument, string reason)
        => Assert.Equal(
            [$"The job 'Mail' shares its tube 'office' with the job 'Letter', but {reason}: give one of them another Tube"],
            await AnalyzerRun.ExpectAsync(
                $$"""
                [Job("mail", {|TJ0013:Tube = "office"|}, {{argument}})] public sealed partial record Mail(string To);
                [Job("letter", Tube = "office")] public sealed partial record Letter(string To);
                """));

    [Fact]
    public async Task It_is_reported_on_whichever_of_the_two_is_written_here()
    {
        var library = GeneratorRun.Of(
            "Acme.Mails",
            [],
            """
            [Job("mail", MaxConcurrency = 2)] public sealed partial record Mail(string To);
            [Job("plain")] public sealed partial record Plain(string To);
            """);

        Assert.Equal(
            [
                "The job 'Letter' shares its tube 'mail' with the job 'Mail' in 'Acme.Mails', but that one is bare or has a MaxConcurrency, and so needs a tube of its own: give one of them another Tube",
                "The job 'Fax' shares its tube 'plain' with the job 'Plain' in 'Acme.Mails', but it is bare, and only the tube says what it is: give one of them another Tube",
            ],
            await AnalyzerRun.ExpectAsync(
                "Acme",
                [library.AsReference()],
                """
                [Job("letter", {|TJ0013:Tube = "mail"|})] public sealed partial record Letter(string To);
                [Job("fax", Format = JobFormat.Bare, {|TJ0013:Tube = "plain"|})] public sealed partial record Fax(string To);
                """));
    }

    [Fact]
    public async Task Versions_have_tubes_of_their_own_and_others_may_share()
        => Assert.Empty(await AnalyzerRun.ExpectAsync(
            """
            [Job("mail", MaxConcurrency = 2)] public sealed partial record Mail(string To);
            [Job("mail", Version = 2, Format = JobFormat.Bare)] public sealed partial record Mail2(string To);
            [Job("letter", Tube = "office")] public sealed partial record Letter(string To);
            [Job("fax", Tube = "office")] public sealed partial record Fax(string To);
            """));
}
