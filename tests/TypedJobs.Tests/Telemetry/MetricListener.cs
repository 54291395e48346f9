using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TypedJobs.Telemetry;

namespace TypedJobs.Tests.Telemetry;

/// <summary>Keeps what the meter of the library measures.</summary>
internal sealed class MetricListener : IDisposable
{
    private readonly MeterListener _listener = new();

    public MetricListener()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == JobTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    private ConcurrentQueue<Measured> All { get; } = new();

    /// <summary>What one instrument has measured of one tube.</summary>
    public IReadOnlyList<Measured> Of(string instrument, string tube)
        => [.. All.Where(measured => measured.Instrument == instrument && tube.Equals(measured.Tags.GetValueOrDefault("messaging.destination.name")))];

    /// <summary>What one instrument has counted in all.</summary>
    public double Total(string instrument) => All.Where(measured => measured.Instrument == instrument).Sum(static measured => measured.Value);

    /// <summary>What the observable instruments say now.</summary>
    public IReadOnlyList<Measured> Observe(string instrument, string tube)
    {
        All.Clear();
        _listener.RecordObservableInstruments();
        return Of(instrument, tube);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => All.Enqueue(new Measured(instrument.Name, value, new(tags.ToArray(), StringComparer.Ordinal)));

    internal sealed record Measured(string Instrument, double Value, Dictionary<string, object?> Tags);
}
