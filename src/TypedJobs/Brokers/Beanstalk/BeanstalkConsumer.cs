using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk;
using TypedJobs.Failures;
using TypedJobs.Telemetry;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// A pool of connections for the same tubes. Receives share them by <see cref="Rotation"/>: one for those from all tubes, and one for each set of tubes that
/// others leave out.
/// </summary>
internal sealed partial class BeanstalkConsumer(
    Func<CancellationToken, Task<BeanstalkClient>> connect,
    string server,
    BeanstalkBrokerOptions options,
    IReadOnlyList<TubeName> tubes,
    Action<BeanstalkConsumer> disposed,
    TimeProvider time,
    ILogger logger) : IJobConsumer
{
    private static readonly ReconnectOptions Pauses = new();

    private readonly Lock _lock = new();
    private readonly List<ConsumerConnection> _holders = [];
    private readonly HashSet<ConsumerConnection> _open = [];

    /// <summary>One receive at a time connects: a server that is down is asked by one, and reported by one.</summary>
    [SuppressMessage("Usage", "CA2213", Justification = "A semaphore without a wait handle holds nothing, and receives may still be waiting for it.")]
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly Dictionary<string, Rotation> _rotations = [];
    private Rotation? _ofAllTubes;
    private bool _reachable = true;

    /// <summary>How many connections were lost and not made again yet.</summary>
    private int _lost;
    private bool _disposed;

    public async ValueTask<IJobDelivery> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReceiveAsync([], ConsumerConnection.LongestReserve, cancellationToken).ConfigureAwait(false) is { } delivery)
            {
                return delivery;
            }
        }
    }

    public ValueTask<IJobDelivery?> ReceiveAsync(IReadOnlyCollection<string> except, TimeSpan patience, CancellationToken cancellationToken)
        => (except.Count == 0 ? OfAllTubes() : RotationWithout(except)).ReceiveAsync(patience, cancellationToken);

    public void Reopen(IReadOnlyCollection<string> tubes)
    {
        var names = tubes.Select(options.Qualify).ToList();
        Rotation[] rotations;
        lock (_lock)
        {
            rotations = [.. _rotations.Values.Where(rotation => rotation.Closed.Any(names.Contains))];
        }

        _ = rotations.Any(static rotation => rotation.TrySendOn());
    }

    public async ValueTask<IJobDelivery?> ReceiveLeftoverAsync(IReadOnlyCollection<string> except)
    {
        var tubes = except.Select(options.Qualify).ToList();
        Rotation[] rotations;
        lock (_lock)
        {
            rotations = [.. _rotations.Values.Where(rotation => tubes.All(rotation.Closed.Contains))];
        }

        foreach (var rotation in rotations)
        {
            if (await rotation.ReceiveLeftoverAsync().ConfigureAwait(false) is { } delivery)
            {
                return delivery;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        ConsumerConnection[] open;
        Rotation[] rotations;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            rotations = [.. _rotations.Values];
            open = [.. _open];
            _open.Clear();
            _idle.Clear();
            _holders.Clear();
        }

        foreach (var rotation in rotations)
        {
            rotation.Dispose();
        }

        await _endSweeping.CancelAsync().ConfigureAwait(false);
        if (_sweeping is not null)
        {
            await _sweeping.DisposeAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(open.Select(static connection => connection.CloseAsync())).ConfigureAwait(false);
        _endSweeping.Dispose();
        disposed(this);
    }

    /// <summary>A job as the application knows it.</summary>
    internal JobId IdOf(ulong job) => new(server, job);

    /// <summary>A tube as the application calls it.</summary>
    internal string NameOf(TubeName tube) => options.Unqualify(tube);

    /// <summary>The tube of the failure records of a tube.</summary>
    /// <exception cref="BrokerException">The application's prefix leaves no room for it.</exception>
    internal TubeName FailuresOf(string tube) => CompanionOf(tube, FailureRecord.TubeEnding);

    /// <summary>The tube of the alibis of a job.</summary>
    /// <exception cref="BrokerException">The application's prefix leaves no room for it.</exception>
    internal TubeName AlibisOf(string tube, ulong job) => CompanionOf(tube, Alibis.TubeEnding(job));

    /// <summary>A connection that holds nothing.</summary>
    internal async ValueTask<ConsumerConnection> TakeAsync(CancellationToken cancellationToken)
        => TakeIdle() ?? await ConnectAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>How long to wait after so many failures in a row.</summary>
    internal static TimeSpan PauseAfter(int failures) => Pauses.PauseAfter(failures);

    /// <summary>Closes a connection; a job that it holds goes back.</summary>
    internal Task CloseAsync(ConsumerConnection connection)
    {
        lock (_lock)
        {
            _lost += _open.Remove(connection) && !connection.IsConnected ? 1 : 0;
            _holders.Remove(connection);
        }

        return connection.CloseAsync();
    }

    private Rotation OfAllTubes()
    {
        lock (_lock)
        {
            return _ofAllTubes ??= AddRotationWithLock(string.Empty, ConsumerConnection.NoTubes);
        }
    }

    private Rotation RotationWithout(IReadOnlyCollection<string> except)
    {
        // No tube's name has a space.
        var key = string.Join(' ', except.Order(StringComparer.Ordinal));
        lock (_lock)
        {
            return _rotations.GetValueOrDefault(key) ?? AddRotationWithLock(key, [.. except.Select(options.Qualify)]);
        }
    }

    private Rotation AddRotationWithLock(string key, IReadOnlyCollection<TubeName> closed)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _rotations[key] = new Rotation(this, closed, time);
    }

    private async Task<ConsumerConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var failures = 1; ; failures++)
            {
                try
                {
                    var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
                    ReportReached();
                    return connection;
                }
                catch (Exception exception) when (exception is not (OperationCanceledException or ObjectDisposedException))
                {
                    _reachable = false;
                    var pause = PauseAfter(failures);
                    Log.ConnectFailed(logger, server, pause, exception.Message);
                    await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<ConsumerConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new ConsumerConnection(this, await connect(cancellationToken).ConfigureAwait(false), server, time, logger);
        try
        {
            await connection.WatchAsync(tubes, cancellationToken).ConfigureAwait(false);
            await BeginSweepingAsync(connection, cancellationToken).ConfigureAwait(false);
            bool replaces;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                _open.Add(connection);
                replaces = _lost > 0;
                _lost -= replaces ? 1 : 0;
            }

            if (replaces)
            {
                BrokerMeter.Reconnects.Count();
            }

            connection.Lost.UnsafeRegister(state => OnLost((ConsumerConnection)state!), connection);
            return connection;
        }
        catch
        {
            await connection.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void ReportReached()
    {
        if (!Interlocked.Exchange(ref _reachable, true))
        {
            Log.Connected(logger, server);
        }
    }

    private TubeName CompanionOf(string tube, string ending)
    {
        try
        {
            return options.Qualify(tube + ending);
        }
        catch (ArgumentException exception)
        {
            throw new BrokerException($"The tube '{tube}' can have no companion '{tube}{ending}': {exception.Message}", BrokerOutcome.NotSent, exception);
        }
    }

    /// <summary>A server that goes takes all connections with it: the first one tells.</summary>
    internal void ReportLoss(Exception exception)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }
        }

        if (Interlocked.Exchange(ref _reachable, false))
        {
            Log.ConnectionLost(logger, server, exception.Message);
        }
    }
}
