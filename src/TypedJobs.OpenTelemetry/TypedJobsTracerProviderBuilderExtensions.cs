using TypedJobs.Telemetry;

namespace OpenTelemetry.Trace;

/// <summary>The spans of TypedJobs for OpenTelemetry.</summary>
public static class TypedJobsTracerProviderBuilderExtensions
{
    /// <summary>Collects the spans of jobs: <c>send</c> where they are enqueued and <c>process</c> where they are handled, in one trace.</summary>
    /// <param name="builder">The application's tracing.</param>
    public static TracerProviderBuilder AddTypedJobsInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(JobTelemetry.Name);
    }
}
