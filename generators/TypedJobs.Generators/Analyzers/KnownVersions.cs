using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Manifests;
using TypedJobs.Generators.Versions;

namespace TypedJobs.Generators.Analyzers;

/// <summary>The versions of all jobs of a compilation, and which of them something upgrades from; made once for all its records.</summary>
internal sealed class KnownVersions
{
    private readonly ILookup<string, (int Version, string Type)> _jobs;
    private readonly ILookup<string, (int Version, string Type)> _versions;
    private readonly HashSet<INamedTypeSymbol> _upgraded;

    private KnownVersions(Manifest manifest, IEnumerable<INamedTypeSymbol> upgraded)
    {
        _jobs = manifest.Jobs.ToLookup(static job => job.Name, static job => (job.Version, job.Type));
        _versions = manifest.Versions.ToLookup(static version => version.Name, static version => (version.Version, version.Type));
        _upgraded = new HashSet<INamedTypeSymbol>(upgraded, SymbolEqualityComparer.Default);
    }

    public static KnownVersions Of(Compilation compilation)
    {
        var manifest = ManifestReader.OfGenerated(compilation);
        return new(manifest, manifest.Versions.Count == 0 ? [] : ManifestReader.OwnRecords(compilation).SelectMany(UpgradePath.UpgradesFrom));
    }

    public static AttributeData? AttributeOf(INamedTypeSymbol type, INamedTypeSymbol attributeType)
        => type.GetAttributes().FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeType));

    /// <summary>Why a version does not lead to the newest; null if it does, as far as it goes itself.</summary>
    public string? FaultOf(INamedTypeSymbol record, VersionDeclaration version)
    {
        if (!_jobs[version.Name].Any())
        {
            return $"'{record.Name}' is version {version.Version} of it, but no record of this project with [Job(\"{version.Name}\")] is the newest";
        }

        if (_jobs[version.Name].Max(static job => job.Version) is var newest && newest <= version.Version)
        {
            return $"'{record.Name}' is version {version.Version}, and so the newest cannot be version {newest}; write 'Version = {version.Version + 1}' in its [Job]";
        }

        if (_jobs[version.Name].Concat(_versions[version.Name]).FirstOrDefault(other => other.Version == version.Version && other.Type != version.Type.Global) is { Type: { } twin })
        {
            return $"version {version.Version} has two records, '{record.Name}' and '{TypeName.Display(twin)}'; keep one";
        }

        return NextOf(record, version) is { } next
            ? $"nothing upgrades from version {version.Version}; implement IUpgradeFrom<{record.Name}, {SimpleName(next)}> in '{SimpleName(next)}'"
            : null;
    }

    /// <summary>The record that should upgrade from one, if nothing does; null if something does, or there is none.</summary>
    public string? NextOf(INamedTypeSymbol record, VersionDeclaration version)
        => _upgraded.Contains(record)
            ? null
            : _jobs[version.Name].Concat(_versions[version.Name]).Where(other => other.Version > version.Version).OrderBy(static other => other.Version).Select(static other => other.Type).FirstOrDefault();

    /// <summary>Which version is missing between the earliest that there is and the newest; null if none is.</summary>
    public string? GapBefore(JobDeclaration job)
    {
        var known = _jobs[job.Name].Concat(_versions[job.Name]).Where(other => other.Version < job.Version).OrderBy(static other => other.Version).ToList();
        for (var i = 0; i < known.Count; i++)
        {
            var next = i + 1 < known.Count ? known[i + 1].Version : job.Version;
            if (next > known[i].Version + 1)
            {
                return $"version {known[i].Version + 1} has no record, though version {known[i].Version} has; add a record with [JobVersion(\"{job.Name}\", {known[i].Version + 1})]";
            }
        }

        return null;
    }

    private static string SimpleName(string type)
    {
        var name = TypeName.Display(type);
        return name.Substring(name.LastIndexOf('.') + 1);
    }
}
