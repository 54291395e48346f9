using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

/// <summary>Projects whose LangVersion is not the newest.</summary>
public sealed class LanguageTests
{
    private const string Program =
        """
        using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks; using TypedJobs;
        namespace Acme
        {
            public enum Color { Red, Green }
            public sealed record Line(string Product, int Count = 1);
            [JobVersion("a", 1)] public sealed partial record V(string S);
            [Job("a", Version = 2)]
            public sealed partial record A(string S, Guid? Id, List<Line> Lines, Dictionary<string, Line?> More, Color Color = Color.Red) : IUpgradeFrom<V, A>
            {
                public int Count { get; init; } = 3;
                public static A Upgrade(V old) => new A(old.S, null, new List<Line>(), new Dictionary<string, Line?>());
            }

            public sealed class H : IJobHandler<A>
            {
                public Task HandleAsync(A job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
            }

            [JobWorker] public sealed partial class W { }
        }
        """;

    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.CSharp14)]
    [InlineData(LanguageVersion.Preview)]
    public async Task What_is_generated_compiles_as_C_sharp_12_and_later(LanguageVersion version)
    {
        var (output, reported) = await RunAsync(version);

        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Empty(reported);
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp9, "9.0")]
    [InlineData(LanguageVersion.CSharp11, "11.0")]
    public async Task An_older_one_is_an_error_on_each_type_that_is_not_completed(LanguageVersion version, string name)
    {
        var (output, reported) = await RunAsync(version);

        Assert.Equal(
            ["V", "A", "W"],
            reported.Where(static diagnostic => diagnostic.Id == "TJ0014").Select(static diagnostic => AnalyzerRun.TextAt(diagnostic.Location)));
        Assert.Equal(
            $"'A' is compiled as C# {name}, and what is generated for it needs C# 12.0: take LangVersion out of the project, or set it to 'latest'",
            reported.First(static diagnostic => AnalyzerRun.TextAt(diagnostic.Location) == "A").GetMessage(CultureInfo.InvariantCulture));
        Assert.All(reported, static diagnostic => Assert.Equal("TJ0014", diagnostic.Id));
        Assert.DoesNotContain(
            output.GetDiagnostics(TestContext.Current.CancellationToken),
            static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Location.SourceTree?.FilePath != "Program.cs");
    }

    private static async Task<(Compilation Output, IReadOnlyList<Diagnostic> Reported)> RunAsync(LanguageVersion version)
    {
        var options = Compilations.Options.WithLanguageVersion(version);
        var compilation = Compilations.Of("Acme", []).RemoveAllSyntaxTrees().AddSyntaxTrees(CSharpSyntaxTree.ParseText(Program, options, "Program.cs", cancellationToken: TestContext.Current.CancellationToken));
        GeneratorRun.Driver().WithUpdatedParseOptions(options).RunGeneratorsAndUpdateCompilation(compilation, out var output, out _, TestContext.Current.CancellationToken);
        return (output, [.. (await AnalyzerRun.AllAsync(output)).Where(static diagnostic => diagnostic.Id != "TJ1006").OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start)]);
    }
}
