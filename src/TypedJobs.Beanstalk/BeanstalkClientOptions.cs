using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace TypedJobs.Beanstalk;

/// <summary>How a client connects and what it accepts.</summary>
public sealed record BeanstalkClientOptions
{
    /// <summary>How long connecting may take, the first exchange with the server included. Above 0. Default 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the server may owe an answer without a sign of life, beyond the timeout of a reserve; then the connection counts as lost, and is noticed to
    /// be within a quarter more. A whole answer is a sign of life, and so are each 1,024 bytes of a longer one. A reserve without a timeout has this one, again and again. It must also be enough to send the largest body.
    /// Above 0. Default 10 seconds.
    /// </summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What happens when the connection is lost. Default: it is made again.</summary>
    public ReconnectOptions Reconnect { get; init; } = new();

    /// <summary>
    /// The largest body or statistics text that is accepted from the server, in bytes; above 0. More ends the connection with
    /// <see cref="UnexpectedReplyException"/>. Default 64 MiB: raise it if the server takes larger jobs (<see cref="BeanstalkClient.MaxJobSize"/>).
    /// </summary>
    public int MaxReplySize { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// How the server is reached, if not by a socket of the client's own: a broker in the same process, or a tunnel. Called once a connection, with the token that
    /// ends the attempt; the client completes both directions of what it returns, and disposes it if it can be. To complete the output without an exception
    /// must close that direction alone: what was sent is still answered. With an exception, what is left in it is not to be sent. Default: null, a socket to the address.
    /// </summary>
    public Func<CancellationToken, ValueTask<IDuplexPipe>>? Connect { get; init; }

    /// <summary>
    /// Whether callers always go on in the thread pool. If not, what follows an <c>await</c> of a command may run on the thread that receives the answers: most is saved by
    /// that, and one caller after the other goes on there. One that keeps it delays the others, until another thread takes over after some milliseconds. Set this where callers
    /// take their time from the first moment, as the handlers of a worker may. Over <see cref="Connect"/> they always go on in the pool. Default: false.
    /// </summary>
    public bool RunContinuationsAsynchronously { get; init; }

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

        if (ReplyTimeout <= TimeSpan.Zero || ReplyTimeout.TotalMilliseconds > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                nameof(ReplyTimeout), ReplyTimeout, $"{nameof(BeanstalkClientOptions)}.{nameof(ReplyTimeout)} must be above zero and at most 24 days.");
        }

        if (Reconnect is null)
        {
            throw new ArgumentException($"{nameof(BeanstalkClientOptions)}.{nameof(Reconnect)} must not be null.", nameof(Reconnect));
        }

        Reconnect.Validate();
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
