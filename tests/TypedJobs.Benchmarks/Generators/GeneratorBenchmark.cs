using System.Globalization;

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
        IReadOnlyList<(string Name, Samples Taken)> analyzers = [];
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
        Console.WriteLine("| analyzer, at 1,000 messages with handlers and a worker | | |");
        Console.WriteLine("| --- | ---: | ---: |");
        foreach (var (name, taken) in analyzers)
        {
            Console.WriteLine($"| {name} | {Text(taken)} |");
        }

        Console.WriteLine();
        Console.WriteLine("| at 1,000 messages | measured | goal | |");
        Console.WriteLine("| --- | ---: | ---: | --- |");
        return Goal("unrelated edit, MB", ours.UnrelatedEdit.Megabytes, 20)
            & Goal("unrelated edit, of System.Text.Json's time", ours.UnrelatedEdit.Milliseconds / serializer.UnrelatedEdit.Milliseconds, 0.4)
            & Goal("cold, of System.Text.Json's time", ours.Cold.Milliseconds / serializer.Cold.Milliseconds, 0.8)
            & Goal("all analyzers, of the generator's time (with handlers and a worker)", analyzers.Sum(static analyzer => analyzer.Taken.Milliseconds) / handled.Cold.Milliseconds, 1.5)
                ? 0
                : 1;
    }

    /// <summary>Measures all generators, and what the analyzers take over the program of the last.</summary>
    private static IReadOnlyList<(string Name, Samples Taken)> Measure(MeasuredGenerator[] all, int messages, int rounds)
    {
        foreach (var generator in all)
        {
            generator.Clear();
        }

        var analyses = new MeasuredAnalyzers(all[^1].Analyzers());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var generator in all)
            {
                var output = generator.Run(messages);
                if (generator == all[^1])
                {
                    analyses.Run(output);
                }
            }
        }

        return analyses.ByCost();
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
