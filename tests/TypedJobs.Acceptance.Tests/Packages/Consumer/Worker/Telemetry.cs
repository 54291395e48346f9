using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Worker;

/// <summary>OpenTelemetry as an application sets it up, with exporters that count what others would send.</summary>
public sealed class Telemetry : IDisposable
{
    private readonly SpanCount _spans = new();
    private readonly MetricSum _metrics = new();
    private readonly TracerProvider _tracing;
    private readonly MeterProvider _metering;

    /// <summary>Begins to listen.</summary>
    public Telemetry()
    {
        _tracing = Sdk.CreateTracerProviderBuilder().AddTypedJobsInstrumentation().AddProcessor(new SimpleActivityExportProcessor(_spans)).Build();
        _metering = Sdk.CreateMeterProviderBuilder().AddTypedJobsInstrumentation().AddReader(new BaseExportingMetricReader(_metrics)).Build();
    }

    /// <summary>What was exported.</summary>
    public string Summary()
    {
        _metering.ForceFlush();
        return string.Create(CultureInfo.InvariantCulture, $"{_spans.Count} spans, {_metrics.Consumed} messages consumed");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tracing.Dispose();
        _metering.Dispose();
        _spans.Dispose();
        _metrics.Dispose();
    }

    private sealed class SpanCount : BaseExporter<Activity>
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                if (span.Kind == ActivityKind.Consumer)
                {
                    Interlocked.Increment(ref _count);
                }
            }

            return ExportResult.Success;
        }
    }

    private sealed class MetricSum : BaseExporter<Metric>
    {
        public long Consumed { get; private set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                if (metric.Name == "messaging.client.consumed.messages")
                {
                    foreach (ref readonly var point in metric.GetMetricPoints())
                    {
                        Consumed = point.GetSumLong();
                    }
                }
            }

            return ExportResult.Success;
        }
    }
}
