using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Versions;

namespace TypedJobs.Generators.Contracts;

/// <summary>The records of a project that are versions of jobs.</summary>
internal static class JobRecords
{
    /// <summary>The records, those that are enqueued first.</summary>
    /// <param name="compilation">The program.</param>
    /// <param name="faulty">Receives the names of jobs whose declaration is wrong, which is reported elsewhere.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static IReadOnlyList<JobRecord> Of(Compilation compilation, ICollection<string> faulty, CancellationToken cancellationToken)
    {
        if (compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is not { } job
            || compilation.GetTypeByMetadataName(VersionDeclarationParser.AttributeName) is not { } version)
        {
            return [];
        }

        var current = new List<JobRecord>();
        var earlier = new List<(VersionDeclaration Declaration, INamedTypeSymbol Type, Location Location)>();
        foreach (var type in Types(compilation.Assembly.GlobalNamespace, cancellationToken))
        {
            foreach (var attribute in type.GetAttributes())
            {
                var isJob = SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, job);
                if ((!isJob && !SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, version))
                    || attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } syntax)
                {
                    continue;
                }

                if (!isJob)
                {
                    if (VersionDeclarationParser.Parse(syntax, type, attribute, report: null, cancellationToken) is { } frozen)
                    {
                        earlier.Add((frozen, type, syntax.Identifier.GetLocation()));
                        continue;
                    }
                }
                else if (JobDeclarationParser.Parse(syntax, type, attribute, report: null, cancellationToken) is { Fault: null } declaration)
                {
                    current.Add(new JobRecord(type, syntax.Identifier.GetLocation(), declaration.Name, declaration.Version, declaration.Tube, declaration.IsBare, IsFrozen: false));
                    continue;
                }

                if (attribute.ConstructorArguments is [{ Value: string name }, ..])
                {
                    faulty.Add(name);
                }
            }
        }

        return [.. current, .. earlier.Select(frozen => Frozen(frozen.Declaration, frozen.Type, frozen.Location, current))];
    }

    /// <summary>An earlier version waits in the tube of the newest, with its own number, and has its format, unless it says otherwise.</summary>
    private static JobRecord Frozen(VersionDeclaration declaration, INamedTypeSymbol type, Location location, List<JobRecord> current)
    {
        var newest = current.FirstOrDefault(candidate => candidate.Name == declaration.Name);
        var tube = declaration.Tube ?? (newest is null ? declaration.Name : JobNames.WithoutVersion(newest.Tube, newest.Version));
        return new JobRecord(
            type, location, declaration.Name, declaration.Version, JobNames.Tube(tube, declaration.Version), declaration.IsBare ?? newest?.IsBare ?? false, IsFrozen: true);
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var type in container.GetTypeMembers())
        {
            yield return type;
            foreach (var nested in Types(type, cancellationToken))
            {
                yield return nested;
            }
        }

        if (container is INamespaceSymbol @namespace)
        {
            foreach (var type in @namespace.GetNamespaceMembers().SelectMany(nested => Types(nested, cancellationToken)))
            {
                yield return type;
            }
        }
    }
}

/// <summary>A record that is a version of a job.</summary>
internal sealed record JobRecord(INamedTypeSymbol Type, Location Location, string Name, int Version, string Tube, bool IsBare, bool IsFrozen)
{
    /// <summary>Its key in the contract.</summary>
    public string Key => ContractKey.OfJob(Name, Version);
}
