using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace TypedJobs.Telemetry;

/// <summary>What the library can be observed by: spans and metrics after OpenTelemetry's semantic conventions for messaging, and metrics of its own.</summary>
[SuppressMessage("Design", "CA1031", Justification = "No job may be lost, or run again, for a trace's sake.")]
public static class JobTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>: <c>TypedJobs</c>.</summary>
    public const string Name = "TypedJobs";

    internal static readonly ActivitySource Source = new(Name);

    internal static readonly Meter Meter = new(Name);

    /// <summary>Begins a span. What listeners throw goes nowhere; there is then none.</summary>
    internal static Activity? Start(
        string name, ActivityKind kind, ActivityContext parent = default, IEnumerable<KeyValuePair<string, object?>>? tags = null, IEnumerable<ActivityLink>? links = null)
    {
        try
        {
            return Source.StartActivity(name, kind, parent, tags, links);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Ends a span. What listeners throw goes nowhere.</summary>
    internal static void End(Activity? activity)
    {
        try
        {
            activity?.Dispose();
        }
        catch (Exception)
        {
            // It is the listener's to find out.
        }
    }

    /// <summary>From a few milliseconds to ten seconds, as the conventions ask for durations of operations.</summary>
    internal static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    /// <summary>Jobs wait and run longer than commands do.</summary>
    internal static readonly InstrumentAdvice<double> LongSeconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400],
    };
}
