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

    private readonly CSharpCompilation _input;
    private readonly CSharpCompilation _output;
    private readonly GeneratorDriver _driver;

    private GeneratorRun(CSharpCompilation input, CSharpCompilation output, GeneratorDriver driver)
    {
        _input = input;
        _output = output;
        _driver = driver;
        Files = driver.GetRunResult().Results.SelectMany(static generator => generator.GeneratedSources)
            .ToImmutableSortedDictionary(static file => file.HintName, static file => file.SourceText.ToString(), StringComparer.Ordinal);
    }

    /// <summary>The generated files by their hint names.</summary>
    public ImmutableSortedDictionary<string, string> Files { get; }

    /// <summary>Runs the generators over a valid program.</summary>
    public static GeneratorRun Of(params string[] sources) => Of("Acme", [], sources);

    /// <summary>Runs the generators over a valid program that references other assemblies.</summary>
    public static GeneratorRun Of(string assemblyName, IEnumerable<MetadataReference> references, params string[] sources)
        => Of(Driver(), Compilations.Of(assemblyName, references, sources));

    /// <summary>Runs the generators, and System.Text.Json's own beside them, over a valid program.</summary>
    public static GeneratorRun WithSerializer(params string[] sources) => Of(Driver(SerializerGenerator.Create()), Compilations.Of("Acme", [], sources));

    private static GeneratorRun Of(GeneratorDriver generators, CSharpCompilation compilation)
    {
        var driver = generators.RunGeneratorsAndUpdateCompilation(compilation, out var muted, out var reported, TestContext.Current.CancellationToken);
        Assert.Empty(reported);

        var output = Unmuted(muted, driver);
        var problems = output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !IsUndocumentedTestCode(diagnostic, compilation))
            .ToList();
        var run = new GeneratorRun(compilation, (CSharpCompilation)output, driver);
        Assert.True(problems.Count == 0, string.Join('\n', problems) + "\n\n" + string.Join("\n\n", run.Files.Select(static file => $"// {file.Key}\n{file.Value}")));

        Assert.Empty(run.OutputsRerunBy(program => program.AddSyntaxTrees(Compilations.Parse(UnrelatedEdit, "Unrelated.cs"))));
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
        using var image = Emit();
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    /// <summary>Loads the program with its generated files and those that it references, to be run.</summary>
    public Assembly Load(params IEnumerable<GeneratorRun> referenced)
    {
        var context = new AssemblyLoadContext(_output.AssemblyName, isCollectible: false);
        foreach (var run in referenced)
        {
            context.LoadFromStream(run.Emit());
        }

        return context.LoadFromStream(Emit());
    }

    /// <summary>The outputs that run again after an edit: their steps with the reason. None if everything came from the cache.</summary>
    public IReadOnlyList<string> OutputsRerunBy(Func<CSharpCompilation, CSharpCompilation> edit)
        => [.. _driver.RunGenerators(edit(_input), TestContext.Current.CancellationToken).GetRunResult().Results
            .Where(static generator => generator.Generator.GetGeneratorType().Assembly == typeof(JobGenerator).Assembly)
            .SelectMany(static generator => generator.TrackedOutputSteps)
            .SelectMany(static step => step.Value.SelectMany(run => run.Outputs.Select(output => (step.Key, output.Reason))))
            .Where(static step => step.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
            .Select(static step => $"{step.Key}: {step.Reason}")];

    /// <summary>The same after some text of the program's files was replaced.</summary>
    public IReadOnlyList<string> OutputsRerunByReplacing(string text, string replacement)
        => OutputsRerunBy(program =>
        {
            var tree = program.SyntaxTrees.Single(candidate => candidate.ToString().Contains(text, StringComparison.Ordinal));
            return program.ReplaceSyntaxTree(tree, Compilations.Parse(tree.ToString().Replace(text, replacement, StringComparison.Ordinal), tree.FilePath));
        });

    private MemoryStream Emit()
    {
        var image = new MemoryStream();
        var emitted = _output.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        image.Position = 0;
        return image;
    }

    /// <summary>
    /// The program with generated files that say which warnings they do not want to hear: they switch off all of them, because of
    /// experimental types, and so would hide what is really wrong.
    /// </summary>
    private static Compilation Unmuted(Compilation output, GeneratorDriver driver)
    {
        foreach (var tree in driver.GetRunResult().GeneratedTrees)
        {
            var text = tree.ToString();
            var unmuted = text.Replace("#pragma warning disable //", "#pragma warning disable CS0436, CS0612, CS0618 //", StringComparison.Ordinal);
            if (unmuted.Length != text.Length)
            {
                output = output.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(unmuted, (CSharpParseOptions)tree.Options, tree.FilePath));
            }
        }

        return output;
    }

    /// <summary>An application may insist on documentation: generated code must have it, the programs of the tests need not.</summary>
    private static bool IsUndocumentedTestCode(Diagnostic diagnostic, CSharpCompilation written)
        => diagnostic.Id == "CS1591" && diagnostic.Location.SourceTree is { } tree && written.ContainsSyntaxTree(tree);

    /// <summary>All generators, as the compiler would run them.</summary>
    public static GeneratorDriver Driver(params IEnumerable<ISourceGenerator> others)
        => CSharpGeneratorDriver.Create(
            [.. AllGenerators().Select(static generator => generator.AsSourceGenerator()), .. others],
            parseOptions: Compilations.Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static IEnumerable<IIncrementalGenerator> AllGenerators()
        => typeof(JobGenerator).Assembly.GetTypes()
            .Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IIncrementalGenerator)))
            .Select(static type => (IIncrementalGenerator)Activator.CreateInstance(type)!);
}
