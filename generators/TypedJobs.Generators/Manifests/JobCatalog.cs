using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Manifests;

/// <summary>All jobs and handlers that a compilation knows: its own and those of the assemblies that it references.</summary>
internal sealed record JobCatalog(EquatableArray<Manifest> Manifests)
{
    public IEnumerable<KnownJob> Jobs
        => Manifests.SelectMany(static manifest => manifest.Jobs.Select(job => new KnownJob(job, manifest)));

    public IEnumerable<KnownHandler> Handlers
        => Manifests.SelectMany(static manifest => manifest.Handlers.Select(handler => new KnownHandler(handler, manifest)));

    public static JobCatalog Of(Manifest own, IEnumerable<Manifest> referenced)
        => new(referenced.Prepend(own).ToEquatableArray());

    /// <summary>What an analyzer finds after the generator has run.</summary>
    public static JobCatalog OfGenerated(Compilation compilation)
        => Of(ManifestReader.OfGenerated(compilation), ManifestReader.OfReferences(compilation, CancellationToken.None));
}

/// <summary>A job and where it is declared.</summary>
internal readonly record struct KnownJob(DeclaredJob Job, Manifest Source)
{
    public bool IsAccessible => Job.IsPublic || Source.InternalsVisible;

    /// <summary>How a message names it: <c>'Acme.CreateThumbnail' in 'Acme.Contracts'</c>.</summary>
    public string Display => Source.Display(Job.Type);
}

/// <summary>A handler and where it is declared.</summary>
internal readonly record struct KnownHandler(DeclaredHandler Handler, Manifest Source)
{
    public bool IsAccessible => Handler.IsPublic || Source.InternalsVisible;

    /// <summary>How a message names it: <c>'Acme.CreateThumbnailHandler' in 'Acme.Handlers'</c>.</summary>
    public string Display => Source.Display(Handler.Type);
}
