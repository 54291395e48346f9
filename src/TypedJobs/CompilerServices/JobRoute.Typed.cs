using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TypedJobs.Workers;

namespace TypedJobs.CompilerServices;

internal sealed class JobRoute<TJob, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler> : JobRoute
    where TJob : IJob<TJob>
    where THandler : class, IJobHandler<TJob>
{
    public override JobContract Contract => TJob.Contract;

    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public override Type HandlerType => typeof(THandler);

    internal override async Task HandleAsync(
        ReadOnlyMemory<byte> data, IHandlerScope scope, JobContext context, CancellationToken cancellationToken)
    {
        var job = JsonSerializer.Deserialize(data.Span, TJob.Contract.JsonTypeInfo)!;
        await scope.GetHandler<THandler>().HandleAsync(job, context, cancellationToken).ConfigureAwait(false);
    }
}
