using Microsoft.Extensions.Hosting;
using TypedJobs.Inspection;
using TypedJobs.Workers;

namespace TypedJobs.Hosting;

/// <summary>Runs a worker as long as its host runs.</summary>
/// <remarks>
/// It stops with the host's first sign of stopping. A host stops its services one after the other; a worker that waited for its turn
/// would go on taking jobs for as long as the others need. A second signal ends it at once.
/// </remarks>
internal sealed class WorkerService<TWorker>(HostedWorker<TWorker> hosted, IHostApplicationLifetime lifetime, SecondSignal secondSignal) : BackgroundService, IRunningWorker
    where TWorker : IJobWorker
{
    string IRunningWorker.Name => HostedWorker<TWorker>.Name;

    public IReadOnlyList<string> Tubes { get; } =
        [.. new KnownJobs().AddWorker<TWorker>().Routes.Select(static route => route.Contract.Tube).Distinct(StringComparer.Ordinal)];

    public Task? Run => ExecuteTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await hosted.Worker.RunAsync(stopping.Token, secondSignal.Token).ConfigureAwait(false);
    }
}
