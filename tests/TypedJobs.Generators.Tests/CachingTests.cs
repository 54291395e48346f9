using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

/// <summary>An edit writes what it changes and nothing else. (That an unrelated one writes nothing, the harness asserts for every program.)</summary>
public sealed class CachingTests
{
    private const string Shared = "namespace Acme; public enum Color { Red } public sealed record Line(string Product, int Count);";
    private const string First = """namespace Acme; [Job("first")] public sealed partial record First(int Id, Line Line);""";
    private const string Second = """namespace Acme; [Job("second")] public sealed partial record Second(string Name, Color Color, List<Line> Lines);""";

    [Fact]
    public void A_member_more_writes_that_record_again()
        => Assert.Equal(
            ["Acme_FirstJson.g.cs"],
            WrittenAfter(First, """namespace Acme; [Job("first")] public sealed partial record First(int Id, Line Line, string Note);"""));

    [Fact]
    public void Another_policy_writes_that_job_again()
        => Assert.Equal(
            ["Acme.First.g.cs"],
            WrittenAfter(First, """namespace Acme; [Job("first", Priority = 1)] public sealed partial record First(int Id, Line Line);"""));

    [Fact]
    public void A_type_more_is_written_and_the_context_with_it()
        => Assert.Equal(
            ["Acme_FirstJson.g.cs", "JobJson.g.cs", "Nullable__longJson.g.cs"],
            WrittenAfter(First, """namespace Acme; [Job("first")] public sealed partial record First(int Id, Line Line, long? Total = 1);"""));

    [Fact]
    public void A_change_of_a_shared_record_writes_that_record_again()
        => Assert.Equal(["Acme_LineJson.g.cs"], WrittenAfter(Shared, Shared.Replace("int Count", "int Number", StringComparison.Ordinal)));

    [Fact]
    public void A_method_of_a_job_writes_nothing()
        => Assert.Empty(WrittenAfter(First, First.Replace("Line);", "Line) { public int Twice() => Id * 2; }", StringComparison.Ordinal)));

    [Fact]
    public void No_model_holds_a_symbol_a_piece_of_syntax_or_the_compilation()
    {
        const string Handlers =
            """
            namespace Acme;
            public sealed class FirstHandler : IJobHandler<First> { public Task HandleAsync(First job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; }
            public sealed class SecondHandler : IJobHandler<Second> { public Task HandleAsync(Second job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; }
            [JobWorker] public sealed partial class Worker;
            [Job("third", Version = 2)] public sealed partial record Third(int X) : IUpgradeFrom<ThirdV1, Third> { public static Third Upgrade(ThirdV1 old) => new(old.Y); }
            [JobVersion("third", 1)] public sealed partial record ThirdV1(int Y);
            public sealed class ThirdHandler : IJobHandler<Third> { public Task HandleAsync(Third job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; }
            """;
        var (driver, _) = GeneratorRun.Track(Shared, First, Second, Handlers);
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var names = typeof(TrackingNames).GetFields().Select(static field => (string)field.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);
        var steps = driver.GetRunResult().Results.SelectMany(static result => result.TrackedSteps).Where(step => names.Contains(step.Key)).ToList();

        Assert.Equal(names.Order(StringComparer.Ordinal), steps.Select(static step => step.Key).Order(StringComparer.Ordinal));
        foreach (var (name, runs) in steps)
        {
            foreach (var (value, _) in runs.SelectMany(static run => run.Outputs))
            {
                Walk(value, name, visited);
            }
        }
    }

    /// <summary>The files that are written again, or anew, after one source has been replaced.</summary>
    private static IEnumerable<string> WrittenAfter(string before, string after)
    {
        var (driver, compilation) = GeneratorRun.Track(Shared, First, Second);
        var old = compilation.SyntaxTrees.Single(tree => tree.ToString() == before);
        var edited = compilation.ReplaceSyntaxTree(old, Compilations.Parse(after, old.FilePath));
        var result = driver.RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult();

        var written = result.Results
            .SelectMany(static generator => generator.TrackedOutputSteps)
            .SelectMany(static step => step.Value)
            .SelectMany(static run => run.Outputs)
            .Where(static output => output.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified)
            .SelectMany(static output => HintNames(output.Value));
        return written.Order(StringComparer.Ordinal);
    }

    /// <summary>An output step's value holds the sources that it added; their type is the compiler's own.</summary>
    private static IEnumerable<string> HintNames(object value)
    {
        var sources = (IEnumerable)value.GetType().GetField("Item1")!.GetValue(value)!;
        foreach (var source in sources)
        {
            yield return (string)source.GetType().GetProperty("HintName")!.GetValue(source)!;
        }
    }

    private static void Walk(object? value, string path, HashSet<object> visited)
    {
        if (value is null || !visited.Add(value) || value is string || value.GetType() is { IsPrimitive: true } or { IsEnum: true })
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Compilation or SemanticModel or Location or Diagnostic or AttributeData, $"{path} holds a {value.GetType()}.");
        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                Walk(item, path + "[]", visited);
            }
        }

        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Walk(field.GetValue(value), $"{path}.{field.Name}", visited);
            }
        }
    }
}
