using TypedJobs.CompilerServices;
using TypedJobs.Retries;

namespace TypedJobs.Workers;

/// <summary>A version of a job in a worker's dispatch table, with what the worker has made of it when it was created.</summary>
internal sealed class WorkerRoute(JobRoute route, IReadOnlyList<IJobMiddleware> middleware)
{
    private const int EarlyDeliveries = 16;

    private int _early;

    /// <summary>The job.</summary>
    public JobContract Contract { get; } = route.Contract;

    /// <summary>What the handler says of exceptions.</summary>
    public FailurePolicy Policy { get; } = route.ReadPolicy();

    /// <summary>The handler with all middleware around it.</summary>
    public JobPipeline Pipeline { get; } = middleware.Reverse().Aggregate<IJobMiddleware, JobPipeline>(
        route.HandleAsync,
        static (inner, outer) => (context, cancellationToken) => outer.InvokeAsync(context, inner, cancellationToken));

    /// <summary>Counts a delivery, and says whether it is among the first that this worker has had of this kind.</summary>
    public bool IsEarly() => Volatile.Read(ref _early) < EarlyDeliveries && Interlocked.Increment(ref _early) <= EarlyDeliveries;

    /// <summary>The payload as it was written.</summary>
    /// <exception cref="Envelopes.UnreadableJobException">The payload is not what the record of its version says.</exception>
    public object Read(ReadOnlySpan<byte> data) => route.Read(data);

    /// <summary>The job that the handler is given. What the application's upgrades throw comes out of it.</summary>
    public object Upgrade(object written) => route.Upgrade(written);
}
