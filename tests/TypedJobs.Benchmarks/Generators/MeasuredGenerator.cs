using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>A generator with the programs that it runs over, and what it took.</summary>
internal sealed class MeasuredGenerator(Marking marking)
{
    private const int EditsARound = 3;

    private readonly Assembly _assembly = Load(marking.Name);

    public Marking Marking => marking;

    public Assembly Assembly => _assembly;

    public Samples Cold { get; } = new();

    public Samples UnrelatedEdit { get; } = new();

    public Samples MessageEdit { get; } = new();

    /// <summary>How many files the program gets.</summary>
    public int Files { get; private set; }

    /// <summary>Runs over a new program, and then over edits of it.</summary>
    public Compilation Run(int messages)
    {
        var program = MessageProgram.Of(messages, marking);
        GeneratorDriver driver = Driver();
        Cold.Add(() => driver = driver.RunGenerators(program.Compilation));
        for (var edit = 0; edit < EditsARound; edit++)
        {
            Edit(UnrelatedEdit, program.AfterUnrelatedEdit(edit));
        }

        for (var edit = 0; edit < EditsARound; edit++)
        {
            Edit(MessageEdit, program.AfterMessageEdit(edit));
        }

        var result = driver.RunGeneratorsAndUpdateCompilation(program.Compilation, out var output, out _).GetRunResult();
        Files = result.GeneratedTrees.Length;
        if (result.Results.FirstOrDefault(static generator => generator.Exception is not null).Exception is { } exception)
        {
            throw new InvalidOperationException($"The generator of {marking.Title} failed, so there is nothing to compare.", exception);
        }

        return output;

        void Edit(Samples samples, Compilation edited)
        {
            // Each edit is the next one of the same state, as in an editor.
            samples.Add(() => driver = driver.RunGenerators(edited));
        }
    }

    public void Clear()
    {
        Cold.Clear();
        UnrelatedEdit.Clear();
        MessageEdit.Clear();
    }

    /// <summary>All analyzers that come with it.</summary>
    public ImmutableArray<DiagnosticAnalyzer> Analyzers()
        => [.. Types(_assembly).Where(static type => !type.IsAbstract && type.IsAssignableTo(typeof(DiagnosticAnalyzer)))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    private CSharpGeneratorDriver Driver()
        => CSharpGeneratorDriver.Create(
            Types(_assembly).Where(static type => !type.IsAbstract && type.IsAssignableTo(typeof(IIncrementalGenerator)))
                .Select(static type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator()),
            parseOptions: MessageProgram.ParseOptions);

    /// <summary>The types that can be loaded; a generator may carry some that need what only an editor has.</summary>
    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return exception.Types.OfType<Type>();
        }
    }

    private static Assembly Load(string name)
        => Assembly.LoadFrom(typeof(MeasuredGenerator).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == name).Value!);
}

/// <summary>What repeated runs took: time of the processor, which does not depend on who else is at it, and memory.</summary>
internal sealed class Samples
{
    private readonly List<(double Milliseconds, long Bytes)> _taken = [];

    public double Milliseconds => Median(static sample => sample.Milliseconds);

    public double Megabytes => Median(static sample => sample.Bytes / 1e6);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(Action run)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = Environment.CpuUsage.TotalTime;
        run();
        var milliseconds = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        _taken.Add((milliseconds, GC.GetTotalAllocatedBytes(precise: true) - bytes));
    }

    public void Clear() => _taken.Clear();

    private double Median(Func<(double Milliseconds, long Bytes), double> value)
        => _taken.Select(value).Order().ElementAt(_taken.Count / 2);
}
