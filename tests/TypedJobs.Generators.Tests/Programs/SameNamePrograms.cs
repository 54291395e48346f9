using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Programs;

/// <summary>One name in two assemblies: two releases of a library, or a file that is compiled twice.</summary>
public sealed class SameNamePrograms
{
    private const string Contracts =
        """
        namespace N;
        public sealed record Line(int X);
        [Job("a")] public sealed partial record A(Line Line);
        public sealed class AHandler : IJobHandler<A> { public Task HandleAsync(A job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; }
        """;

    private const string Worker = "[JobWorker] public sealed partial class W;";

    private static MetadataReference Old => GeneratorRun.Of("Contracts.Old", [], Contracts).AsReference().WithAliases(["old"]);

    private static MetadataReference New => GeneratorRun.Of("Contracts", [], Contracts).AsReference();

    [Theory]
    [InlineData(Worker)]
    [InlineData("[Job(\"b\")] public sealed partial record B(N.Line Line, List<N.A> Many);")]
    [InlineData("public static class Both { public static object Of(old::N.Line old) => new N.Line(old.X); }")]
    [InlineData("public sealed class OldHandler : IJobHandler<old::N.A> { public Task HandleAsync(old::N.A job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; } " + Worker)]
    public async Task An_alias_keeps_two_releases_apart(string program)
    {
        GeneratorRun.Of("Acme", [Old, New], "extern alias old;\n" + program);

        Assert.Empty(await AnalyzerRun.ExpectAsync("Acme", [Old, New], "extern alias old;\n" + program));
    }

    [Fact]
    public async Task What_only_an_alias_names_is_not_carried()
        => Assert.Equal(
            ["'B.Line' of type 'Line' cannot be carried by a job: generated code cannot name it, because its assembly 'Contracts.Old' is referenced under an extern alias alone; declare a record in its place, or leave the member out with [JsonIgnore]"],
            await AnalyzerRun.ExpectAsync("Acme", [Old, New], "extern alias old;\n[Job(\"b\")] public sealed partial record B(int X, old::N.Line {|TJ0004:Line|});"));

    [Fact]
    public async Task The_same_contracts_by_two_paths_are_named_with_both()
    {
        var copy = GeneratorRun.Of("Contracts.Copy", [], Contracts).AsReference();

        Assert.Equal(
            [
                "The name 'a' (version 1) is taken by the job 'N.A' in 'Contracts' and by the job 'N.A' in 'Contracts.Copy': give one of them another name, or another Version if it is a later shape of the same job",
            ],
            (await AnalyzerRun.ExpectAsync("Acme", [New, copy], "[JobWorker] public sealed partial class {|TJ0003:{|TJ0006:W|}|};")).Where(static message => message.StartsWith("The name", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_type_that_hides_one_of_a_reference_is_carried()
        => Assert.Empty(await AnalyzerRun.ExpectAsync(
            "Acme",
            [New],
            "#pragma warning disable CS0436\nnamespace N { public sealed record Line(string Y); [Job(\"b\")] public sealed partial record B(Line Line); }"));
}
