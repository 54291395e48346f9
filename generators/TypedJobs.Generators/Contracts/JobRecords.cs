using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Jobs;

namespace TypedJobs.Generators.Contracts;

/// <summary>The records of a project that are versions of jobs.</summary>
internal static class JobRecords
{
    private const string VersionAttributeName = "TypedJobs.JobVersionAttribute";

    /// <summary>The records, those that are enqueued first.</summary>
    public static IReadOnlyList<JobRecord> Of(Compilation compilation, CancellationToken cancellationToken)
    {
        if (compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is not { } job)
        {
            return [];
        }

        var version = compilation.GetTypeByMetadataName(VersionAttributeName);
        var current = new List<JobRecord>();
        var frozen = new List<(INamedTypeSymbol Type, AttributeData Attribute)>();
        foreach (var type in Types(compilation.Assembly.GlobalNamespace, cancellationToken))
        {
            foreach (var attribute in type.GetAttributes())
            {
                if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, job))
                {
                    if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } syntax
                        && JobDeclarationParser.Parse(syntax, type, attribute, report: null, cancellationToken) is { } declaration)
                    {
                        current.Add(new JobRecord(type, syntax.Identifier.GetLocation(), ContractKey.OfJob(declaration.Name, declaration.Version), declaration.Tube, declaration.IsBare, IsFrozen: false));
                    }
                }
                else if (version is not null && SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, version))
                {
                    frozen.Add((type, attribute));
                }
            }
        }

        return [.. current, .. Frozen(frozen, current)];
    }

    /// <summary>Frozen versions wait in the tube that the job had then: that of the newest, without or with another number at its end.</summary>
    private static IEnumerable<JobRecord> Frozen(IEnumerable<(INamedTypeSymbol Type, AttributeData Attribute)> frozen, List<JobRecord> current)
    {
        foreach (var (type, attribute) in frozen)
        {
            if (attribute.ConstructorArguments is [{ Value: string name }, { Value: int version }])
            {
                var newest = current.FirstOrDefault(candidate => ContractKey.JobOf(candidate.Key) is var (candidateName, _) && candidateName == name);
                yield return new JobRecord(
                    type, type.Locations[0], ContractKey.OfJob(name, version), JobNames.Tube(newest is null ? name : JobNames.BaseTube(newest.Tube), version), newest?.IsBare == true, IsFrozen: true);
            }
        }
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
internal sealed record JobRecord(INamedTypeSymbol Type, Location Location, string Key, string Tube, bool IsBare, bool IsFrozen);
