using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Jobs;

namespace TypedJobs.Generators.Versions;

/// <summary>
/// Reads a <c>[JobVersion]</c> attribute and the head of its record. The generator and the analyzer both call it: what the analyzer reports here,
/// the generator leaves out, and the rule stands once.
/// </summary>
internal static class VersionDeclarationParser
{
    public const string AttributeName = "TypedJobs.JobVersionAttribute";

    /// <summary>The declaration, or null if it is wrong; then each fault has gone to <paramref name="report"/>.</summary>
    public static VersionDeclaration? Parse(
        TypeDeclarationSyntax syntax, INamedTypeSymbol type, AttributeData attribute, Action<Diagnostic>? report, CancellationToken cancellationToken)
    {
        if (NeededLanguage.IsMissing(syntax, report))
        {
            return null;
        }

        if (attribute.ConstructorArguments is not [{ Kind: not TypedConstantKind.Error }, { Kind: not TypedConstantKind.Error }])
        {
            // Still being typed, or no constants: the compiler says so.
            return null;
        }

        var valid = TypeName.IsNamed(type);

        void Fault(DiagnosticDescriptor rule, Location location, params object[] arguments)
        {
            valid = false;
            report?.Invoke(Diagnostic.Create(rule, location, arguments));
        }

        Location LocationOf(string? argument) => JobDeclarationParser.LocationOf(attribute, argument, syntax, cancellationToken);

        Location LocationOfVersion()
            => (attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) as AttributeSyntax)?.ArgumentList?.Arguments.ElementAtOrDefault(1)?.GetLocation()
                ?? syntax.Identifier.GetLocation();

        if (JobDeclarationParser.FaultOfHead(syntax, type) is { } what)
        {
            Fault(JobDiagnostics.NotSealedPartialRecord, syntax.Identifier.GetLocation(), type.Name, what);
        }

        var (name, version) = NameAndVersion(attribute);
        if (JobNames.Violation(name) is { } nameViolation)
        {
            Fault(JobDiagnostics.NameNotAllowed, LocationOf(argument: null), "name", JobNames.Display(name), nameViolation);
        }

        var tube = JobDeclarationParser.Named<string?>(attribute, "Tube", otherwise: null);
        if (tube is not null && JobNames.Violation(tube) is { } tubeViolation)
        {
            Fault(JobDiagnostics.NameNotAllowed, LocationOf("Tube"), "tube", JobNames.Display(tube), tubeViolation);
        }

        if (version < 1)
        {
            Fault(JobDiagnostics.PolicyOutOfRange, LocationOfVersion(), "Version", type.Name, version, 1);
        }

        if (Library.Marks(type, JobDeclarationParser.AttributeName))
        {
            Fault(
                VersionDiagnostics.DoesNotLeadToNewest,
                syntax.Identifier.GetLocation(),
                name ?? string.Empty,
                $"'{type.Name}' has both [Job] and [JobVersion], but it is either the newest version or an earlier one; remove one of them");
        }

        return valid
            ? new VersionDeclaration(TypeName.Of(type), PartialHeads.Of(syntax), name!, version, tube, JobDeclarationParser.IsBare(attribute))
            : null;
    }

    /// <summary>What the attribute says of the version that a record is, as far as it can be read.</summary>
    public static (string? Name, int Version) NameAndVersion(AttributeData attribute)
        => attribute.ConstructorArguments is [{ Value: var name }, { Value: int version }] ? (name as string, version) : (null, 0);
}
