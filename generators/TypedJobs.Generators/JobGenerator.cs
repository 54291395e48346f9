using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Payloads;
using TypedJobs.Generators.Workers;

namespace TypedJobs.Generators;

/// <summary>
/// Completes <c>[Job]</c> records: for each job its contract and its <c>Enqueue…Async</c> method, for each type that jobs carry its JSON,
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

        var jobFiles = jobs.SelectMany(JobFiles).WithTrackingName(TrackingNames.JobFiles);
        context.RegisterSourceOutput(jobFiles, static (output, file) => output.AddSource(file.HintName, JobEmitter.Emit(file.Job, file.HasPayload)));

        var payloadFiles = jobs.SelectMany(PayloadFiles).WithTrackingName(TrackingNames.PayloadFiles);
        context.RegisterSourceOutput(payloadFiles, static (output, file) => output.AddSource(file.HintName, PayloadEmitter.Emit(file.Type)));

        var references = jobs.Select(References).WithTrackingName(TrackingNames.References);
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

        WorkerPipeline.Register(context, jobs);
    }

    private static IEnumerable<(JobDeclaration Job, bool HasPayload, string HintName)> JobFiles(ImmutableArray<JobModel> jobs, CancellationToken cancellationToken)
        => HintNames.Assign(jobs, static job => HintNames.OfJob(job.Declaration.Type))
            .Select(static file => (file.Item.Declaration, file.Item.Payload is not null, file.HintName));

    private static IEnumerable<(PayloadType Type, string HintName)> PayloadFiles(ImmutableArray<JobModel> jobs, CancellationToken cancellationToken)
        => HintNames.Assign(
            jobs.SelectMany(static job => job.Payload?.Types ?? default).GroupBy(static type => type.Reference.Name).Select(static same => same.First()),
            static type => type.Reference.JsonClass);

    private static EquatableArray<PayloadReference> References(ImmutableArray<JobModel> jobs, CancellationToken cancellationToken)
        => jobs.SelectMany(static job => job.Payload?.References ?? default)
            .Distinct()
            .OrderBy(static reference => reference.Name, StringComparer.Ordinal)
            .ToEquatableArray();

    /// <summary>Whether a job is public; null if there is no job.</summary>
    private static bool? AnyIsPublic(ImmutableArray<JobModel> jobs, CancellationToken cancellationToken)
        => jobs.IsEmpty ? null : jobs.Any(static job => job.Declaration.Type.IsPublic);
}
