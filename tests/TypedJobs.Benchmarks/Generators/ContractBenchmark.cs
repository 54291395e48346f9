using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>What it costs to hold 1,000 jobs against their contract: the time within the analyzer, in each build. Median of all rounds. Fails when the goal is missed.</summary>
internal static class ContractBenchmark
{
    private const int Jobs = 1000;
    private const int Rounds = 9;
    private const double GoalMilliseconds = 200;

    public static async Task<int> RunAsync()
    {
        var measured = new MeasuredGenerator(new JobMarking());
        var generator = Make<IIncrementalGenerator>(measured, "ContractGenerator").AsSourceGenerator();
        var samples = new List<double>();
        var text = string.Empty;
        for (var round = 0; round < Rounds + 2; round++)
        {
            var output = measured.Run(Jobs);
            var driver = CSharpGeneratorDriver.Create([generator], parseOptions: MessageProgram.ParseOptions, optionsProvider: new Properties("UpdateJobContracts", "true"));
            var written = driver.RunGenerators(output).GetRunResult().GeneratedTrees.Single().ToString();
            text = written.Replace("//|", string.Empty, StringComparison.Ordinal).Replace(" *\n", "\n", StringComparison.Ordinal);
            var milliseconds = await AnalyzeAsync(output, Make<DiagnosticAnalyzer>(measured, "ContractAnalyzer"), text);
            if (round >= 2)
            {
                samples.Add(milliseconds);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Jobs} jobs, {text.Count(static c => c == '\n')} lines of contract: {samples.Order().ElementAt(Rounds / 2):0} ms in the analyzer (goal: {GoalMilliseconds:0} ms), median of {Rounds} rounds."));
        return samples.Order().ElementAt(Rounds / 2) <= GoalMilliseconds ? 0 : 1;
    }

    private static async Task<double> AnalyzeAsync(Compilation output, DiagnosticAnalyzer analyzer, string text)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([new File(text)]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        var result = await output.WithAnalyzers([analyzer], options).GetAnalysisResultAsync(CancellationToken.None);
        return result.GetAllDiagnostics() is [var reported, ..]
            ? throw new InvalidOperationException($"The program is not as its contract says: {reported}")
            : result.AnalyzerTelemetryInfo[analyzer].ExecutionTime.TotalMilliseconds;
    }

    private static T Make<T>(MeasuredGenerator measured, string name)
        => (T)Activator.CreateInstance(measured.Assembly.GetTypes().Single(type => type.Name == name))!;

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
