using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Manifests;
using TypedJobs.Generators.Payloads;
using TypedJobs.Generators.Versions;
using TypedJobs.Generators.Workers;

namespace TypedJobs.Generators;

/// <summary>
/// Completes <c>[Job]</c> records: for each job its contract and its <c>Enqueue…Async</c> method, for each earlier version what it takes to read it, for each type that they carry its JSON,
/// and for the assembly the context that knows these types by name. Each is an output of its own, so that an edit writes only what it changes.
/// Workers, which look beyond one job, have a <see cref="WorkerPipeline"/> of their own.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class JobGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var jobs = context.SyntaxProvider.ForAttributeWithMetadataName(
                JobDeclarationParser.AttributeName,
                static (node, _) => node is TypeDeclarationSyntax,
                JobModel.Read)
            .Where(static job => job is not null)
            .Select(static (job, _) => job!)
            .WithTrackingName(TrackingNames.Jobs)
            .Collect();

        var handlers = WorkerPipeline.Handlers(context);
        var handled = jobs.Combine(handlers).Select(HandledWithoutPartial).WithTrackingName(TrackingNames.HandledWithoutPartial);
        var jobFiles = jobs.Combine(handled).SelectMany(JobFiles).WithTrackingName(TrackingNames.JobFiles);
        context.RegisterSourceOutput(jobFiles, static (output, file) => output.AddSource(file.HintName, JobEmitter.Emit(file.Job, file.HasPayload, file.IsHandled)));

        var versions = context.SyntaxProvider.ForAttributeWithMetadataName(
                VersionDeclarationParser.AttributeName,
                static (node, _) => node is TypeDeclarationSyntax,
                VersionModel.Read)
            .Where(static version => version is not null)
            .Select(static (version, _) => version!)
            .WithTrackingName(TrackingNames.Versions)
            .Collect();

        var versionFiles = versions.SelectMany(VersionFiles).WithTrackingName(TrackingNames.VersionFiles);
        context.RegisterSourceOutput(
            versionFiles, static (output, file) => output.AddSource(file.HintName, VersionEmitter.Emit(file.Version, file.HasPayload)));

        var payloads = jobs.Combine(versions).Select(Payloads).WithTrackingName(TrackingNames.Payloads);
        var payloadFiles = payloads.SelectMany(PayloadFiles).WithTrackingName(TrackingNames.PayloadFiles);
        context.RegisterSourceOutput(payloadFiles, static (output, file) => output.AddSource(file.HintName, PayloadEmitter.Emit(file.Type)));

        var references = payloads.Select(References).WithTrackingName(TrackingNames.References);
        context.RegisterSourceOutput(references, static (output, known) =>
        {
            if (known.Count > 0)
            {
                output.AddSource(ContextEmitter.HintName, ContextEmitter.Emit(known));
            }
        });

        var publicity = jobs.Select(AnyIsPublic).WithTrackingName(TrackingNames.Publicity);
        context.RegisterSourceOutput(publicity, static (output, isPublic) =>
        {
            if (isPublic is { } value)
            {
                output.AddSource(EnqueueExtensionsEmitter.HintName, EnqueueExtensionsEmitter.Emit(value));
            }
        });

        WorkerPipeline.Register(context, jobs, versions, handlers);
    }

    /// <summary>The jobs that lack 'partial' and are handled here.</summary>
    private static EquatableArray<string> HandledWithoutPartial(
        (ImmutableArray<JobModel> Jobs, ImmutableArray<DeclaredHandler> Handlers) declared, CancellationToken cancellationToken)
        => declared.Jobs.Where(static job => job.Declaration.LacksPartial)
            .Select(static job => job.Declaration.Type.Global)
            .Where(job => declared.Handlers.Any(handler => handler.JobType == job))
            .ToEquatableArray();

    private static IEnumerable<(JobDeclaration Job, bool HasPayload, bool IsHandled, string HintName)> JobFiles(
        (ImmutableArray<JobModel> All, EquatableArray<string> Handled) jobs, CancellationToken cancellationToken)
        => HintNames.Assign(jobs.All, static job => HintNames.OfJob(job.Declaration.Type))
            .Select(file => (file.Item.Declaration, file.Item.Payload is not null, jobs.Handled.Contains(file.Item.Declaration.Type.Global), file.HintName));

    private static IEnumerable<(VersionDeclaration Version, bool HasPayload, string HintName)> VersionFiles(
        ImmutableArray<VersionModel> versions, CancellationToken cancellationToken)
        => HintNames.Assign(versions, static version => version.Declaration.Type.HintName + ".Version")
            .Select(static file => (file.Item.Declaration, file.Item.Payload is not null, file.HintName));

    private static EquatableArray<Payload> Payloads(
        (ImmutableArray<JobModel> Jobs, ImmutableArray<VersionModel> Versions) carriers, CancellationToken cancellationToken)
        => carriers.Jobs.Select(static job => job.Payload)
            .Concat(carriers.Versions.Select(static version => version.Payload))
            .OfType<Payload>()
            .ToEquatableArray();

    private static IEnumerable<(PayloadType Type, string HintName)> PayloadFiles(EquatableArray<Payload> payloads, CancellationToken cancellationToken)
        => HintNames.Assign(
            payloads.SelectMany(static payload => payload.Types).GroupBy(static type => type.Reference.Name).Select(static same => same.First()),
            static type => type.Reference.JsonClass);

    private static EquatableArray<PayloadReference> References(EquatableArray<Payload> payloads, CancellationToken cancellationToken)
        => payloads.SelectMany(static payload => payload.References)
            .Distinct()
            .OrderBy(static reference => reference.Name, StringComparer.Ordinal)
            .ToEquatableArray();

    /// <summary>Whether a job is public; null if there is no job.</summary>
    private static bool? AnyIsPublic(ImmutableArray<JobModel> jobs, CancellationToken cancellationToken)
        => jobs.IsEmpty ? null : jobs.Any(static job => job.Declaration.Type.IsPublic);
}
