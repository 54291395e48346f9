using Microsoft.Extensions.Logging;

namespace TypedJobs.Beanstalk;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Connected to beanstalkd {Version} at {Address}")]
    public static partial void Connected(ILogger logger, string version, string address);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "Connection to {Address} ended, because {Reason}")]
    public static partial void Closed(ILogger logger, string address, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Connection to {Address} lost with {Unanswered} commands unanswered, because {Reason}")]
    public static partial void Lost(ILogger logger, string address, string reason, int unanswered, Exception? exception);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "{Address} cannot be reached again yet and is tried until it can: {Reason}")]
    public static partial void ReconnectFailed(ILogger logger, string address, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Gave job {JobId} back to {Address}: it arrived after its reserve had been cancelled")]
    public static partial void GaveBack(ILogger logger, ulong jobId, string address);
}
