using System.Diagnostics.CodeAnalysis;
using TypedJobs.Workers;

namespace TypedJobs.CompilerServices;

internal sealed class JobRoute<TJob, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler> : JobRoute
    where TJob : IJob<TJob>
    where THandler : class, IJobHandler<TJob>
{
    public override JobContract Contract => TJob.Contract;

    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public override Type HandlerType => typeof(THandler);

    internal override Task HandleAsync(
        ReadOnlyMemory<byte> data, IHandlerScope scope, JobContext context, CancellationToken cancellationToken)
    {
        var job = JobData.Read<TJob>(data.Span);
        return scope.GetHandler<THandler>().HandleAsync(job, context, cancellationToken);
    }
}
