using System.Diagnostics;
using System.Diagnostics.Metrics;
using TypedJobs.Envelopes;
using TypedJobs.Failures;
using TypedJobs.Workers;

namespace TypedJobs.Telemetry;

/// <summary>One job in the hands of its handler, as spans and metrics show it. Made only where somebody listens.</summary>
internal sealed class ProcessObservation : IDisposable
{
    private static readonly Counter<long> Consumed = JobTelemetry.Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Jobs that were given to a handler.");

    private static readonly Histogram<double> Duration = JobTelemetry.Meter.CreateHistogram(
        "messaging.process.duration", "s", "How long handlers took; with error.type where they failed.", tags: null, JobTelemetry.LongSeconds);

    private static readonly UpDownCounter<long> Running = JobTelemetry.Meter.CreateUpDownCounter<long>(
        "typedjobs.worker.jobs_in_flight", "{job}", "Jobs whose handler runs.");

    private static readonly Histogram<double> QueueWait = JobTelemetry.Meter.CreateHistogram(
        "typedjobs.worker.queue_wait", "s", "From the enqueueing of a job to the begin of its handler; delays and earlier attempts are in it.", tags: null, JobTelemetry.LongSeconds);

    private static readonly Counter<long> Failed = JobTelemetry.Meter.CreateCounter<long>(
        "typedjobs.worker.failed_jobs", "{job}", "Attempts that failed: the handler threw, or asked for a retry or a burial.");

    private readonly string _tube;
    private readonly Activity? _activity;
    private readonly TimeProvider _time;
    private readonly long _start;

    private ProcessObservation(JobContext job, TimeProvider time)
    {
        _tube = job.Route.Contract.Tube;
        _time = time;
        _activity = StartActivity(job);
        var tags = MessagingTags.Of(_tube, MessagingTags.Process);
        Consumed.Count(1, tags);
        Running.Count(1, MessagingTags.Of(_tube));
        if (QueueWait.Enabled && EventTime.Of(job.EventId) is { } enqueued)
        {
            // The producer's clock may be ahead of this one.
            QueueWait.Measure(Math.Max(0, (time.GetUtcNow() - enqueued).TotalSeconds), MessagingTags.Of(_tube));
        }

        _start = time.GetTimestamp();
    }

    /// <summary>Whether anybody would see it.</summary>
    public static bool IsWanted
        => JobTelemetry.Source.HasListeners() || Duration.Enabled || Consumed.Enabled || Running.Enabled || QueueWait.Enabled || Failed.Enabled;

    /// <summary>Begins; the span is the current one until it is disposed, so that what the handler does belongs to it.</summary>
    public static ProcessObservation Begin(JobContext job, TimeProvider time) => new(job, time);

    /// <summary>The handler has ended, or was left behind.</summary>
    public void End(JobOutcome outcome)
    {
        var verdict = WordFor(outcome.Verdict);
        _activity?.SetTag(MessagingTags.Outcome, verdict);
        if (outcome.Verdict is Verdict.Retry or Verdict.Bury)
        {
            Fail(outcome.Exception, verdict);
        }
        else
        {
            Record(error: null);
        }
    }

    /// <summary>The handler did not run: its payload cannot be read, and its job is to be buried.</summary>
    public void Fail(Exception exception)
    {
        _activity?.SetTag(MessagingTags.Outcome, WordFor(Verdict.Bury));
        Fail(exception, WordFor(Verdict.Bury));
    }

    public void Dispose()
    {
        Running.Count(-1, MessagingTags.Of(_tube));
        JobTelemetry.End(_activity);
    }

    /// <summary>
    /// In the trace of the producer's span and with a link to it: beneath it, as whoever follows one job wants it, and linked, as the conventions ask for.
    /// </summary>
    private static Activity? StartActivity(JobContext job)
    {
        if (!JobTelemetry.Source.HasListeners())
        {
            return null;
        }

        // What was current when the worker started is not what this job belongs to.
        Activity.Current = null;
        var sent = FindSender(job);
        var contract = job.Route.Contract;
        return JobTelemetry.Start(
            $"{MessagingTags.Process} {contract.Tube}",
            ActivityKind.Consumer,
            sent,
            [
                new(MessagingTags.System, MessagingTags.Beanstalkd),
                new(MessagingTags.Destination, contract.Tube),
                new(MessagingTags.OperationName, MessagingTags.Process),
                new(MessagingTags.OperationType, MessagingTags.Process),
                new(MessagingTags.MessageId, job.Id.ToString()),
                new(MessagingTags.EventId, job.Identity.EventId),
                new(MessagingTags.JobName, contract.Name),
            ],
            sent == default ? null : [new ActivityLink(sent)]);
    }

    /// <summary>The span that the job was sent in. A bare payload has no room for it, whatever its members are called.</summary>
    private static ActivityContext FindSender(JobContext job)
        => !job.IsBare
            && EnvelopeReader.FindTraceParent(job.Delivery.Body.Span) is { } traceParent
            && ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var sent)
            ? sent
            : default;

    private static string WordFor(Verdict verdict)
        => verdict switch
        {
            Verdict.Complete => "complete",
            Verdict.Retry => "retry",
            Verdict.Snooze => "snooze",
            Verdict.Bury => "bury",
            Verdict.GiveBack => "give_back",
            _ => "lost",
        };

    private void Fail(Exception? exception, string verdict)
    {
        var error = exception is null ? verdict : MessagingTags.NameOf(exception);
        _activity?.SetTag(MessagingTags.ErrorType, error).SetStatus(ActivityStatusCode.Error);
        if (exception is not null && _activity is not null)
        {
            AddException(_activity, exception);
        }

        var tags = MessagingTags.Of(_tube);
        tags.Add(MessagingTags.ErrorType, error);
        Failed.Count(1, tags);
        Record(error);
    }

    private static void AddException(Activity activity, Exception exception)
    {
        // Given these, the activity does not ask the exception, which may throw.
        var tags = new TagList
        {
            { "exception.message", ExceptionText.MessageOf(exception) },
            { "exception.stacktrace", ExceptionText.WholeOf(exception) },
        };
        try
        {
            activity.AddException(exception, tags);
        }
#pragma warning disable CA1031 // Whoever listens may throw; the job is settled all the same.
        catch (Exception)
#pragma warning restore CA1031
        {
            activity.SetTag("exception.message", ExceptionText.MessageOf(exception));
        }
    }

    private void Record(string? error)
        => Duration.Measure(_time.GetElapsedTime(_start).TotalSeconds, MessagingTags.Of(_tube, MessagingTags.Process, error));
}
