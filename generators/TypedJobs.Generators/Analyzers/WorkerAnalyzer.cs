using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Handlers;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Manifests;
using TypedJobs.Generators.Versions;
using TypedJobs.Generators.Workers;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports what is wrong with a <c>[JobWorker]</c> class and with its set of jobs. Asks nothing where there is no worker.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WorkerAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        JobDiagnostics.NameTaken,
        JobDiagnostics.LanguageTooOld,
        WorkerDiagnostics.NoHandler,
        WorkerDiagnostics.SeveralHandlers,
        WorkerDiagnostics.CannotBeCompleted,
        WorkerDiagnostics.NoJob,
        WorkerDiagnostics.EmptySet,
        WorkerDiagnostics.SharedTubeNotCovered,
        WorkerDiagnostics.NewerManifest,
        WorkerDiagnostics.InternalJob,
        HandlerDiagnostics.CannotBeMade,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // A worker that a tool has written would fail as any other does.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(WorkerDeclarationParser.AttributeName) is { } attributeType)
            {
                // Not to be cancelled: a Lazy would keep the cancellation as its value.
                var catalog = new Lazy<JobCatalog>(() => JobCatalog.OfGenerated(start.Compilation));
                var near = new NearHandlers(start.Compilation);
                start.RegisterSymbolAction(symbol => Analyze(symbol, attributeType, catalog, near), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol attributeType, Lazy<JobCatalog> catalog, NearHandlers near)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var attribute in type.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeType)
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is AttributeSyntax written
                && written.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } syntax
                && WorkerDeclarationParser.Parse(syntax, type, attribute, context.ReportDiagnostic) is { } worker)
            {
                var report = new WorkerSetReport(context, syntax.Identifier.GetLocation(), type.Name, worker, catalog.Value, near);
                if (!report.ReportNewerManifests())
                {
                    var allAreJobs = ReportListedTypes(context, attribute, written, catalog.Value);
                    report.ReportSet(reportEmpty: allAreJobs);
                }
            }
        }
    }

    /// <summary>Whether all types in the attribute are jobs; the others are reported, each on its <c>typeof</c>.</summary>
    private static bool ReportListedTypes(SymbolAnalysisContext context, AttributeData attribute, AttributeSyntax written, JobCatalog catalog)
    {
        var jobs = new HashSet<string>(catalog.Jobs.Select(static known => known.Job.Type), StringComparer.Ordinal);

        // A type can only be given as a typeof, so the values and what is written pair up in order.
        var expressions = written.DescendantNodes().OfType<TypeOfExpressionSyntax>().ToList();
        var types = WorkerDeclarationParser.ListedTypes(attribute).Concat(WorkerDeclarationParser.ExceptedTypes(attribute)).ToList();
        var allAreJobs = true;
        for (var i = 0; i < types.Count && i < expressions.Count; i++)
        {
            if (types[i].TypeKind != TypeKind.Error && !jobs.Contains(types[i].ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)))
            {
                allAreJobs = false;
                if (WhyNoJob(types[i], context.Compilation) is { } reason)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        WorkerDiagnostics.NoJob, expressions[i].GetLocation(), types[i].ToDisplayString(), reason));
                }
            }
        }

        return allAreJobs;
    }

    /// <summary>Why a type is no job; null if its declaration is wrong, which is reported there.</summary>
    private static string? WhyNoJob(ITypeSymbol type, Compilation compilation)
    {
        if (Library.Marks(type, VersionDeclarationParser.AttributeName))
        {
            return "it is an earlier version of one; name the newest, which brings its earlier versions along";
        }

        if (!Library.Marks(type, JobDeclarationParser.AttributeName))
        {
            return "it has no [Job] attribute; a job is declared as '[Job(\"name\")] public sealed partial record'";
        }

        return SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
            ? null
            : $"its assembly '{type.ContainingAssembly.Name}' was compiled without the generator of TypedJobs; reference the TypedJobs package there";
    }
}
