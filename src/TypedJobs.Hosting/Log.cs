using Microsoft.Extensions.Logging;

namespace TypedJobs.Hosting;

internal static partial class Log
{
    [LoggerMessage(EventId = 300, Level = LogLevel.Information, Message = "Jobs are kept in this process and end with it: the embedded broker is on, because {Reason}")]
    public static partial void UsesEmbeddedBroker(ILogger logger, string reason);

    [LoggerMessage(EventId = 301, Level = LogLevel.Warning, Message = "The host waits no longer for {Worker} to stop. Let HostOptions.ShutdownTimeout be at least five seconds longer than WorkerOptions.ShutdownTimeout.")]
    public static partial void HostWaitsNoLonger(ILogger logger, string worker);
}
