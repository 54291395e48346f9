using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Handlers;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Manifests;
using TypedJobs.Generators.Workers;

namespace TypedJobs.Generators;

/// <summary>Completes <c>[JobWorker]</c> classes, and writes the manifest by which workers of other projects know jobs and handlers.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class WorkerGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var jobs = context.SyntaxProvider.ForAttributeWithMetadataName(
                JobDeclarationParser.AttributeName,
                static (node, _) => node is TypeDeclarationSyntax,
                static (job, cancellationToken) => JobDeclarationParser.Parse(
                    (TypeDeclarationSyntax)job.TargetNode, (INamedTypeSymbol)job.TargetSymbol, job.Attributes[0], report: null, cancellationToken))
            .Where(static job => job is not null)
            .Select(static (job, _) => new DeclaredJob(job!.Type.Global, job.Name, job.Version, job.Tube, job.Type.IsPublic));

        var handlers = context.SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => HandlerParser.IsCandidate(node),
                static (candidate, cancellationToken) => HandlerParser.Parse(
                    candidate.SemanticModel.GetDeclaredSymbol((TypeDeclarationSyntax)candidate.Node, cancellationToken)))
            .SelectMany(static (handlers, _) => handlers);

        var own = jobs.Collect().Combine(handlers.Collect()).Select(static (declared, _) => Manifest.Own(declared.Left, declared.Right));
        var referenced = context.CompilationProvider.Select(ManifestReader.OfReferences);
        var catalog = own.Combine(referenced).Select(static (known, _) => JobCatalog.Of(known.Left, known.Right));

        var workers = context.SyntaxProvider.ForAttributeWithMetadataName(
                WorkerDeclarationParser.AttributeName,
                static (node, _) => node.Kind() is SyntaxKind.ClassDeclaration or SyntaxKind.RecordDeclaration,
                static (worker, _) => WorkerDeclarationParser.IsFirst((INamedTypeSymbol)worker.TargetSymbol, worker.Attributes[0])
                    ? WorkerDeclarationParser.Parse(
                        (TypeDeclarationSyntax)worker.TargetNode, (INamedTypeSymbol)worker.TargetSymbol, worker.Attributes[0], report: null)
                    : null)
            .Where(static worker => worker is not null)
            .Combine(catalog)
            .Select(static (worker, _) => new WorkerSpec(worker.Left!.Type, worker.Left.Heads, WorkerSet.Of(worker.Left, worker.Right).Routes()));

        context.RegisterSourceOutput(own, static (output, manifest) =>
        {
            if (manifest.Jobs.Count + manifest.Handlers.Count > 0)
            {
                output.AddSource(ManifestEmitter.HintName, ManifestEmitter.Emit(manifest).ToSourceText());
            }
        });

        context.RegisterSourceOutput(
            workers, static (output, worker) => output.AddSource(WorkerEmitter.HintName(worker), WorkerEmitter.Emit(worker).ToSourceText()));
    }
}
