using TypedJobs.Brokers;
using TypedJobs.Workers;

namespace TypedJobs.Testing.Running;

/// <summary>A worker of the application's with the jobs that wait for it.</summary>
internal sealed class WorkerLane(Worker worker, IJobBroker broker) : IAsyncDisposable
{
    private readonly IJobConsumer _jobs = broker.OpenConsumer(worker.Tubes);

    public Worker Worker => worker;

    /// <summary>The next job that is due; null if none is.</summary>
    public ValueTask<IJobDelivery?> TakeAsync() => _jobs.ReceiveAsync([], TimeSpan.Zero, CancellationToken.None);

    public ValueTask DisposeAsync() => _jobs.DisposeAsync();
}
