using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Jobs;

namespace TypedJobs.Generators.Analyzers;

/// <summary>
/// Reports each edit after which messages in flight, or workers that still run, would not be understood: on the member that did it,
/// with the line of <c>jobs.contract</c> as another location.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : DiagnosticAnalyzer
{
    // The compiler keeps what was made of a text as long as the text: it is parsed once a change.
    private static readonly SourceTextValueProvider<ParsedContract> Parse = new(ContractParser.Parse);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        ContractDiagnostics.Stale,
        ContractDiagnostics.Unreadable,
        ContractDiagnostics.Changed,
        ContractDiagnostics.UnreadableByReleased,
        ContractDiagnostics.Dropped,
        ContractDiagnostics.Meaning,
        ContractDiagnostics.NoContract,
        ContractDiagnostics.Reused,
        VersionDiagnostics.DoesNotLeadToNewest,
        ContractDiagnostics.Frozen,
        ContractDiagnostics.NotReadable,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext start)
    {
        if (start.Compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is null)
        {
            return;
        }

        var settings = ContractSettings.Of(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
        ContractFile? Find(string name)
            => ContractAnalyzer.Find(
                start.Options, name, text => start.TryGetValue(text, Parse, out var parsed) ? parsed : ContractParser.Parse(text), start.CancellationToken);

        if (Find(ContractSettings.FileName) is not { } file)
        {
            WithoutFile(start, settings);
            return;
        }

        var baseline = Find(ContractSettings.BaselineFileName);
        var faults = Faults(file).Concat(baseline is null || IsEmpty(baseline) ? [] : Faults(baseline)).ToList();

        // Not to be cancelled: a Lazy would keep the cancellation as its value.
        var report = faults.Count > 0 ? null : new Lazy<ContractReport>(() => ContractReport.Of(
            CodeContractReader.Read(start.Compilation, CancellationToken.None), file, baseline?.Parsed.Contract, settings));
        start.RegisterAdditionalFileAction(context =>
        {
            if (context.AdditionalFile.Path == file.Path)
            {
                ReportAll(report?.Value.OfFile ?? faults, context.ReportDiagnostic);
            }
        });
        if (report is not null)
        {
            start.RegisterSymbolAction(context => ReportAll(report.Value.OfJob((INamedTypeSymbol)context.Symbol), context.ReportDiagnostic), SymbolKind.NamedType);
        }
    }

    /// <summary>Says once how to begin: on the job whose name is the first.</summary>
    private static void WithoutFile(CompilationStartAnalysisContext start, ContractSettings settings)
    {
        if (settings.IsUpdating)
        {
            return;
        }

        var first = new Lazy<JobRecord?>(() => JobRecords.Of(start.Compilation, [], CancellationToken.None).OrderBy(static job => job.Key, StringComparer.Ordinal).FirstOrDefault());
        start.RegisterSymbolAction(
            context =>
            {
                if (SymbolEqualityComparer.Default.Equals(first.Value?.Type, context.Symbol))
                {
                    context.ReportDiagnostic(Diagnostic.Create(ContractDiagnostics.NoContract, first.Value!.Location));
                }
            },
            SymbolKind.NamedType);
    }

    private static ContractFile? Find(AnalyzerOptions options, string name, Func<SourceText, ParsedContract> parse, CancellationToken cancellationToken)
    {
        foreach (var candidate in options.AdditionalFiles)
        {
            if (ContractSettings.IsFile(candidate.Path, name) && candidate.GetText(cancellationToken) is { } text)
            {
                return new ContractFile(candidate.Path, text, parse(text));
            }
        }

        return null;
    }

    /// <summary>Whether the file was not there yet at the commit that the project is compared with.</summary>
    private static bool IsEmpty(ContractFile baseline) => baseline.Text.Length == 0;

    private static IEnumerable<Diagnostic> Faults(ContractFile file)
        => file.Parsed.Faults.Select(fault => Diagnostic.Create(ContractDiagnostics.NotReadable, file.LocationOf(fault.Line), Name(file.Path), fault.What));

    private static string Name(string path) => path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);

    private static void ReportAll(IEnumerable<Diagnostic> diagnostics, Action<Diagnostic> report)
    {
        foreach (var diagnostic in diagnostics)
        {
            report(diagnostic);
        }
    }
}
