using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>
/// What generating costs: over a new program, after an edit that has nothing to do with messages, and after one message was edited; ours and two others over the
/// same messages, in turns in one process, so that what disturbs the machine disturbs all of them. Processor time and memory, median of all rounds. Fails when a goal is missed.
/// </summary>
internal static class GeneratorBenchmark
{
    private const int Rounds = 5;

    public static int Run()
    {
        MeasuredGenerator ours = new(new JobMarking()), serializer = new(new SerializerMarking()), handled = new(new HandledJobMarking());
        MeasuredGenerator[] all = [ours, serializer, new(new MediatorMarking()), handled];

        // The compiler compiles itself first; whoever comes later would have it for nothing.
        Measure(all, messages: 150, rounds: 3);

        Console.WriteLine($"{Environment.Version}; processor time and memory, median of {Rounds} rounds; a message is a record of seven members with a nested record, in a file of its own.");
        Console.WriteLine();
        Console.WriteLine("| generator | messages | files | cold | | unrelated edit | | one message edited | |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        Dictionary<string, double> analyzers = [];
        foreach (var messages in (int[])[100, 1000])
        {
            analyzers = Measure(all, messages, Rounds);
            foreach (var generator in all)
            {
                Console.WriteLine(
                    $"| {generator.Marking.Title} | {messages} | {generator.Files} | {Text(generator.Cold)} | {Text(generator.UnrelatedEdit)} | {Text(generator.MessageEdit)} |");
            }
        }

        Console.WriteLine();
        Console.WriteLine("| analyzer, at 1,000 messages with handlers and a worker | |");
        Console.WriteLine("| --- | ---: |");
        foreach (var (name, milliseconds) in analyzers.OrderByDescending(static analyzer => analyzer.Value))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {milliseconds:0.0} ms |"));
        }

        Console.WriteLine();
        Console.WriteLine("| at 1,000 messages | measured | goal | |");
        Console.WriteLine("| --- | ---: | ---: | --- |");
        return Goal("unrelated edit, MB", ours.UnrelatedEdit.Megabytes, 20)
            & Goal("unrelated edit, of System.Text.Json's time", ours.UnrelatedEdit.Milliseconds / serializer.UnrelatedEdit.Milliseconds, 0.4)
            & Goal("cold, of System.Text.Json's time", ours.Cold.Milliseconds / serializer.Cold.Milliseconds, 0.8)
            & Goal("all analyzers, of the generator's time (with handlers and a worker)", analyzers.Values.Sum() / handled.Cold.Milliseconds, 1.5)
                ? 0
                : 1;
    }

    /// <summary>Measures all generators, and returns the milliseconds that each analyzer takes over the program of the last, by its name.</summary>
    private static Dictionary<string, double> Measure(MeasuredGenerator[] all, int messages, int rounds)
    {
        var analyses = new List<Dictionary<string, double>>();
        foreach (var generator in all)
        {
            generator.Clear();
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var generator in all)
            {
                var output = generator.Run(messages);
                if (generator == all[^1])
                {
                    analyses.Add(Analyze(output, generator.Analyzers()));
                }
            }
        }

        return analyses.SelectMany(static analysis => analysis).GroupBy(static analyzer => analyzer.Key)
            .ToDictionary(static group => group.Key, static group => group.Select(static analyzer => analyzer.Value).Order().ElementAt(group.Count() / 2));
    }

    /// <summary>
    /// What the compiler itself counts for each analyzer, as with <c>-reportanalyzer</c>. It binds and reads the program in each build, and whoever asks first would pay for all
    /// who come after: so it has been bound, and an analyzer that only asks goes first.
    /// </summary>
    private static Dictionary<string, double> Analyze(Compilation output, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        Require(output.GetDiagnostics());
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        var analysis = output.WithAnalyzers([new IdleAnalyzer(), .. analyzers], options).GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult();
        Require(analysis.GetAllDiagnostics());
        return analyzers.ToDictionary(static analyzer => analyzer.GetType().Name, analyzer => analysis.AnalyzerTelemetryInfo[analyzer].ExecutionTime.TotalMilliseconds);
    }

    private static void Require(ImmutableArray<Diagnostic> reported)
    {
        if (reported.FirstOrDefault(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning) is { } wrong)
        {
            throw new InvalidOperationException($"The program is not as it should be: {wrong}");
        }
    }

    private static string Text(Samples samples)
        => string.Create(CultureInfo.InvariantCulture, $"{samples.Milliseconds:0.0} ms | {samples.Megabytes:0.0} MB");

    private static bool Goal(string what, double measured, double goal)
    {
        var isReached = measured <= goal;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {measured:0.00} | ≤ {goal:0.0} | {(isReached ? "reached" : "missed")} |"));
        return isReached;
    }
}
