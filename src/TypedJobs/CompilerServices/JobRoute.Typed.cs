using System.Diagnostics.CodeAnalysis;

namespace TypedJobs.CompilerServices;

internal sealed class JobRoute<TJob, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler> : JobRoute
    where TJob : IJob<TJob>
    where THandler : class, IJobHandler<TJob>
{
    public override JobContract Contract => TJob.Contract;

    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public override Type HandlerType => typeof(THandler);

    internal override Task HandleAsync(JobContext context, CancellationToken cancellationToken)
        => context.Scope.GetHandler<THandler>().HandleAsync((TJob)context.Payload, context, cancellationToken);

    internal override object Read(ReadOnlySpan<byte> data) => JobData.Read<TJob>(data);
}
