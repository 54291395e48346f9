using System.Diagnostics.CodeAnalysis;
using TypedJobs.Retries;

namespace TypedJobs.CompilerServices;

/// <summary>One line of a worker's dispatch table: a job and the handler that handles it.</summary>
public abstract class JobRoute
{
    private protected JobRoute()
    {
    }

    /// <summary>The job.</summary>
    public abstract JobContract Contract { get; }

    /// <summary>The handler.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public abstract Type HandlerType { get; }

    /// <summary>Makes the route from a job to its handler.</summary>
    /// <typeparam name="TJob">The job.</typeparam>
    /// <typeparam name="THandler">The handler.</typeparam>
    public static JobRoute Create<TJob, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where TJob : IJob<TJob>
        where THandler : class, IJobHandler<TJob>
        => new JobRoute<TJob, THandler>();

    /// <summary>What the handler's attributes say of exceptions.</summary>
    /// <exception cref="ArgumentException">They say two things of one exception.</exception>
    internal FailurePolicy ReadPolicy() => FailurePolicy.Of(HandlerType);

    /// <summary>Reads the payload.</summary>
    /// <exception cref="Envelopes.UnreadableJobException">The payload is not what the record says.</exception>
    internal abstract object Read(ReadOnlySpan<byte> data);

    /// <summary>Makes the handler and runs it on the payload.</summary>
    internal abstract Task HandleAsync(JobContext context, CancellationToken cancellationToken);
}
