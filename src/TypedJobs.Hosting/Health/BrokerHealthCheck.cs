using Microsoft.Extensions.Diagnostics.HealthChecks;
using TypedJobs.Brokers;
using TypedJobs.Inspection;

namespace TypedJobs.Hosting.Health;

/// <summary>Whether the broker answers.</summary>
internal sealed class BrokerHealthCheck(IJobInspector inspector) : IHealthCheck
{
    /// <summary>A tube that every server has; that the answer is about it does not matter.</summary>
    private const string AnyTube = "default";

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
