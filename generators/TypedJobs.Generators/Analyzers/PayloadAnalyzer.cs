using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Versions;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports each member that a job, or an earlier version of one, cannot carry, or that a job carries otherwise than is meant.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PayloadAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [PayloadDiagnostics.NotCarried, PayloadDiagnostics.TooLarge, PayloadDiagnostics.DateTimeCarried];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // A job that a tool has written would fail as any other does.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is { } ofJob
                && start.Compilation.GetTypeByMetadataName(VersionDeclarationParser.AttributeName) is { } ofVersion)
            {
                var carriers = new Carriers(start.Compilation, ofJob, ofVersion);
                var dateTimes = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
                start.RegisterSymbolAction(
                    symbol =>
                    {
                        if (carriers.Check((INamedTypeSymbol)symbol.Symbol, symbol.ReportDiagnostic, symbol.CancellationToken) is { } report)
                        {
                            report.ReportDateTimes(member => dateTimes.TryAdd(member, true), symbol.ReportDiagnostic);
                        }
                    },
                    SymbolKind.NamedType);
            }
        });
    }
}
