using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports each member that a job cannot carry, or carries otherwise than is meant.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PayloadAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [PayloadDiagnostics.NotCarried, PayloadDiagnostics.TooLarge, PayloadDiagnostics.DateTimeCarried];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is { } attributeType)
            {
                var dateTimes = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
                start.RegisterSymbolAction(symbol => Analyze(symbol, attributeType, dateTimes), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol attributeType, ConcurrentDictionary<ISymbol, bool> dateTimes)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var attribute in type.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeType)
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } syntax
                && JobDeclarationParser.Parse(syntax, type, attribute, report: null, context.CancellationToken) is { } job)
            {
                var location = syntax.Identifier.GetLocation();
                if (PayloadParser.Parse(type, location, context.Compilation, context.ReportDiagnostic, context.CancellationToken) is { } payload)
                {
                    var report = new PayloadReport(context, type, location, payload);
                    report.ReportSize(job);
                    report.ReportDateTimes(member => dateTimes.TryAdd(member, true));
                }
            }
        }
    }
}
