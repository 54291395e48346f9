using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TypedJobs.Brokers;
using TypedJobs.Inspection;
using TypedJobs.Workers;

namespace TypedJobs.Hosting;

/// <summary>Runs a worker as long as its host runs.</summary>
/// <remarks>
/// It stops with the host's first sign of stopping. A host stops its services one after the other; a worker that waited for its turn
/// would go on taking jobs for as long as the others need. A second signal ends it at once.
/// </remarks>
internal sealed class WorkerService<TWorker>(
    IJobBroker broker,
    ServiceHandlerScopes handlers,
    IOptionsMonitor<WorkerOptions> options,
    IHostApplicationLifetime lifetime,
    SecondSignal secondSignal,
    ILoggerFactory? loggerFactory = null,
    TimeProvider? timeProvider = null) : BackgroundService, IHostedWorker
    where TWorker : IJobWorker
{
    private readonly Worker _worker = Worker.Create<TWorker>(broker, handlers, options.Get(Name), loggerFactory, timeProvider);

    /// <summary>The name of this worker's options.</summary>
    public static string Name { get; } = typeof(TWorker).FullName ?? typeof(TWorker).Name;

    string IHostedWorker.Name => Name;

    public IReadOnlyList<string> Tubes { get; } =
        [.. new KnownJobs().AddWorker<TWorker>().Routes.Select(static route => route.Contract.Tube).Distinct(StringComparer.Ordinal)];

    public Task? Run => ExecuteTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await _worker.RunAsync(stopping.Token, secondSignal.Token).ConfigureAwait(false);
    }
}
