using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace TypedJobs.Telemetry;

/// <summary>Measures what the application's listeners may hear. What they throw goes nowhere: no job may be lost, or run again, for a figure's sake.</summary>
[SuppressMessage("Design", "CA1031", Justification = "That is what it is for.")]
internal static class HarmlessMeasurements
{
    public static void Count(this Counter<long> counter, long count = 1, in TagList tags = default)
    {
        try
        {
            counter.Add(count, tags);
        }
        catch (Exception)
        {
            // It is the listener's to find out.
        }
    }

    public static void Count(this UpDownCounter<long> counter, long change, in TagList tags)
    {
        try
        {
            counter.Add(change, tags);
        }
        catch (Exception)
        {
            // As above.
        }
    }

    public static void Measure(this Histogram<double> histogram, double value, in TagList tags)
    {
        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception)
        {
            // As above.
        }
    }
}
