using Microsoft.Extensions.Diagnostics.HealthChecks;
using TypedJobs.Brokers;
using TypedJobs.Inspection;

namespace TypedJobs.Hosting.Health;

/// <summary>Whether the broker answers.</summary>
internal sealed class BrokerHealthCheck(IJobInspector inspector) : IHealthCheck
{
    /// <summary>Whether there is such a tube does not matter. Every prefix leaves room for it.</summary>
    private const string AnyTube = "x";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await inspector.GetTubeAsync(AnyTube, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy("The broker answers.");
        }
        catch (BrokerException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception);
        }
    }
}
