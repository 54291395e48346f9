using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Analyzers;
using Xunit;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>Runs the generators and the analyzer of contracts over a program with its file, as a build with these properties would.</summary>
internal static class ContractRun
{
    /// <summary>What is reported, in order: where, and what.</summary>
    public static Task<IReadOnlyList<Reported>> OfAsync(string? file, string source, string? baseline = null, params IEnumerable<(string Name, string Value)> properties)
        => OfAsync(Files(file, baseline), Compilations.Of("Acme", [], ContractOf.Usings + source), properties);

    /// <summary>The same in a project that references a package with a contract.</summary>
    public static Task<IReadOnlyList<Reported>> WithPackageAsync(string packaged, string? file, string source) => OfAsync(Files(file, baseline: null, packaged), Compilations.Of("Acme", [], ContractOf.Usings + source), []);

    /// <summary>The same with any program.</summary>
    public static Task<IReadOnlyList<Reported>> OfProgramAsync(string? file, Compilation program) => OfAsync(Files(file, baseline: null), program, []);

    private static async Task<IReadOnlyList<Reported>> OfAsync(ImmutableArray<AdditionalText> files, Compilation program, IEnumerable<(string Name, string Value)> properties)
    {
        var options = new Options(properties);
        var driver = CSharpGeneratorDriver.Create([new JobGenerator().AsSourceGenerator()], files, Compilations.Options, options);
        driver.RunGeneratorsAndUpdateCompilation(program, out var output, out _, TestContext.Current.CancellationToken);
        var reported = await output.WithAnalyzers([new ContractAnalyzer()], new AnalyzerOptions(files, options)).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. reported
            .OrderBy(static diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(static diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(static diagnostic => diagnostic.Id, StringComparer.Ordinal)
            .Select(diagnostic => new Reported(
                diagnostic.Id,
                diagnostic.Severity,
                diagnostic.Location.IsInSource ? AnalyzerRun.TextAt(diagnostic.Location) : files.Single(file => file.Path == diagnostic.Location.GetLineSpan().Path).GetText()!.ToString(diagnostic.Location.SourceSpan),
                diagnostic.GetMessage(CultureInfo.InvariantCulture),
                diagnostic))];
    }

    /// <summary>The file that the generator hands to a build; null if it hands over nothing to write.</summary>
    public static string? Written(string? file, string source, string? baseline = null, bool isAsked = true, string? packaged = null)
    {
        var options = new Options(isAsked ? [("UpdateJobContracts", "true")] : []);
        var driver = CSharpGeneratorDriver
            .Create([new Generators.Contracts.ContractGenerator().AsSourceGenerator()], Files(file, baseline, packaged), Compilations.Options, options)
            .RunGenerators(Compilations.Of("Acme", [], ContractOf.Usings + source), TestContext.Current.CancellationToken);
        var text = driver.GetRunResult().Results.Single().GeneratedSources.SingleOrDefault().SourceText?.ToString();
        return text?.StartsWith("//|", StringComparison.Ordinal) is not true ? null : string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line["//|".Length..] + "\n"));
    }

    private static ImmutableArray<AdditionalText> Files(string? file, string? baseline, string? packaged = null)
        => [.. new (string Name, string? Text)[] { ("/packages/mails/1.0.0/buildTransitive/Mails.jobs.contract", packaged), ("/src/Acme/jobs.contract", file), ("/src/Acme/obj/jobs.contract.baseline", baseline) }
            .Where(static candidate => candidate.Text is not null)
            .Select(static candidate => new InMemoryFile(candidate.Name, candidate.Text!))];

    private sealed class InMemoryFile(string path, string text) : AdditionalText
    {
        private readonly SourceText _text = SourceText.From(text);

        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }

    private sealed class Options(IEnumerable<(string Name, string Value)> properties) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Properties(properties.ToDictionary(static property => "build_property." + property.Name, static property => property.Value));

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Properties(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}

/// <summary>A diagnostic as a user sees it.</summary>
internal sealed record Reported(string Id, DiagnosticSeverity Severity, string At, string Message, Diagnostic Diagnostic);
