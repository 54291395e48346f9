using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TypedJobs.Beanstalk;
using TypedJobs.Embedded.Connections;
using TypedJobs.Embedded.Stores;

namespace TypedJobs.Embedded;

/// <summary>
/// A beanstalkd in this process: the complete protocol, with the semantics of beanstalkd 1.13. The core client talks to it in memory; on request it listens
/// on a port or a unix socket for programs in any language.
/// <para>Its jobs end with it. Time is the <see cref="TimeProvider"/>'s: a test that advances it makes delays and times-to-run pass at once.</para>
/// </summary>
public sealed class EmbeddedBroker : IAsyncDisposable, IDisposable
{
    private readonly Switchboard _switchboard;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly List<Listener> _listeners = [];
    private bool _disposed;

    /// <summary>Creates a broker. Unless <see cref="EmbeddedBrokerOptions.Listen"/> says otherwise, only this process can reach it.</summary>
    /// <param name="options">How it is set up; as <see cref="EmbeddedBrokerOptions"/> says if null.</param>
    /// <param name="loggerFactory">Takes the log; none if null.</param>
    /// <param name="timeProvider">The clock of delays, times-to-run, pauses and timeouts; the system's if null.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it.</exception>
    /// <exception cref="SocketException">Nothing can listen where the options say.</exception>
    public EmbeddedBroker(EmbeddedBrokerOptions? options = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        options ??= new();
        options.Validate();
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<EmbeddedBroker>();
        _switchboard = new Switchboard(options.MaxJobSize, new MemoryStore(), timeProvider ?? TimeProvider.System, _logger);
        Address = BeanstalkAddress.Embedded(_switchboard.Id);
        if (options.Listen is { } listen)
        {
            Listen(BeanstalkAddress.Parse(listen));
        }
    }

    /// <summary>The broker's name within this process, <c>embedded://…</c>: new with each broker, as its job ids begin anew with each.</summary>
    public BeanstalkAddress Address { get; }

    /// <summary>How long until time alone changes something: the end of a delay, a pause, a time-to-run, a wait. Zero if that is due; null if nothing will.</summary>
    internal TimeSpan? UntilNextDeadline => _switchboard.UntilNextDeadline;

    /// <summary>Connects a client within this process.</summary>
    /// <param name="options">How to connect; <see cref="BeanstalkClientOptions.Connect"/> is this broker, whatever it says.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="BeanstalkConnectionException">The broker is disposed.</exception>
    public Task<BeanstalkClient> ConnectAsync(BeanstalkClientOptions? options = null, CancellationToken cancellationToken = default)
        => BeanstalkClient.ConnectAsync(Address, (options ?? new()) with { Connect = OpenAsync }, cancellationToken);

    /// <summary>Opens a connection within this process, for <see cref="BeanstalkClientOptions.Connect"/>: bytes of the protocol in both directions.</summary>
    /// <param name="cancellationToken">Not needed: a connection is there at once.</param>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The switchboard owns the transport.")]
    public ValueTask<IDuplexPipe> OpenAsync(CancellationToken cancellationToken = default)
    {
        var transport = new MemoryTransport();
        _ = _switchboard.TalkAsync(transport);
        return ValueTask.FromResult(transport.ClientEnd);
    }

    /// <summary>Listens for other programs as well.</summary>
    /// <param name="address">A host that is this machine's, or the path of a unix socket. One that a killed server left behind is replaced.</param>
    /// <exception cref="SocketException">Nothing can listen there.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public void Listen(BeanstalkAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        EndPoint endPoint = address switch
        {
            { Path: { } path } => new UnixDomainSocketEndPoint(path),
            { Host: { } host } => new IPEndPoint(AddressOf(host), address.Port),
            _ => throw new ArgumentException($"Nothing can listen on {address}.", nameof(address)),
        };
        Listen(endPoint);
    }

    /// <inheritdoc cref="Listen(BeanstalkAddress)"/>
    /// <param name="endPoint">An address and port of this machine, or a unix socket. Port 0 becomes a free one.</param>
    /// <returns>Where it listens.</returns>
    public EndPoint Listen(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        Listener listener;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            listener = Listener.Start(endPoint, _switchboard, _logger);
            _listeners.Add(listener);
        }

        Log.Listening(_logger, listener.EndPoint);
        return listener.EndPoint;
    }

    /// <summary>Refuses new jobs (DRAINING) from now on, as beanstalkd does after SIGUSR1; those that are there are worked off.</summary>
    public void Drain() => _switchboard.Drain();

    /// <summary>Stops listening and ends all connections. The jobs are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        Listener[] listeners;
        lock (_lock)
        {
            _disposed = true;
            listeners = [.. _listeners];
            _listeners.Clear();
        }

        foreach (var listener in listeners)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        await _switchboard.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for containers that are disposed synchronously; blocks until everything is closed.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Of a name with several addresses the one that every client tries: <c>localhost</c> is 127.0.0.1 to many, and to all in the end.</summary>
    private static IPAddress AddressOf(string host)
        => IPAddress.TryParse(host, out var address) ? address : Dns.GetHostAddresses(host).OrderBy(static found => found.AddressFamily != AddressFamily.InterNetwork).First();
}
