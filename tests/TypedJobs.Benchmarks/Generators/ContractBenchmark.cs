using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>What it costs to hold 1,000 jobs against their contract: the time of the processor that the analyzer adds to each build. Median of all rounds. Fails when the goal is missed.</summary>
internal static class ContractBenchmark
{
    private const int Jobs = 1000;
    private const int Rounds = 9;
    private const double GoalMilliseconds = 200;

    public static int Run()
    {
        var measured = new MeasuredGenerator(new JobMarking());
        var generator = measured.Create<IIncrementalGenerator>("ContractGenerator").AsSourceGenerator();
        var samples = new List<double>();
        var text = string.Empty;
        for (var round = 0; round < Rounds + 2; round++)
        {
            var output = measured.Run(Jobs);
            var driver = CSharpGeneratorDriver.Create([generator], parseOptions: MessageProgram.ParseOptions, optionsProvider: new Properties("UpdateJobContracts", "true"));
            var written = driver.RunGenerators(output).GetRunResult().GeneratedTrees.Single().ToString();
            text = written.Replace("//|", string.Empty, StringComparison.Ordinal).Replace(" *\n", "\n", StringComparison.Ordinal);
            var milliseconds = Analyze(new BoundProgram(output), measured.Create<DiagnosticAnalyzer>("ContractAnalyzer"), text);
            if (round >= 2)
            {
                samples.Add(milliseconds);
            }
        }

        var median = samples.Order().ElementAt(samples.Count / 2);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Jobs} jobs, {text.Count(static c => c == '\n')} lines of contract: {median:0} ms in the analyzer (goal: {GoalMilliseconds:0} ms), median of {Rounds} rounds."));
        return median <= GoalMilliseconds ? 0 : 1;
    }

    /// <summary>Milliseconds of the processor.</summary>
    private static double Analyze(BoundProgram program, DiagnosticAnalyzer analyzer, string text)
    {
        var samples = new Samples();
        List<Diagnostic> reported = [];
        samples.Add(() => reported = BoundAnalysis.Run(analyzer, program, new AnalyzerOptions([new File(text)])));
        return reported is [var first, ..] ? throw new InvalidOperationException($"The program is not as its contract says: {first}") : samples.Milliseconds;
    }

    private sealed class File(string text) : AdditionalText
    {
        private readonly SourceText _text = SourceText.From(text);

        public override string Path => "/src/jobs.contract";

        public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }

    private sealed class Properties(string name, string value) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Property(name, value);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Property(string name, string value) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? found)
        {
            found = key == "build_property." + name ? value : null;
            return found is not null;
        }
    }
}
