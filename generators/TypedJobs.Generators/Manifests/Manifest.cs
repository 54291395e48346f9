using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Manifests;

/// <summary>
/// What an assembly says of itself in its manifest attributes: the jobs, earlier versions and handlers that it declares. Structurally equal, holds no symbols.
/// </summary>
/// <param name="Assembly">The assembly's name; empty for the assembly that is being compiled.</param>
/// <param name="Version">The version of the manifest. One newer than <see cref="SupportedVersion"/> is not read any further.</param>
/// <param name="InternalsVisible">Whether the assembly that is being compiled may name internal types of this one.</param>
internal sealed record Manifest(
    string Assembly,
    int Version,
    bool InternalsVisible,
    EquatableArray<DeclaredJob> Jobs,
    EquatableArray<DeclaredVersion> Versions,
    EquatableArray<DeclaredHandler> Handlers)
{
    public const int SupportedVersion = 1;

    public bool IsOwn => Assembly.Length == 0;

    /// <summary>How a message names a type that this manifest declares: with the assembly if it is another one.</summary>
    public string Display(string type) => $"'{TypeName.Display(type)}'" + (IsOwn ? string.Empty : $" in '{Assembly}'");

    /// <summary>The earlier versions of a job that become this one: not those that a version between the two, a job itself, takes.</summary>
    public IEnumerable<DeclaredVersion> EarlierVersionsOf(DeclaredJob job)
        => Versions.Where(version => version.Name == job.Name
            && version.Version < job.Version
            && !Jobs.Any(other => other.Name == job.Name && other.Version > version.Version && other.Version < job.Version));

    public bool IsNewer => Version > SupportedVersion;

    /// <summary>
    /// The manifest of the assembly that is being compiled, in an order that does not depend on that of its files.
    /// A handler in several parts is found several times.
    /// </summary>
    public static Manifest Own(IEnumerable<DeclaredJob> jobs, IEnumerable<DeclaredVersion> versions, IEnumerable<DeclaredHandler> handlers)
        => new(
            string.Empty,
            SupportedVersion,
            InternalsVisible: true,
            jobs.OrderBy(static job => job.Type, StringComparer.Ordinal).ToEquatableArray(),
            versions.OrderBy(static version => version.Type, StringComparer.Ordinal).ToEquatableArray(),
            handlers.Distinct()
                .OrderBy(static handler => handler.JobType, StringComparer.Ordinal)
                .ThenBy(static handler => handler.Type, StringComparer.Ordinal)
                .ToEquatableArray());
}

/// <summary>A job that an assembly declares.</summary>
/// <param name="Type">The record, as code names it: <c>global::Acme.CreateThumbnail</c>.</param>
/// <param name="Name">The job's name on the wire.</param>
/// <param name="Version">The version of the record's shape.</param>
/// <param name="Tube">The tube, with the version appended where there is one.</param>
/// <param name="IsPublic">Whether every assembly may name it.</param>
/// <param name="NeedsOwnTube">Whether no other job may wait in its tube.</param>
internal sealed record DeclaredJob(string Type, string Name, int Version, string Tube, bool IsPublic, bool NeedsOwnTube);

/// <summary>An earlier version of a job that an assembly declares.</summary>
/// <param name="Type">The record, as code names it.</param>
/// <param name="Name">The job's name on the wire.</param>
/// <param name="Version">The version whose shape the record is.</param>
/// <param name="Tube">The tube without the version; null if it is that of the newest version.</param>
/// <param name="IsBare">Whether it says that its bodies are payloads alone.</param>
internal sealed record DeclaredVersion(string Type, string Name, int Version, string? Tube, bool IsBare);

/// <summary>A handler that an assembly declares, for one of the jobs that it handles.</summary>
/// <param name="JobType">The record, as code names it.</param>
/// <param name="Type">The handler, as code names it.</param>
/// <param name="IsPublic">Whether every assembly may name it.</param>
internal sealed record DeclaredHandler(string JobType, string Type, bool IsPublic);
