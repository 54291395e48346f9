using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedJobs.Inspection;
using TypedJobs.Telemetry;

namespace TypedJobs.Hosting;

/// <summary>Runs a poller of tube statistics as long as its host runs.</summary>
internal sealed class TubeStatisticsService(
    TubeStatisticsInterval interval, IJobInspector inspector, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null) : BackgroundService
{
    private readonly TubeStatisticsPoller _poller = new(inspector, interval.Value, loggerFactory, timeProvider);

    public override void Dispose()
    {
        base.Dispose();
        _poller.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _poller.RunAsync(stoppingToken);
}

/// <summary>How often; null for the poller's own default.</summary>
internal sealed record TubeStatisticsInterval(TimeSpan? Value);
