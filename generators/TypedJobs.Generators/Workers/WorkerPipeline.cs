using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Handlers;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Manifests;
using TypedJobs.Generators.Versions;

namespace TypedJobs.Generators.Workers;

/// <summary>
/// The half of the generator that looks beyond one job: it completes <c>[JobWorker]</c> classes, and writes the manifest
/// by which workers of other projects know jobs and handlers.
/// </summary>
internal static class WorkerPipeline
{
    /// <summary>The handlers that the program declares.</summary>
    public static IncrementalValueProvider<ImmutableArray<DeclaredHandler>> Handlers(IncrementalGeneratorInitializationContext context)
        => context.SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => HandlerParser.IsCandidate(node),
                static (candidate, cancellationToken) => HandlerParser.Parse(
                    candidate.SemanticModel.GetDeclaredSymbol((TypeDeclarationSyntax)candidate.Node, cancellationToken), candidate.SemanticModel.Compilation))
            .SelectMany(static (handlers, _) => handlers)
            .WithTrackingName(TrackingNames.DeclaredHandlers)
            .Collect();

    public static void Register(
        IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<ImmutableArray<JobModel>> jobs,
        IncrementalValueProvider<ImmutableArray<VersionModel>> versions,
        IncrementalValueProvider<ImmutableArray<DeclaredHandler>> declaredHandlers)
    {
        var declaredJobs = jobs.Select(DeclaredJobs).WithTrackingName(TrackingNames.DeclaredJobs);

        var declaredVersions = versions.Select(DeclaredVersions).WithTrackingName(TrackingNames.DeclaredVersions);

        var own = declaredJobs.Combine(declaredVersions).Combine(declaredHandlers)
            .Select(static (declared, _) => Manifest.Own(declared.Left.Left, declared.Left.Right, declared.Right))
            .WithTrackingName(TrackingNames.OwnManifest);
        context.RegisterSourceOutput(own, static (output, manifest) =>
        {
            if (manifest.Jobs.Count + manifest.Versions.Count + manifest.Handlers.Count > 0)
            {
                output.AddSource(ManifestEmitter.HintName, ManifestEmitter.Emit(manifest));
            }
        });

        var referenced = context.CompilationProvider
            .Select(ManifestReader.OfReferences)
            .WithTrackingName(TrackingNames.ReferencedManifests);
        var catalog = own.Combine(referenced).Select(static (known, _) => JobCatalog.Of(known.Left, known.Right));

        var workerFiles = context.SyntaxProvider.ForAttributeWithMetadataName(
                WorkerDeclarationParser.AttributeName,
                static (node, _) => node.Kind() is SyntaxKind.ClassDeclaration or SyntaxKind.RecordDeclaration,
                static (worker, _) => WorkerDeclarationParser.Parse(
                    (TypeDeclarationSyntax)worker.TargetNode, (INamedTypeSymbol)worker.TargetSymbol, worker.Attributes[0], report: null))
            .Where(static worker => worker is not null)
            .Combine(catalog)
            .Select(static (worker, _) => new WorkerSpec(worker.Left!.Type, worker.Left.Heads, WorkerSet.Of(worker.Left, worker.Right).Routes()))
            .Collect()
            .SelectMany(WorkerFiles)
            .WithTrackingName(TrackingNames.WorkerFiles);
        context.RegisterSourceOutput(workerFiles, static (output, file) => output.AddSource(file.HintName, WorkerEmitter.Emit(file.Worker)));
    }

    private static EquatableArray<DeclaredJob> DeclaredJobs(ImmutableArray<JobModel> jobs, CancellationToken cancellationToken)
        => jobs.Select(static job => job.Declaration)
            .Select(static job => new DeclaredJob(job.Type.Global, job.Name, job.Version, job.Tube, job.Type.IsPublic, job.NeedsOwnTube is not null))
            .ToEquatableArray();

    private static EquatableArray<DeclaredVersion> DeclaredVersions(ImmutableArray<VersionModel> versions, CancellationToken cancellationToken)
        => versions.Select(static version => version.Declaration)
            .Select(static version => new DeclaredVersion(version.Type.Global, version.Name, version.Version, version.Tube, version.IsBare == true))
            .ToEquatableArray();

    /// <summary>A file for each worker, be it that its attribute stands on two of its parts while it is being written.</summary>
    private static IEnumerable<(WorkerSpec Worker, string HintName)> WorkerFiles(ImmutableArray<WorkerSpec> workers, CancellationToken cancellationToken)
        => HintNames.Assign(workers.GroupBy(static worker => worker.Type).Select(static parts => parts.First()), static worker => worker.Type.HintName + ".Routes");
}
