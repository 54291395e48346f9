using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using TypedJobs.Brokers;
using TypedJobs.Inspection;

namespace TypedJobs.Hosting.Health;

/// <summary>Whether the next job of each tube has waited too long.</summary>
internal sealed class BacklogHealthCheck(IEnumerable<IHostedService> services, IJobInspector inspector, JobHealthOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var limit = options.MaxBacklogAge ?? TimeSpan.MaxValue;
        IEnumerable<string> tubes = options.Tubes.Count > 0 ? options.Tubes : services.OfType<IRunningWorker>().SelectMany(static worker => worker.Tubes);
        var ages = new Dictionary<string, object>(StringComparer.Ordinal);
        var late = new List<string>();
        try
        {
            foreach (var tube in tubes.Distinct(StringComparer.Ordinal))
            {
                if (await inspector.PeekReadyAsync(tube, cancellationToken).ConfigureAwait(false) is { ReadyFor: { } age })
                {
                    ages[tube] = age;
                    if (age > limit)
                    {
                        late.Add(string.Create(CultureInfo.InvariantCulture, $"{tube} ({age})"));
                    }
                }
            }
        }
        catch (BrokerException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception);
        }

        return late.Count == 0
            ? HealthCheckResult.Healthy($"No job has waited longer than {limit}.", ages)
            : new HealthCheckResult(context.Registration.FailureStatus, $"The next job has waited longer than {limit}: {string.Join(", ", late)}.", data: ages);
    }
}
