using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Beanstalk.Protocol;

namespace TypedJobs.Beanstalk;

/// <summary>
/// A client of beanstalkd over one connection: one method for each command of the protocol, named after it.
/// <para>
/// Any number of callers may use it at once. Commands do not wait for each other's replies; they are sent together and answered in order.
/// The server works a connection's commands off one by one, so everything behind a <see cref="ReserveAsync"/> that waits for a job waits
/// with it: give such a reserve a connection of its own. Watched tubes and held jobs belong to the connection.
/// </para>
/// <para>
/// A connection that is lost is made again, unless <see cref="BeanstalkClientOptions.Reconnect"/> says otherwise, and watches the same tubes. Commands
/// that were not sent go over the new one; those sent and not answered fail with <see cref="CommandOutcome.Unknown"/> and are not repeated. Jobs that were
/// held are held no longer.
/// </para>
/// <para>
/// What follows the <c>await</c> of a command may run on the thread that receives the answers, which saves most of what a command costs. A caller that keeps it
/// delays the others, until another thread takes over after some milliseconds. <see cref="BeanstalkClientOptions.RunContinuationsAsynchronously"/> leaves it at the thread pool.
/// </para>
/// <para>
/// Besides what is said there, every command can fail with a <see cref="BeanstalkConnectionException"/>, <see cref="UnexpectedReplyException"/>,
/// <see cref="ServerOutOfMemoryException"/> or <see cref="InternalErrorException"/>, and with a <see cref="CommandCanceledException"/> when its token is cancelled.
/// Their outcome says whether the server may have carried the command out. Tubes that are no tube names and durations out of bounds are refused before anything is sent.
/// </para>
/// </summary>
public sealed partial class BeanstalkClient : IAsyncDisposable
{
    private readonly Session _session;
    private readonly WatchedTubes _watched;

    // Of a reserve without a limit, the seconds until the server is asked anew.
    private readonly uint _unlimitedReserve;

    private BeanstalkClient(BeanstalkAddress address, Session session, WatchedTubes watched)
    {
        (Address, _session, _watched) = (address, session, watched);
        _unlimitedReserve = WireSeconds.RoundUpAboveZero(session.Options.ReplyTimeout, nameof(BeanstalkClientOptions.ReplyTimeout));
    }

    /// <summary>The server's address, as it was given.</summary>
    public BeanstalkAddress Address { get; }

    /// <summary>
    /// A random text that is new with each server process (<c>id</c> of <c>stats</c>): with another one, job ids mean other jobs. Empty if the server
    /// gives none. It is that of the connection there is, or of the last one.
    /// </summary>
    public string ServerId => _session.Last.Server.Id;

    /// <summary>
    /// The largest body that the server takes, in bytes (its <c>-z</c> argument, 65,535 by default), as it said on connecting. A server that does not
    /// say has no limit here.
    /// </summary>
    public long MaxJobSize => _session.Last.MaxJobSize;

    /// <summary>Whether there is a connection. Only a command's result shows whether the server is still there.</summary>
    public bool IsConnected => _session.IsConnected;

    /// <summary>
    /// Ends, without an exception, as soon as the client is over: it was closed, or its connection is lost and is not to be made again. The server has
    /// all jobs back that it held as soon as it notices, too: at once, unless it or the network has fallen silent.
    /// </summary>
    public Task Completion => _session.Ended;

    /// <summary>Connects to a server.</summary>
    /// <param name="address"><c>beanstalk://host[:port]</c> or <c>unix:///path</c>. Default: port 11300 on this machine.</param>
    /// <param name="options">How to connect. Default: as <see cref="BeanstalkClientOptions"/> says.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="FormatException">The address is none.</exception>
    /// <exception cref="BeanstalkConnectionException">No server answers there, or not within <see cref="BeanstalkClientOptions.ConnectTimeout"/>.</exception>
    public static Task<BeanstalkClient> ConnectAsync(
        string address = "beanstalk://127.0.0.1:11300", BeanstalkClientOptions? options = null, CancellationToken cancellationToken = default)
        => ConnectAsync(BeanstalkAddress.Parse(address), options, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(string, BeanstalkClientOptions?, CancellationToken)"/>
    public static Task<BeanstalkClient> ConnectAsync(
        BeanstalkAddress address, BeanstalkClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new();
        if (options.Connect is null && address.Name is not null)
        {
            throw new ArgumentException(
                $"{address} is a broker in its own process, which no socket leads to: set {nameof(BeanstalkClientOptions)}.{nameof(BeanstalkClientOptions.Connect)}.", nameof(options));
        }

        return ConnectAsync(
            async token => options.Connect is { } connect
                ? await connect(token).ConfigureAwait(false)
                : await SocketTransport.ConnectAsync(address, options.ReplyTimeout, options.RunContinuationsAsynchronously, token).ConfigureAwait(false),
            address, options, cancellationToken);
    }

    /// <summary>Connects over a transport that there is: it can be had only once.</summary>
    internal static Task<BeanstalkClient> ConnectAsync(
        IDuplexPipe transport, BeanstalkAddress address, BeanstalkClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        return ConnectAsync(
            _ => Task.FromResult(transport), address, options with { Reconnect = options.Reconnect with { Enabled = false } }, cancellationToken);
    }

    /// <summary>Connects over any transport, made anew for each connection: a server in the same process needs no socket.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The client owns the session.")]
    internal static async Task<BeanstalkClient> ConnectAsync(
        Func<CancellationToken, Task<IDuplexPipe>> connect, BeanstalkAddress address, BeanstalkClientOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        var logger = HarmlessLogger.Of<BeanstalkClient>(options.LoggerFactory);
        var watched = new WatchedTubes();
        var session = await Session.ConnectAsync(connect, address, options, logger, watched, cancellationToken).ConfigureAwait(false);
        return new BeanstalkClient(address, session, watched);
    }

    /// <summary>Lets the commands that are begun until it is disposed be sent together.</summary>
    public CommandGathering Gather() => new(_session);

    /// <summary>
    /// Says goodbye: commands sent so far are answered, then the connection closes and the server gives back at once the jobs that it held.
    /// A reserve that waits is answered with <see cref="ReserveResult.TimedOut"/>. Harmless when repeated.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for the answers; the connection then closes without them.</param>
    public async ValueTask QuitAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _session.QuitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await _session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Closes the connection at once. Commands that wait for an answer fail; the server gives back at once the jobs that the connection held,
    /// which counts as neither release nor timeout. Harmless when repeated.
    /// </summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private ValueTask<TResult> SendAsync<TCommand, TResult>(
        TCommand command, CancellationToken cancellationToken, TubeName? tube = null, TimeSpan patience = default)
        where TCommand : struct, ICommand<TResult>
    {
        var operation = Operation<TCommand, TResult>.For(command);
        operation.Tube = tube;
        operation.Patience = patience;
        return _session.SendAsync(operation, cancellationToken);
    }
}
