using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Jobs;

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

    /// <summary>Where its jobs wait: those of its own version and those of the earlier ones that become it.</summary>
    public IEnumerable<JobPlace> Places
    {
        get
        {
            var job = Job;
            return Source.EarlierVersionsOf(job)
                .Select(version => new JobPlace(
                    version.Version, JobNames.Tube(version.Tube ?? JobNames.WithoutVersion(job.Tube, job.Version), version.Version), version.IsBare || job.NeedsOwnTube))
                .Prepend(new JobPlace(job.Version, job.Tube, job.NeedsOwnTube));
        }
    }
}

/// <summary>Where jobs of one version wait.</summary>
/// <param name="Version">The version.</param>
/// <param name="Tube">The tube, with the version appended where there is one.</param>
/// <param name="NeedsOwnTube">Whether no other job may wait there.</param>
internal readonly record struct JobPlace(int Version, string Tube, bool NeedsOwnTube);

/// <summary>A handler and where it is declared.</summary>
internal readonly record struct KnownHandler(DeclaredHandler Handler, Manifest Source)
{
    public bool IsAccessible => Handler.IsPublic || Source.InternalsVisible;

    /// <summary>How a message names it: <c>'Acme.CreateThumbnailHandler' in 'Acme.Handlers'</c>.</summary>
    public string Display => Source.Display(Handler.Type);
}
