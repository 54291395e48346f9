using System.Diagnostics;

namespace TypedJobs.Telemetry;

/// <summary>The attributes of spans and metrics, as OpenTelemetry's semantic conventions for messaging name them, and ours. Nothing of a payload is among them.</summary>
internal static class MessagingTags
{
    public const string System = "messaging.system";
    public const string Beanstalkd = "beanstalkd";
    public const string Destination = "messaging.destination.name";
    public const string OperationName = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string MessageId = "messaging.message.id";
    public const string ErrorType = "error.type";
    public const string JobName = "typedjobs.job.name";
    public const string EventId = "typedjobs.event_id";
    public const string Outcome = "typedjobs.outcome";
    public const string JobState = "typedjobs.job.state";

    public const string Send = "send";
    public const string Process = "process";

    /// <summary>Of a metric about a tube.</summary>
    public static TagList Of(string tube) => new() { { System, Beanstalkd }, { Destination, tube } };

    /// <summary>Of a metric about an operation on a tube.</summary>
    public static TagList Of(string tube, string operation, string? error = null)
    {
        var tags = Of(tube);
        tags.Add(OperationName, operation);
        tags.Add(OperationType, operation);
        if (error is not null)
        {
            tags.Add(ErrorType, error);
        }

        return tags;
    }

    /// <summary>An error in a few words that are always the same, as metrics need it.</summary>
    public static string NameOf(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;
}
