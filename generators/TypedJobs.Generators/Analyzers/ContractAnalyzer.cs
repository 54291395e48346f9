using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
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
        // Also what is wrong in a file that a tool has written: a job may carry what is declared there. To be analyzed would cost all that this package generates.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.ReportDiagnostics);
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
        ContractFile[] Find(Func<string, bool> isWanted)
            => [.. start.Options.AdditionalFiles
                .Where(candidate => isWanted(candidate.Path))
                .Select(candidate => candidate.GetText(start.CancellationToken) is { } text ? new ContractFile(candidate.Path, text, ContractParser.Parse(text)) : null)
                .OfType<ContractFile>()];

        var file = Find(static path => ContractSettings.IsFile(path, ContractSettings.FileName)).FirstOrDefault();
        var baseline = Find(static path => ContractSettings.IsFile(path, ContractSettings.BaselineFileName)).FirstOrDefault();
        var packaged = Find(PackagedContracts.IsFile);
        var faults = packaged.Append(file).Append(baseline is null || IsEmpty(baseline) ? null : baseline).SelectMany(Faults).ToList();
        if (faults.Count > 0)
        {
            start.RegisterAdditionalFileAction(context => ReportAll(faults.Where(fault => fault.Location.GetLineSpan().Path == context.AdditionalFile.Path), context.ReportDiagnostic));
            return;
        }

        // Not to be cancelled: a Lazy would keep the cancellation as its value.
        var code = new Lazy<CodeContract>(() => CodeContractReader.Read(start.Compilation, CancellationToken.None));
        var contracts = packaged.Select(static package => package.Parsed.Contract).ToList();
        var reports = packaged.Select(package => new Lazy<ContractReport>(() => ContractReport.OfPackage(code.Value, package, settings))).ToList();
        if (file is null)
        {
            WithoutFile(start, settings, contracts);
        }
        else
        {
            var report = new Lazy<ContractReport>(() => ContractReport.Of(PackagedContracts.Without(code.Value, contracts), file, baseline?.Parsed.Contract, settings));
            reports.Add(report);
            start.RegisterAdditionalFileAction(context =>
            {
                if (context.AdditionalFile.Path == file.Path)
                {
                    ReportAll(report.Value.OfFile, context.ReportDiagnostic);
                }
            });
        }

        if (reports.Count > 0)
        {
            AtRecords(start, record => reports.SelectMany(report => report.Value.OfJob(record)), () => reports.SelectMany(static report => report.Value.Records));
        }
    }

    /// <summary>
    /// Reports at records: as each is come by, so that an editor shows it at once, and at the end at those of which all is in files that a tool has written, by which nothing comes.
    /// </summary>
    private static void AtRecords(CompilationStartAnalysisContext start, Func<INamedTypeSymbol, IEnumerable<Diagnostic>> diagnosticsOf, Func<IEnumerable<INamedTypeSymbol>> records)
    {
        var seen = new ConcurrentDictionary<INamedTypeSymbol, bool>(SymbolEqualityComparer.Default);
        start.RegisterSymbolAction(
            context =>
            {
                foreach (var diagnostic in diagnosticsOf((INamedTypeSymbol)context.Symbol))
                {
                    seen.TryAdd((INamedTypeSymbol)context.Symbol, true);
                    context.ReportDiagnostic(diagnostic);
                }
            },
            SymbolKind.NamedType);
        start.RegisterCompilationEndAction(context => ReportAll(records().Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default).Where(record => !seen.ContainsKey(record)).SelectMany(diagnosticsOf), context.ReportDiagnostic));
    }

    /// <summary>Says once how to begin: on the job whose name is the first.</summary>
    private static void WithoutFile(CompilationStartAnalysisContext start, ContractSettings settings, IReadOnlyList<Contract> packaged)
    {
        if (settings is { IsUpdating: true, IsFileGone: false })
        {
            return;
        }

        var first = new Lazy<JobRecord?>(() =>
        {
            var held = PackagedContracts.Names(packaged);
            return JobRecords.Of(start.Compilation, [], CancellationToken.None).Where(job => !held.Contains(job.Name)).OrderBy(static job => job.Key, StringComparer.Ordinal).FirstOrDefault();
        });
        Diagnostic Missing(Location location)
            => settings.IsFileGone
                ? Diagnostic.Create(ContractDiagnostics.NotReadable, location, ContractSettings.FileName, "the project had it, as git says, and it is gone: restore it, for nothing else tells what messages in flight look like")
                : Diagnostic.Create(ContractDiagnostics.NoContract, location);
        AtRecords(
            start,
            record => SymbolEqualityComparer.Default.Equals(first.Value?.Type, record) ? [Missing(first.Value!.Location)] : [],
            () => first.Value is { } job ? [job.Type] : []);
    }

    /// <summary>Whether the file was not there yet at the commit that the project is compared with.</summary>
    private static bool IsEmpty(ContractFile baseline) => baseline.Text.Length == 0;

    private static IEnumerable<Diagnostic> Faults(ContractFile? file)
        => file?.Parsed.Faults.Select(fault => Diagnostic.Create(ContractDiagnostics.NotReadable, file.LocationOf(fault.Line), Name(file.Path), fault.What)) ?? [];

    private static string Name(string path) => path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);

    private static void ReportAll(IEnumerable<Diagnostic> diagnostics, Action<Diagnostic> report)
    {
        foreach (var diagnostic in diagnostics)
        {
            report(diagnostic);
        }
    }
}
