using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Versions;

/// <summary>The way of an earlier version to the newest. Structurally equal, holds no symbols.</summary>
/// <param name="Version">The version that the way begins at.</param>
/// <param name="Records">The records on it, from that of the version on, without the newest, as code names them.</param>
internal sealed record UpgradePath(int Version, EquatableArray<string> Records)
{
    /// <summary>
    /// The ways to a job's record, the earliest version first; each takes the fewest steps that there are. Found by the interfaces of the records alone, so that an edit elsewhere
    /// changes nothing. Whatever does not fit is left out; an analyzer reports it.
    /// </summary>
    public static EquatableArray<UpgradePath> To(INamedTypeSymbol newest, string name, int version, CancellationToken cancellationToken)
    {
        if (!Heritage.IsWritten(newest))
        {
            return new(ImmutableArray<UpgradePath>.Empty);
        }

        var found = new SortedDictionary<int, UpgradePath>();
        var reached = new Queue<(INamedTypeSymbol Record, int Version, EquatableArray<string> Records)>();
        reached.Enqueue((newest, version, default));
        while (reached.Count > 0)
        {
            var (record, later, records) = reached.Dequeue();
            foreach (var old in UpgradesFrom(record))
            {
                if (VersionOf(old, cancellationToken) is { } earlier && earlier.Name == name && earlier.Version < later && !found.ContainsKey(earlier.Version))
                {
                    var path = records.Prepend(TypeName.Of(old).Global).ToEquatableArray();
                    found.Add(earlier.Version, new UpgradePath(earlier.Version, path));
                    reached.Enqueue((old, earlier.Version, path));
                }
            }
        }

        return found.Values.ToEquatableArray();
    }

    /// <summary>The records from which a record says that it upgrades.</summary>
    public static IEnumerable<INamedTypeSymbol> UpgradesFrom(INamedTypeSymbol record)
        => record.Interfaces
            .Where(implemented => IsUpgradeFrom(implemented) && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[1], record))
            .Select(static implemented => implemented.TypeArguments[0])
            .OfType<INamedTypeSymbol>()
            .Where(static old => old.TypeKind == TypeKind.Class);

    public static bool IsUpgradeFrom(INamedTypeSymbol type)
        => Library.Declares(type, "IUpgradeFrom", arity: 2);

    /// <summary>The version that a record is; null if it is none that the generator completes, here or in its own assembly.</summary>
    private static (string Name, int Version)? VersionOf(INamedTypeSymbol record, CancellationToken cancellationToken)
    {
        if (Library.Attribute(record, VersionDeclarationParser.AttributeName) is not { } attribute)
        {
            return null;
        }

        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } syntax)
        {
            return VersionDeclarationParser.Parse(syntax, record, attribute, report: null, cancellationToken) is { } declaration ? (declaration.Name, declaration.Version) : null;
        }

        return record.Interfaces.Any(static implemented => implemented.Name == "IJobVersion") && VersionDeclarationParser.NameAndVersion(attribute) is ({ } name, var version)
            ? (name, version)
            : null;
    }
}
