using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>Analyzers, and the processor time that each adds to a build.</summary>
internal sealed class MeasuredAnalyzers(ImmutableArray<DiagnosticAnalyzer> analyzers)
{
    private readonly List<(DiagnosticAnalyzer Analyzer, Samples Taken)> _measured = [.. analyzers.Select(static analyzer => (analyzer, new Samples()))];

    /// <summary>Runs each over a program that has nothing to report.</summary>
    public void Run(Compilation output)
    {
        var program = new BoundProgram(output);
        foreach (var (analyzer, taken) in _measured)
        {
            List<Diagnostic> reported = [];
            taken.Add(() => reported = BoundAnalysis.Run(analyzer, program, new AnalyzerOptions([])));
            if (reported.Find(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning) is { } wrong)
            {
                throw new InvalidOperationException($"The program is not as it should be: {wrong}");
            }
        }
    }

    /// <summary>The most costly first.</summary>
    public IReadOnlyList<(string Name, Samples Taken)> ByCost()
        => [.. _measured.OrderByDescending(static measured => measured.Taken.Milliseconds).Select(static measured => (measured.Analyzer.GetType().Name, measured.Taken))];
}
