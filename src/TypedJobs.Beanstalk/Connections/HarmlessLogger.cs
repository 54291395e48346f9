using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>The application's logger. What it throws goes nowhere: it is called where callers wait for replies and jobs for their settlement, and none may wait for ever for a log's sake.</summary>
[SuppressMessage("Design", "CA1031", Justification = "That is what it is for.")]
internal sealed class HarmlessLogger(ILogger inner) : ILogger
{
    /// <summary>The logger of a type; none if there is no factory.</summary>
    public static ILogger Of<T>(ILoggerFactory? factory) => factory is null ? NullLogger.Instance : new HarmlessLogger(factory.CreateLogger<T>());

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // It is the application's to find out, in its own logger.
        }
    }
}
