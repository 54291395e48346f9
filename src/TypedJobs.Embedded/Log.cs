using System.Net;
using Microsoft.Extensions.Logging;

namespace TypedJobs.Embedded;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The embedded broker listens on {Address}")]
    public static partial void Listening(ILogger logger, EndPoint address);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "A connection to the embedded broker failed; the others go on")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The embedded broker could not accept a connection on {Address}; it goes on listening")]
    public static partial void AcceptFailed(ILogger logger, EndPoint address, Exception exception);
}
