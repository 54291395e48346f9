using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Versions;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports what is wrong with the head and the attribute of a <c>[JobVersion]</c> record, and with its way to the newest version.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class VersionAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [JobDiagnostics.NotSealedPartialRecord, JobDiagnostics.NameNotAllowed, JobDiagnostics.PolicyOutOfRange, JobDiagnostics.LanguageTooOld, VersionDiagnostics.DoesNotLeadToNewest];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // A version that a tool has written would fail as any other does.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is { } ofJob
                && start.Compilation.GetTypeByMetadataName(VersionDeclarationParser.AttributeName) is { } ofVersion)
            {
                // Not to be cancelled: a Lazy would keep the cancellation as its value.
                var known = new Lazy<KnownVersions>(() => KnownVersions.Of(start.Compilation));
                start.RegisterSymbolAction(symbol => Analyze(symbol, ofJob, ofVersion, known), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol ofJob, INamedTypeSymbol ofVersion, Lazy<KnownVersions> known)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } syntax)
            {
                continue;
            }

            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, ofVersion))
            {
                if (VersionDeclarationParser.Parse(syntax, type, attribute, context.ReportDiagnostic, context.CancellationToken) is { } version)
                {
                    ReportSteps(version.Name, version.Version);
                    if (known.Value.FaultOf(type, version) is { } fault)
                    {
                        Report(syntax.Identifier.GetLocation(), version.Name, fault, known.Value.NextOf(type, version));
                    }
                }
            }
            else if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, ofJob)
                && JobDeclarationParser.Parse(syntax, type, attribute, report: null, context.CancellationToken) is { Fault: null } job)
            {
                ReportSteps(job.Name, job.Version);
                if (job.Version > 1 && known.Value.GapBefore(job) is { } gap)
                {
                    Report(JobDeclarationParser.LocationOf(attribute, "Version", syntax, context.CancellationToken), job.Name, gap);
                }
            }
        }

        void ReportSteps(string name, int version)
        {
            foreach (var old in UpgradePath.UpgradesFrom(type))
            {
                if (FaultOfStep(old, name, version) is { } fault)
                {
                    Report(LocationOfStep(old), name, fault);
                }
            }
        }

        string? FaultOfStep(INamedTypeSymbol old, string name, int version)
        {
            if (KnownVersions.AttributeOf(old, ofVersion) is { } attribute)
            {
                var (oldName, oldVersion) = VersionDeclarationParser.NameAndVersion(attribute);
                return oldName != name ? $"'{type.Name}' upgrades from '{old.Name}', which is a version of another job, '{oldName}'"
                    : oldVersion >= version ? $"'{type.Name}' is version {version} and upgrades from '{old.Name}', which is version {oldVersion}; only a later version upgrades from an earlier one"
                    : null;
            }

            var mend = $"write [JobVersion(\"{name}\", {Math.Max(1, version - 1)})] on it";
            return KnownVersions.AttributeOf(old, ofJob) is not null
                ? $"'{type.Name}' upgrades from '{old.Name}', which has [Job] and so is a newest version itself; {mend} instead"
                : $"'{type.Name}' upgrades from '{old.Name}', which does not say which version it is; {mend}";
        }

        Location LocationOfStep(INamedTypeSymbol old)
        {
            foreach (var reference in type.DeclaringSyntaxReferences)
            {
                if (reference.GetSyntax(context.CancellationToken) is TypeDeclarationSyntax { BaseList: { } list })
                {
                    foreach (var written in list.Types)
                    {
                        var generic = written.Type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault();
                        if (generic is { Identifier.ValueText: "IUpgradeFrom" } && NameOf(generic.TypeArgumentList.Arguments[0]) == old.Name)
                        {
                            return written.GetLocation();
                        }
                    }
                }
            }

            return type.Locations[0];
        }

        static string? NameOf(TypeSyntax written)
            => written switch
            {
                QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
                AliasQualifiedNameSyntax aliased => aliased.Name.Identifier.ValueText,
                SimpleNameSyntax simple => simple.Identifier.ValueText,
                _ => null,
            };

        void Report(Location location, string name, string fault, string? later = null)
            => context.ReportDiagnostic(Diagnostic.Create(
                VersionDiagnostics.DoesNotLeadToNewest, location, ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Later, later), name, fault));
    }
}
