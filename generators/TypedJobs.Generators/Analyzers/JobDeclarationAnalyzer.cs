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
    /// <summary>A touch comes after a third of a time-to-run, and must be in before its last second.</summary>
    private const int ShortestTimeToRun = 3;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        JobDiagnostics.NotSealedPartialRecord,
        JobDiagnostics.NameNotAllowed,
        JobDiagnostics.NameTaken,
        JobDiagnostics.PolicyOutOfRange,
        JobDiagnostics.TubeShared,
        JobDiagnostics.TimeToRunTooShort,
    ];

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
                var others = new Lazy<OtherJobs>(() => new OtherJobs(JobCatalog.OfGenerated(start.Compilation)));
                start.RegisterSymbolAction(symbol => Analyze(symbol, attributeType, others), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol attributeType, Lazy<OtherJobs> others)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var attribute in type.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeType)
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } syntax
                && JobDeclarationParser.Parse(syntax, type, attribute, context.ReportDiagnostic, context.CancellationToken) is { } job)
            {
                if (others.Value.WithNameOf(job) is { } namesake)
                {
                    Report(JobDiagnostics.NameTaken, argument: null, job.Name, job.Version, namesake.Display);
                }

                if (job.TimeToRunSeconds < ShortestTimeToRun)
                {
                    Report(JobDiagnostics.TimeToRunTooShort, "TimeToRunSeconds", type.Name, job.TimeToRunSeconds, ShortestTimeToRun);
                }

                if (others.Value.InTubeOf(job) is var (other, reason))
                {
                    Report(JobDiagnostics.TubeShared, "Tube", type.Name, job.Tube, other.Display, reason);
                }
            }

            void Report(DiagnosticDescriptor rule, string? argument, params object[] arguments)
                => context.ReportDiagnostic(Diagnostic.Create(
                    rule, JobDeclarationParser.LocationOf(attribute, argument, syntax!, context.CancellationToken), arguments));
        }
    }

    /// <summary>What a compilation knows under a name and in a tube; made once for all its jobs.</summary>
    private sealed class OtherJobs(JobCatalog catalog)
    {
        private readonly ILookup<string, KnownJob> _tubes = catalog.Jobs.ToLookup(static known => known.Job.Tube);
        private readonly ILookup<(string Name, int Version), KnownJob> _jobs = catalog.Jobs.ToLookup(static known => (known.Job.Name, known.Job.Version));

        public KnownJob? WithNameOf(JobDeclaration job)
            => Others(_jobs[(job.Name, job.Version)], job).Select(static known => (KnownJob?)known).FirstOrDefault();

        /// <summary>A job that may not be in the same tube, and why. What two jobs of this compilation do to each other is reported on the one that needs the tube.</summary>
        public (KnownJob Other, string Reason)? InTubeOf(JobDeclaration job)
        {
            foreach (var other in Others(_tubes[job.Tube], job))
            {
                if (job.NeedsOwnTube is { } reason)
                {
                    return (other, reason);
                }

                if (other.Job.NeedsOwnTube && !other.Source.IsOwn)
                {
                    return (other, "that one is bare or has a MaxConcurrency, and so needs a tube of its own");
                }
            }

            return null;
        }

        private static IEnumerable<KnownJob> Others(IEnumerable<KnownJob> jobs, JobDeclaration job)
            => jobs.Where(known => !known.Source.IsOwn || known.Job.Type != job.Type.Global);
    }
}
