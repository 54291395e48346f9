using System.Diagnostics.CodeAnalysis;
using TypedJobs.CompilerServices;

namespace TypedJobs.Testing.Running;

/// <summary>The route from a job to a handler that is there already.</summary>
internal sealed class GivenRoute<TJob>(IJobHandler<TJob> handler) : JobRoute
    where TJob : IJob<TJob>
{
    private static readonly JobRoute Typed = Create<TJob, IJobHandler<TJob>>();

    public override JobContract Contract => Typed.Contract;

    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public override Type HandlerType
    {
        [UnconditionalSuppressMessage("Trimming", "IL2073", Justification = "The handler is made; only its attributes are asked for.")]
        get => handler.GetType();
    }

    internal override IEnumerable<JobRoute> Earlier() => [];

    internal override object Read(ReadOnlySpan<byte> data) => Typed.Read(data);

    internal override object Upgrade(object written) => Typed.Upgrade(written);

    internal override Task HandleAsync(JobContext context, CancellationToken cancellationToken)
        => handler.HandleAsync((TJob)context.Payload!, context, cancellationToken);
}
