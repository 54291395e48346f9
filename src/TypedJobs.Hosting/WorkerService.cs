using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TypedJobs.Workers;

namespace TypedJobs.Hosting;

/// <summary>Runs a worker as long as its host runs.</summary>
/// <remarks>
/// It stops with the host's first sign of stopping. A host stops its services one after the other; a worker that waited for its turn
/// would go on taking jobs for as long as the others need. A second signal ends it at once, and so does a host that waits no longer: handlers are then still told.
/// </remarks>
internal sealed class WorkerService<TWorker>(
    HostedWorker<TWorker> hosted, IHostApplicationLifetime lifetime, SecondSignal secondSignal, ILogger<WorkerService<TWorker>>? logger = null) : BackgroundService, IRunningWorker
    where TWorker : IJobWorker
{
    private readonly CancellationTokenSource _hostGaveUp = new();

    string IRunningWorker.Name => HostedWorker<TWorker>.Name;

    public IReadOnlyList<string> Tubes => hosted.Worker.Tubes;

    public Task? Run => ExecuteTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(static service => ((WorkerService<TWorker>)service!).GiveUp(), this);
        await using (registration.ConfigureAwait(false))
        {
            await base.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _hostGaveUp.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(secondSignal.Token, _hostGaveUp.Token);
        await hosted.Worker.RunAsync(stopping.Token, ending.Token).ConfigureAwait(false);
    }

    private void GiveUp()
    {
        if (ExecuteTask is { IsCompleted: false })
        {
            Log.HostWaitsNoLonger((ILogger?)logger ?? NullLogger.Instance, HostedWorker<TWorker>.Name);
            _hostGaveUp.Cancel();
        }
    }
}
