using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TypedJobs.Telemetry;

/// <summary>One job on its way to the broker, as spans and metrics show it. Made only where somebody listens.</summary>
internal sealed class SendObservation : IDisposable
{
    private static readonly Counter<long> Sent = JobTelemetry.Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Jobs that were to be enqueued; with error.type where that failed.");

    private static readonly Histogram<double> Duration = JobTelemetry.Meter.CreateHistogram(
        "messaging.client.operation.duration", "s", "How long it took to enqueue a job.", tags: null, JobTelemetry.Seconds);

    private readonly string _tube;
    private readonly Activity? _activity;
    private readonly TimeProvider _time;
    private readonly long _start;

    private SendObservation(JobContract job, TimeProvider time)
    {
        _tube = job.Tube;
        _time = time;
        _start = time.GetTimestamp();
        _activity = JobTelemetry.Start($"{MessagingTags.Send} {_tube}", ActivityKind.Producer);
        _activity?.SetTag(MessagingTags.System, MessagingTags.Beanstalkd)
            .SetTag(MessagingTags.Destination, _tube)
            .SetTag(MessagingTags.OperationName, MessagingTags.Send)
            .SetTag(MessagingTags.OperationType, MessagingTags.Send)
            .SetTag(MessagingTags.JobName, job.Name);
    }

    /// <summary>Whether anybody would see it.</summary>
    public static bool IsWanted => JobTelemetry.Source.HasListeners() || Sent.Enabled || Duration.Enabled;

    /// <summary>Begins; the span is the current one until it is disposed, so that the job carries it along.</summary>
    public static SendObservation Begin(JobContract job, TimeProvider time) => new(job, time);

    /// <summary>The broker has the job.</summary>
    public void Succeed(JobId id)
    {
        _activity?.SetTag(MessagingTags.MessageId, id.ToString());
        Record(error: null);
    }

    /// <summary>The broker has it not, or nobody knows.</summary>
    public void Fail(Exception exception)
    {
        var error = MessagingTags.NameOf(exception);
        _activity?.SetTag(MessagingTags.ErrorType, error).SetStatus(ActivityStatusCode.Error);
        Record(error);
    }

    public void Dispose() => JobTelemetry.End(_activity);

    private void Record(string? error)
    {
        var tags = MessagingTags.Of(_tube, MessagingTags.Send, error);
        Sent.Count(1, tags);
        Duration.Measure(_time.GetElapsedTime(_start).TotalSeconds, tags);
    }
}
