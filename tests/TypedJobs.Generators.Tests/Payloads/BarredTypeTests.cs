using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>What application code is warned about naming still travels, and generated code is not warned.</summary>
public sealed class BarredTypeTests
{
    private const string Experimental = "[System.Diagnostics.CodeAnalysis.Experimental(\"ACME1\")]";

    [Theory]
    [InlineData("[Obsolete] public sealed record Line(int Count);", "CS0612", "Line Line, List<Line> Lines, Line? None")]
    [InlineData(Experimental + " public sealed record Line(int Count);", "ACME1", "Line Line, List<Line> Lines, Box<Line> Box")]
    [InlineData(Experimental + " public enum Line { Red }", "ACME1", "Line Line, List<Line> Lines, Line? None, Dictionary<Line, int> Keys")]
    [InlineData("public sealed record line(int Count);", "CS8981", "line Line")]
    public void A_type_of_a_member(string type, string warning, string parameters)
        => AssertCompiles(
            $$"""
            #pragma warning disable CS1591, {{warning}}
            {{type}}
            public sealed record Box<T>(T Value);
            [Job("barred")] public sealed partial record Sample({{parameters}});
            """);

    [Theory]
    [InlineData("[Obsolete]", "Sample")]
    [InlineData(Experimental, "Sample")]
    [InlineData("", "sample")]
    public void A_job(string attribute, string name)
        => AssertCompiles(
            $$"""
            #pragma warning disable CS1591, CS0612, ACME1, CS8981
            {{attribute}} [Job("barred")] public sealed partial record {{name}}(int Count);
            public sealed class Handler : IJobHandler<{{name}}> { public Task HandleAsync({{name}} job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; }
            [JobWorker] public sealed partial class Worker;
            """);

    private static void AssertCompiles(string types)
    {
        var (output, result) = GeneratorRun.OfAny("Acme", [], "namespace Acme;\n" + types);

        Assert.NotEmpty(result.GeneratedTrees);
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }
}
