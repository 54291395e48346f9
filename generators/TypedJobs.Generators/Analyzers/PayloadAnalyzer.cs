using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Payloads;
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
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is { } ofJob
                && start.Compilation.GetTypeByMetadataName(VersionDeclarationParser.AttributeName) is { } ofVersion)
            {
                var reporters = new ConcurrentDictionary<Location, INamedTypeSymbol>();
                var dateTimes = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
                var completed = new CompletedTypes(start.Compilation);
                start.RegisterSymbolAction(symbol => Analyze(symbol, ofJob, ofVersion, reporters, dateTimes, completed), SymbolKind.NamedType);
            }
        });
    }

    /// <param name="context">The type, which may be a job or an earlier version of one.</param>
    /// <param name="ofJob">What marks jobs.</param>
    /// <param name="ofVersion">What marks earlier versions.</param>
    /// <param name="reporters">The job that reports what is wrong at a place: several may carry the type that stands there, and one is enough.</param>
    /// <param name="dateTimes">The members that were reported as a <c>DateTime</c>.</param>
    /// <param name="completed">The types that another generator completes.</param>
    private static void Analyze(
        SymbolAnalysisContext context,
        INamedTypeSymbol ofJob,
        INamedTypeSymbol ofVersion,
        ConcurrentDictionary<Location, INamedTypeSymbol> reporters,
        ConcurrentDictionary<ISymbol, bool> dateTimes,
        CompletedTypes completed)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var attribute in type.GetAttributes())
        {
            var isJob = SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, ofJob);
            if ((isJob || SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, ofVersion))
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } syntax
                && syntax.Identifier.GetLocation() is var location)
            {
                if (isJob)
                {
                    if (JobDeclarationParser.Parse(syntax, type, attribute, report: null, context.CancellationToken) is { } job
                        && !type.IsAbstract
                        && PayloadParser.Parse(type, location, context.Compilation, ReportOnce, context.CancellationToken) is { } payload
                        && job.Fault is null)
                    {
                        var report = new PayloadReport(context, type, location, payload);
                        report.ReportSize(job);
                        report.ReportDateTimes(member => dateTimes.TryAdd(member, true));
                        report.ReportIncomplete(completed, ReportOnce);
                    }
                }
                else if (VersionDeclarationParser.Parse(syntax, type, attribute, report: null, context.CancellationToken) is not null)
                {
                    PayloadParser.Parse(type, location, context.Compilation, ReportOnce, context.CancellationToken);
                }
            }
        }

        void ReportOnce(Diagnostic diagnostic)
        {
            if (SymbolEqualityComparer.Default.Equals(reporters.GetOrAdd(diagnostic.Location, type), type))
            {
                context.ReportDiagnostic(diagnostic);
            }
        }
    }
}
