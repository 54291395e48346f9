using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk;

/// <summary>
/// A client of beanstalkd over one connection: one method for each command of the protocol, named after it.
/// <para>
/// Any number of callers may use it at once. Commands do not wait for each other's replies; they are sent together and answered in order.
/// The server works a connection's commands off one by one, so everything behind a <see cref="ReserveAsync"/> that waits for a job waits
/// with it: give such a reserve a connection of its own. Watched tubes and held jobs belong to the connection.
/// </para>
/// <para>
/// The client does not reconnect. When the connection is over, every command throws <see cref="BeanstalkConnectionException"/> at once.
/// </para>
/// </summary>
public sealed partial class BeanstalkClient : IAsyncDisposable
{
    private readonly Connection _connection;

    private BeanstalkClient(BeanstalkAddress address, Connection connection, ServerStats stats)
    {
        Address = address;
        ServerId = stats.Id;
        MaxJobSize = stats.MaxJobSize is > 0 and <= long.MaxValue ? (long)stats.MaxJobSize : long.MaxValue;
        _connection = connection;
    }

    /// <summary>The server's address, as it was given.</summary>
    public BeanstalkAddress Address { get; }

    /// <summary>A random text that is new with each server process (<c>id</c> of <c>stats</c>): with another one, job ids mean other jobs. Empty if the server gives none.</summary>
    public string ServerId { get; }

    /// <summary>The largest body that the server takes, in bytes (its <c>-z</c> argument, 65,535 by default), as it said on connecting. A server that does not say has no limit here.</summary>
    public long MaxJobSize { get; }

    /// <summary>Whether commands can be sent. Only a command's result shows whether the server is still there.</summary>
    public bool IsConnected => _connection.IsOpen;

    /// <summary>Ends, without an exception, as soon as the connection is over, for whatever reason: the server then has all jobs back that it held.</summary>
    public Task Completion => _connection.Ended;

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
                : await SocketTransport.ConnectAsync(address, token).ConfigureAwait(false),
            address, options, cancellationToken);
    }

    /// <summary>Connects over any transport: a server in the same process needs no socket.</summary>
    internal static Task<BeanstalkClient> ConnectAsync(
        IDuplexPipe transport, BeanstalkAddress address, BeanstalkClientOptions? options = null, CancellationToken cancellationToken = default)
        => ConnectAsync(_ => Task.FromResult(transport), address, options ?? new(), cancellationToken);

    /// <summary>
    /// Says goodbye: commands sent so far are answered, then the connection closes and the server gives back at once the jobs that it held.
    /// A reserve that waits is answered with <see cref="ReserveResult.TimedOut"/>. Harmless when repeated.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for the answers; the connection then closes without them.</param>
    public async ValueTask QuitAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _connection.QuitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Closes the connection at once. Commands that wait for an answer fail; the server gives back at once the jobs that the connection held,
    /// which counts as neither release nor timeout. Harmless when repeated.
    /// </summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task<BeanstalkClient> ConnectAsync(
        Func<CancellationToken, Task<IDuplexPipe>> connect, BeanstalkAddress address, BeanstalkClientOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var transport = await connect(either.Token).ConfigureAwait(false);
            return await GreetAsync(transport, address, options, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested)
        {
            throw CannotConnect(address, $"no answer within {options.ConnectTimeout.TotalSeconds:0.###} seconds", cancelled);
        }
        catch (SocketException refused)
        {
            throw CannotConnect(address, refused.Message, refused);
        }
        catch (BeanstalkException failed)
        {
            throw CannotConnect(address, $"what listens there does not answer as beanstalkd does. {failed.Message}", failed);
        }
    }

    /// <summary>The first exchange, which also shows that it is a beanstalkd.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The client owns the connection.")]
    private static async Task<BeanstalkClient> GreetAsync(
        IDuplexPipe transport, BeanstalkAddress address, BeanstalkClientOptions options, CancellationToken cancellationToken)
    {
        var logger = options.LoggerFactory?.CreateLogger<BeanstalkClient>() ?? NullLogger<BeanstalkClient>.Instance;
        var connection = new Connection(transport, address, options.MaxReplySize, logger);
        try
        {
            var stats = await connection.SendAsync<StatsCommand, ServerStats>(default, cancellationToken).ConfigureAwait(false);
            Log.Connected(logger, stats.Version, address);
            return new BeanstalkClient(address, connection, stats);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static BeanstalkConnectionException CannotConnect(BeanstalkAddress address, string reason, Exception cause)
    {
        var advice = address.Name is not null ? string.Empty
            : $" Is beanstalkd running? 'beanstalkd {(address.Path is { } path ? $"-l unix:{path}" : $"-l {address.Host} -p {address.Port}")}' starts one there.";
        return new BeanstalkConnectionException($"Cannot connect to {address}: {reason}.{advice}", CommandOutcome.NotSent, cause);
    }

    private ValueTask<TResult> SendAsync<TCommand, TResult>(
        TCommand command, CancellationToken cancellationToken, TubeName? tube = null, bool blocks = false)
        where TCommand : struct, ICommand<TResult>
        => _connection.SendAsync<TCommand, TResult>(command, cancellationToken, tube, blocks);
}
