using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>
/// One run of all generators over a program. Making it asserts what holds for every program: the output compiles without a warning,
/// and an edit elsewhere leaves every output cached.
/// </summary>
internal sealed class GeneratorRun
{
    private const string UnrelatedEdit = "internal static class Unrelated { internal static int Edited() => 42; }";

    private readonly CSharpCompilation _output;

    private GeneratorRun(CSharpCompilation output, GeneratorDriverRunResult result)
    {
        _output = output;
        Files = result.Results.SelectMany(static generator => generator.GeneratedSources)
            .ToImmutableSortedDictionary(static file => file.HintName, static file => file.SourceText.ToString(), StringComparer.Ordinal);
    }

    /// <summary>The generated files by their hint names.</summary>
    public ImmutableSortedDictionary<string, string> Files { get; }

    /// <summary>Runs the generators over a valid program.</summary>
    public static GeneratorRun Of(params string[] sources) => Of("Acme", [], sources);

    /// <summary>Runs the generators over a valid program that references other assemblies.</summary>
    public static GeneratorRun Of(string assemblyName, IEnumerable<MetadataReference> references, params string[] sources)
    {
        var compilation = Compilations.Of(assemblyName, references, sources);
        var driver = Driver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out var reported, TestContext.Current.CancellationToken);
        Assert.Empty(reported);

        var problems = output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !IsUndocumentedTestCode(diagnostic, compilation))
            .ToList();
        var run = new GeneratorRun((CSharpCompilation)output, driver.GetRunResult());
        Assert.True(problems.Count == 0, string.Join('\n', problems) + "\n\n" + string.Join("\n\n", run.Files.Select(static file => $"// {file.Key}\n{file.Value}")));

        AssertCachedAfterUnrelatedEdit(driver, compilation);
        return run;
    }

    /// <summary>Runs the generators over a program that need not be valid; asserts nothing but that they do not throw.</summary>
    public static (Compilation Output, GeneratorDriverRunResult Result) OfAny(string assemblyName, IEnumerable<MetadataReference> references, params string[] sources)
    {
        var driver = Driver().RunGeneratorsAndUpdateCompilation(
            Compilations.Of(assemblyName, references, sources), out var output, out var reported, TestContext.Current.CancellationToken);
        Assert.Empty(reported);
        return (output, driver.GetRunResult());
    }

    /// <summary>Runs the generators and hands out the driver, for tests of what a later edit makes them do.</summary>
    public static (GeneratorDriver Driver, CSharpCompilation Compilation) Track(params string[] sources)
    {
        var compilation = Compilations.Of("Acme", [], sources);
        return (Driver().RunGenerators(compilation, TestContext.Current.CancellationToken), compilation);
    }

    /// <summary>The program with its generated files as a reference for another program.</summary>
    public MetadataReference AsReference()
    {
        using var image = new MemoryStream();
        var emitted = _output.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    /// <summary>Loads the program with its generated files, to be run.</summary>
    public Assembly Load()
    {
        using var image = new MemoryStream();
        var emitted = _output.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        image.Position = 0;
        return new AssemblyLoadContext(_output.AssemblyName, isCollectible: false).LoadFromStream(image);
    }

    /// <summary>An application may insist on documentation: generated code must have it, the programs of the tests need not.</summary>
    private static bool IsUndocumentedTestCode(Diagnostic diagnostic, CSharpCompilation written)
        => diagnostic.Id == "CS1591" && diagnostic.Location.SourceTree is { } tree && written.ContainsSyntaxTree(tree);

    private static CSharpGeneratorDriver Driver()
        => CSharpGeneratorDriver.Create(
            [.. AllGenerators().Select(static generator => generator.AsSourceGenerator())],
            parseOptions: Compilations.Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static IEnumerable<IIncrementalGenerator> AllGenerators()
        => typeof(JobGenerator).Assembly.GetTypes()
            .Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IIncrementalGenerator)))
            .Select(static type => (IIncrementalGenerator)Activator.CreateInstance(type)!);

    private static void AssertCachedAfterUnrelatedEdit(GeneratorDriver driver, CSharpCompilation compilation)
    {
        var edited = compilation.AddSyntaxTrees(Compilations.Parse(UnrelatedEdit, "Unrelated.cs"));
        var result = driver.RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult();
        var rerun = result.Results
            .SelectMany(static generator => generator.TrackedOutputSteps)
            .SelectMany(static step => step.Value.SelectMany(run => run.Outputs.Select(output => (step.Key, output.Reason))))
            .Where(static step => step.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
            .ToList();
        Assert.True(rerun.Count == 0, "An unrelated edit ran these outputs again: " + string.Join(", ", rerun));
    }
}
