using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Manifests;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports what is wrong with the head and the attribute of a <c>[Job]</c> record.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class JobDeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [JobDiagnostics.NotSealedPartialRecord, JobDiagnostics.NameNotAllowed, JobDiagnostics.NameTaken, JobDiagnostics.PolicyOutOfRange];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is { } attributeType)
            {
                // Not to be cancelled: a Lazy would keep the cancellation as its value.
                var names = new Lazy<JobsByName>(() => new JobsByName(JobCatalog.OfGenerated(start.Compilation)));
                start.RegisterSymbolAction(symbol => Analyze(symbol, attributeType, names), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol attributeType, Lazy<JobsByName> names)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var attribute in type.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeType)
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } syntax
                && JobDeclarationParser.Parse(syntax, type, attribute, context.ReportDiagnostic, context.CancellationToken) is { } job
                && names.Value.OtherThan(job) is { } other)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    JobDiagnostics.NameTaken,
                    JobDeclarationParser.LocationOf(attribute, argument: null, syntax, context.CancellationToken),
                    job.Name,
                    job.Version,
                    other.Display));
            }
        }
    }

    /// <summary>What a compilation knows under a name; made once for all its jobs.</summary>
    private sealed class JobsByName(JobCatalog catalog)
    {
        private readonly ILookup<(string Name, int Version), KnownJob> _jobs = catalog.Jobs.ToLookup(static known => (known.Job.Name, known.Job.Version));

        public KnownJob? OtherThan(JobDeclaration job)
            => _jobs[(job.Name, job.Version)]
                .Where(known => !known.Source.IsOwn || known.Job.Type != job.Type.Global)
                .Select(static known => (KnownJob?)known)
                .FirstOrDefault();
    }
}
