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
        => new JobRoute<TJob, THandler>(earlier: null);

    /// <summary>What the handler's attributes say of exceptions.</summary>
    /// <exception cref="ArgumentException">They say two things of one exception.</exception>
    internal FailurePolicy ReadPolicy() => FailurePolicy.Of(HandlerType);

    /// <summary>A route from each earlier version of the job to the same handler.</summary>
    internal abstract IEnumerable<JobRoute> Earlier();

    /// <summary>Reads the payload as it was written.</summary>
    /// <exception cref="Envelopes.UnreadableJobException">The payload is not what the record of its version says.</exception>
    internal abstract object Read(ReadOnlySpan<byte> data);

    /// <summary>Makes the newest version of what was read. What the application's upgrades throw comes out of it.</summary>
    internal abstract object Upgrade(object written);

    /// <summary>Makes the handler and runs it on the payload.</summary>
    internal abstract Task HandleAsync(JobContext context, CancellationToken cancellationToken);
}
