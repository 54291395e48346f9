using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using TypedJobs.Brokers;
using TypedJobs.Inspection;

namespace TypedJobs.Hosting.Health;

/// <summary>Whether the host's workers run and the broker sees somebody at their tubes.</summary>
internal sealed class WorkerHealthCheck(IEnumerable<IHostedService> services, IJobInspector inspector) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var workers = services.OfType<IRunningWorker>().ToList();
        foreach (var worker in workers)
        {
            if (await ComplainAsync(worker, cancellationToken).ConfigureAwait(false) is { } complaint)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, $"{worker.Name} {complaint}", worker.Run?.Exception);
            }
        }

        return HealthCheckResult.Healthy(workers.Count == 0 ? "This host has no worker." : $"Taking jobs: {string.Join(", ", workers.Select(static worker => worker.Name))}.");
    }

    private async ValueTask<string?> ComplainAsync(IRunningWorker worker, CancellationToken cancellationToken)
        => worker.Run is not { } run ? "has not started."
            : run.IsCompleted ? "has ended."
            : await IsAtWorkAsync(worker, cancellationToken).ConfigureAwait(false);

    /// <summary>A worker whose kinds are all at their limit watches none of their tubes; then it holds jobs of them.</summary>
    private async ValueTask<string?> IsAtWorkAsync(IRunningWorker worker, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var tube in worker.Tubes)
            {
                if (await inspector.GetTubeAsync(tube, cancellationToken).ConfigureAwait(false) is { } status && (status.HasWorker || status.Reserved > 0))
                {
                    return null;
                }
            }

            return "runs, but no connection takes jobs from its tubes.";
        }
        catch (BrokerException exception)
        {
            return $"has no broker: {exception.Message}";
        }
    }
}
