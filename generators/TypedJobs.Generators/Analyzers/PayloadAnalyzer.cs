using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports each member that a job cannot carry.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PayloadAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [PayloadDiagnostics.NotCarried];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is { } attributeType)
            {
                var reporters = new ConcurrentDictionary<Location, INamedTypeSymbol>();
                start.RegisterSymbolAction(symbol => Analyze(symbol, attributeType, reporters), SymbolKind.NamedType);
            }
        });
    }

    /// <param name="context">The type, which may be a job.</param>
    /// <param name="attributeType">What marks jobs.</param>
    /// <param name="reporters">The job that reports what is wrong at a place: several may carry the type that stands there, and one is enough.</param>
    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol attributeType, ConcurrentDictionary<Location, INamedTypeSymbol> reporters)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var attribute in type.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeType)
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } syntax
                && JobDeclarationParser.Parse(syntax, type, attribute, report: null, context.CancellationToken) is not null)
            {
                PayloadParser.Parse(type, syntax.Identifier.GetLocation(), context.Compilation, ReportOnce, context.CancellationToken);
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
