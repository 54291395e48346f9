using TypedJobs.Telemetry;

namespace OpenTelemetry.Metrics;

/// <summary>The metrics of TypedJobs for OpenTelemetry.</summary>
public static class TypedJobsMeterProviderBuilderExtensions
{
    private const string CoreClient = "TypedJobs.Beanstalk";

    /// <summary>Collects the metrics of jobs, of workers and of the core client's connections.</summary>
    /// <param name="builder">The application's metrics.</param>
    public static MeterProviderBuilder AddTypedJobsInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(JobTelemetry.Name, CoreClient);
    }
}
