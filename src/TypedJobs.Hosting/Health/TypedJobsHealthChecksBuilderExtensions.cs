using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using TypedJobs.Hosting.Health;
using TypedJobs.Inspection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of an application with jobs.</summary>
public static class TypedJobsHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds <c>typedjobs-broker</c> (the broker answers), <c>typedjobs-workers</c> (the host's workers run, and the broker sees somebody at their tubes) and, if
    /// <see cref="JobHealthOptions.MaxBacklogAge"/> is set, <c>typedjobs-backlog</c> (no tube is backed up; degraded otherwise). All have the tag <c>typedjobs</c>.
    /// </summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="configure">Sets what is looked at.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static IHealthChecksBuilder AddTypedJobs(this IHealthChecksBuilder builder, Action<JobHealthOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new JobHealthOptions();
        configure?.Invoke(options);
        options.Validate();
        builder.Add(Registration("typedjobs-broker", static services => new BrokerHealthCheck(services.GetRequiredService<IJobInspector>())));
        builder.Add(Registration(
            "typedjobs-workers",
            static services => new WorkerHealthCheck(services.GetServices<IHostedService>(), services.GetRequiredService<IJobInspector>())));
        if (options.MaxBacklogAge is not null)
        {
            builder.Add(Registration(
                "typedjobs-backlog",
                services => new BacklogHealthCheck(services.GetServices<IHostedService>(), services.GetRequiredService<IJobInspector>(), options),
                HealthStatus.Degraded));
        }

        return builder;
    }

    private static HealthCheckRegistration Registration(string name, Func<IServiceProvider, IHealthCheck> create, HealthStatus failure = HealthStatus.Unhealthy)
        => new(name, create, failure, ["typedjobs"]);
}
