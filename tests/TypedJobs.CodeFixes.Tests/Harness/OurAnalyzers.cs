using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.CodeFixes.Declarations;
using TypedJobs.Generators;

namespace TypedJobs.CodeFixes.Tests.Harness;

/// <summary>Our generator and analyzers as a project references them, System.Text.Json's generator with them.</summary>
internal sealed class OurAnalyzers : AnalyzerReference
{
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } = [.. Of<DiagnosticAnalyzer>(typeof(JobGenerator).Assembly)];

    public static ImmutableArray<CodeFixProvider> Fixes { get; } = [.. Of<CodeFixProvider>(typeof(MakePartialFix).Assembly)];

    /// <summary>Always the same ones: the editor keeps what they have done by their identity.</summary>
    private static ImmutableArray<ISourceGenerator> Generators { get; } = [new JobGenerator().AsSourceGenerator(), .. SerializerGenerators()];

    public override string? FullPath => null;

    public override object Id => nameof(OurAnalyzers);

    public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => Analyzers;

    public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => Analyzers;

    public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => Generators;

    /// <summary>System.Text.Json's own generator, from where the SDK has it.</summary>
    private static IEnumerable<ISourceGenerator> SerializerGenerators()
    {
        var path = typeof(OurAnalyzers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "JsonGenerator").Value!;
        return Of<IIncrementalGenerator>(Assembly.LoadFrom(path)).Select(static generator => generator.AsSourceGenerator());
    }

    private static IEnumerable<T> Of<T>(Assembly assembly)
        => assembly.GetTypes()
            .Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)))
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(static type => (T)Activator.CreateInstance(type)!);
}
