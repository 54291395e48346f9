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
        JobDiagnostics.LanguageTooOld,
        JobDiagnostics.TimeToRunTooShort,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // A job that a tool has written would fail as any other does.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
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
                && JobDeclarationParser.Parse(syntax, type, attribute, context.ReportDiagnostic, context.CancellationToken) is { Fault: null } job)
            {
                foreach (var place in others.Value.PlacesOf(job))
                {
                    if (others.Value.WithNameOf(job, place.Version) is { } namesake)
                    {
                        Report(JobDiagnostics.NameTaken, argument: null, job.Name, place.Version, namesake.Display);
                    }

                    if (others.Value.InTubeOf(job, place) is var (other, reason))
                    {
                        Report(JobDiagnostics.TubeShared, "Tube", type.Name, place.Tube, other.Display, reason);
                    }
                }

                if (job.TimeToRunSeconds < ShortestTimeToRun)
                {
                    Report(JobDiagnostics.TimeToRunTooShort, "TimeToRunSeconds", type.Name, job.TimeToRunSeconds, ShortestTimeToRun);
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
        private readonly ILookup<string, KnownJob> _own = catalog.Jobs.Where(static known => known.Source.IsOwn).ToLookup(static known => known.Job.Type);

        private readonly ILookup<string, (KnownJob Job, JobPlace Place)> _tubes = catalog.Jobs
            .SelectMany(static known => known.Places.Select(place => (known, place)))
            .ToLookup(static known => known.place.Tube);

        private readonly ILookup<(string Name, int Version), KnownJob> _jobs = catalog.Jobs
            .SelectMany(static known => known.Places.Select(place => (known, place.Version)))
            .ToLookup(static known => (known.known.Job.Name, known.Version), static known => known.known);

        /// <summary>Where the job's versions wait, its own first.</summary>
        public IEnumerable<JobPlace> PlacesOf(JobDeclaration job)
            => _own[job.Type.Global].SelectMany(static known => known.Places).DefaultIfEmpty(new JobPlace(job.Version, job.Tube, job.NeedsOwnTube is not null));

        public KnownJob? WithNameOf(JobDeclaration job, int version)
            => _jobs[(job.Name, version)].Where(other => IsOther(other, job)).Select(static known => (KnownJob?)known).FirstOrDefault();

        /// <summary>A job that may not be in the same tube, and why. What two jobs of this compilation do to each other is reported on the one that needs the tube.</summary>
        public (KnownJob Other, string Reason)? InTubeOf(JobDeclaration job, JobPlace place)
        {
            foreach (var (other, its) in _tubes[place.Tube].Where(known => IsOther(known.Job, job)))
            {
                if (place.NeedsOwnTube)
                {
                    return (other, job.NeedsOwnTube ?? $"its version {place.Version} is bare, and only the tube says what it is");
                }

                if (its.NeedsOwnTube && !other.Source.IsOwn)
                {
                    return (other, "that one is bare or has a MaxConcurrency, and so needs a tube of its own");
                }
            }

            return null;
        }

        private static bool IsOther(KnownJob known, JobDeclaration job) => !known.Source.IsOwn || known.Job.Type != job.Type.Global;
    }
}
