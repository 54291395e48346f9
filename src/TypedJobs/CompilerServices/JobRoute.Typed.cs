using System.Diagnostics.CodeAnalysis;

namespace TypedJobs.CompilerServices;

/// <param name="earlier">The earlier version that this route is for; null for the newest.</param>
internal sealed class JobRoute<TJob, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(JobUpgrade<TJob>? earlier) : JobRoute
    where TJob : IJob<TJob>
    where THandler : class, IJobHandler<TJob>
{
    public override JobContract Contract => field ??= earlier?.ContractUnder(TJob.Contract) ?? TJob.Contract;

    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public override Type HandlerType => typeof(THandler);

    internal override IEnumerable<JobRoute> Earlier()
        => earlier is null ? TJob.Upgrades.Select(static upgrade => new JobRoute<TJob, THandler>(upgrade)) : [];

    internal override object Read(ReadOnlySpan<byte> data)
        => earlier?.Read(data) ?? JobData.Read(data, TJob.Contract.Name, TJob.Contract.JsonTypeInfo);

    internal override object Upgrade(object written) => earlier is null ? written : earlier.Apply(written)!;

    internal override Task HandleAsync(JobContext context, CancellationToken cancellationToken)
        => context.Scope!.GetHandler<THandler>().HandleAsync((TJob)context.Payload!, context, cancellationToken);
}
