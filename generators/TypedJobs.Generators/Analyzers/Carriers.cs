using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Handlers;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Payloads;
using TypedJobs.Generators.Versions;

namespace TypedJobs.Generators.Analyzers;

/// <summary>
/// The records of a compilation that carry something: jobs and their earlier versions. Several may carry a type that is wrong, and one says so: the record in which it is wrong,
/// else the first of those that carry it by its name, however the analysis of them is spread over threads.
/// </summary>
internal sealed class Carriers
{
    private readonly Compilation _compilation;
    private readonly INamedTypeSymbol _ofJob;
    private readonly INamedTypeSymbol _ofVersion;
    private readonly CompletedTypes _completed;

    /// <summary>Who reports what is wrong at a place. All records are read for it; so it is made only where something is wrong outside the record that carries it. Not to be cancelled: a Lazy would keep the cancellation as its value.</summary>
    private readonly Lazy<Dictionary<Location, INamedTypeSymbol>> _reporters;

    /// <param name="compilation">The program.</param>
    /// <param name="ofJob">What marks jobs.</param>
    /// <param name="ofVersion">What marks earlier versions.</param>
    public Carriers(Compilation compilation, INamedTypeSymbol ofJob, INamedTypeSymbol ofVersion)
    {
        _compilation = compilation;
        _ofJob = ofJob;
        _ofVersion = ofVersion;
        _completed = new CompletedTypes(compilation);
        _reporters = new(FindReporters);
    }

    /// <summary>Reports what is wrong with what a type carries, if it carries something and another does not report it; the report on a job with which nothing is wrong, else null.</summary>
    public PayloadReport? Check(INamedTypeSymbol type, Action<Diagnostic> report, CancellationToken cancellationToken)
        => CheckAll(
            type,
            fault =>
            {
                if (IsIn(fault.Location, type, cancellationToken)
                    || (_reporters.Value.TryGetValue(fault.Location, out var reporter) && SymbolEqualityComparer.Default.Equals(reporter, type)))
                {
                    report(fault);
                }
            },
            cancellationToken);

    private PayloadReport? CheckAll(INamedTypeSymbol type, Action<Diagnostic> report, CancellationToken cancellationToken)
    {
        PayloadReport? sound = null;
        foreach (var attribute in type.GetAttributes())
        {
            var isJob = SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _ofJob);
            if ((!isJob && !SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _ofVersion))
                || attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } syntax)
            {
                continue;
            }

            var location = syntax.Identifier.GetLocation();
            if (!isJob)
            {
                if (VersionDeclarationParser.Parse(syntax, type, attribute, report: null, cancellationToken) is not null)
                {
                    PayloadParser.Parse(type, location, _compilation, report, cancellationToken);
                }
            }
            else if (JobDeclarationParser.Parse(syntax, type, attribute, report: null, cancellationToken) is { } job
                && type is { IsRecord: true, IsAbstract: false }
                && PayloadParser.Parse(type, location, _compilation, report, cancellationToken) is { } payload
                && job.Fault is null)
            {
                sound = new PayloadReport(_compilation, report, type, location, payload);
                sound.ReportSize(job);
                sound.ReportIncomplete(_completed);
            }
        }

        return sound;
    }

    private Dictionary<Location, INamedTypeSymbol> FindReporters()
    {
        var reporters = new Dictionary<Location, INamedTypeSymbol>();
        foreach (var type in NearHandlers.TypesOf(_compilation.Assembly).OrderBy(static type => type.ToDisplayString(), StringComparer.Ordinal))
        {
            CheckAll(
                type,
                fault =>
                {
                    if (!reporters.ContainsKey(fault.Location) || IsIn(fault.Location, type, CancellationToken.None))
                    {
                        reporters[fault.Location] = type;
                    }
                },
                CancellationToken.None);
        }

        return reporters;
    }

    /// <summary>Whether a place is in a type itself, and not in one that it contains.</summary>
    private static bool IsIn(Location place, INamedTypeSymbol type, CancellationToken cancellationToken)
        => place.SourceTree is { } tree
            && tree.GetRoot(cancellationToken).FindNode(place.SourceSpan).FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() is { } around
            && type.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == tree && declaration.Span == around.Span);
}
