using Microsoft.Extensions.Logging;

namespace TypedJobs.Beanstalk;

/// <summary>How a client connects and what it accepts.</summary>
public sealed record BeanstalkClientOptions
{
    /// <summary>How long connecting may take, the first exchange with the server included. Above 0. Default 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The largest body or statistics text that is accepted from the server, in bytes; above 0. More ends the connection with
    /// <see cref="UnexpectedReplyException"/>. Default 64 MiB: raise it if the server takes larger jobs (<see cref="BeanstalkClient.MaxJobSize"/>).
    /// </summary>
    public int MaxReplySize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Where the client logs. Default: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock for timeouts. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        if (ConnectTimeout <= TimeSpan.Zero || ConnectTimeout.TotalMilliseconds > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                nameof(ConnectTimeout), ConnectTimeout, $"{nameof(BeanstalkClientOptions)}.{nameof(ConnectTimeout)} must be above zero and at most 24 days.");
        }

        if (MaxReplySize <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(MaxReplySize), MaxReplySize, $"{nameof(BeanstalkClientOptions)}.{nameof(MaxReplySize)} must be above zero bytes.");
        }

        if (TimeProvider is null)
        {
            throw new ArgumentException($"{nameof(BeanstalkClientOptions)}.{nameof(TimeProvider)} must not be null.", nameof(TimeProvider));
        }
    }
}
