using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>
/// What generating costs: over a new program, after an edit that has nothing to do with messages, and after one message was edited; ours and two others over the
/// same messages, in turns in one process, so that what disturbs the machine disturbs all of them. Median of all rounds. Fails when a goal is missed.
/// </summary>
internal static class GeneratorBenchmark
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("ROUNDS") ?? "7", CultureInfo.InvariantCulture);

    public static async Task<int> RunAsync()
    {
        MeasuredGenerator ours = new(new JobMarking()), serializer = new(new SerializerMarking()), handled = new(new HandledJobMarking());
        MeasuredGenerator[] all = [ours, serializer, new(new MediatorMarking()), handled];

        // The compiler compiles itself first; whoever comes later would have it for nothing.
        foreach (var messages in (int[])[50, 300])
        {
            await MeasureAsync(all, messages, rounds: 3);
        }

        Console.WriteLine($"{Environment.Version}; median of {Rounds} rounds; a message is a record of seven members with a nested record, in a file of its own.");
        Console.WriteLine();
        Console.WriteLine("| generator | messages | files | cold | | unrelated edit | | one message edited | |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        var analyzers = 0.0;
        foreach (var messages in (int[])[100, 1000])
        {
            analyzers = await MeasureAsync(all, messages, Rounds);
            foreach (var generator in all)
            {
                Console.WriteLine(
                    $"| {generator.Marking.Title} | {messages} | {generator.Files} | {Text(generator.Cold)} | {Text(generator.UnrelatedEdit)} | {Text(generator.MessageEdit)} |");
            }
        }

        Console.WriteLine();
        Console.WriteLine("| at 1,000 messages | measured | goal | |");
        Console.WriteLine("| --- | ---: | ---: | --- |");
        return Goal("unrelated edit, MB", ours.UnrelatedEdit.Megabytes, 20)
            & Goal("unrelated edit, of System.Text.Json's time", ours.UnrelatedEdit.Milliseconds / serializer.UnrelatedEdit.Milliseconds, 0.4)
            & Goal("cold, of System.Text.Json's time", ours.Cold.Milliseconds / serializer.Cold.Milliseconds, 0.8)
            & Goal("all analyzers, of the generator's time (with handlers and a worker)", analyzers / handled.Cold.Milliseconds, 1.5)
                ? 0
                : 1;
    }

    /// <summary>Measures all generators, and returns the milliseconds that the analyzers take over the program of the last.</summary>
    private static async Task<double> MeasureAsync(MeasuredGenerator[] all, int messages, int rounds)
    {
        var analyzers = new Samples();
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
                    analyzers.Add(await AnalyzeAsync(output, generator));
                }
            }
        }

        return analyzers.Milliseconds;
    }

    /// <summary>The time within the analyzers. The compiler has bound the program before, as it does in each build; that is not theirs to pay.</summary>
    private static async Task<double> AnalyzeAsync(Compilation output, MeasuredGenerator generator)
    {
        if (output.GetDiagnostics().FirstOrDefault(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning) is { } wrong)
        {
            throw new InvalidOperationException($"The program does not compile: {wrong}");
        }

        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            .. generator.Assembly.GetTypes().Where(static type => !type.IsAbstract && type.IsAssignableTo(typeof(DiagnosticAnalyzer)))
                .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
        ];
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        var result = await output.WithAnalyzers(analyzers, options).GetAnalysisResultAsync(CancellationToken.None);
        if (result.GetAllDiagnostics() is [var reported, ..])
        {
            throw new InvalidOperationException($"The program is not as it should be: {reported}");
        }

        if (Environment.GetEnvironmentVariable("TELL") is not null) foreach (var (a, i) in result.AnalyzerTelemetryInfo) Console.WriteLine($"{a.GetType().Name} {i.ExecutionTime.TotalMilliseconds}");
        return result.AnalyzerTelemetryInfo.Values.Sum(static info => info.ExecutionTime.TotalMilliseconds);
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
