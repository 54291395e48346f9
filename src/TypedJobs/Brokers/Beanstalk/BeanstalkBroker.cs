using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk;
using TypedJobs.Beanstalk.Connections;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>Jobs in a beanstalkd. Connects when it is first used, and again whenever a connection is lost.</summary>
public sealed class BeanstalkBroker : IJobBroker, IDisposable
{
    /// <summary>
    /// The most that a server can be told to take (its -z). What it has taken must be readable here: a job that breaks the connection that
    /// reserves it would come again and again, and stand before all others.
    /// </summary>
    internal const int LargestJob = 1 << 30;

    private readonly BeanstalkBrokerOptions _options;
    private readonly BeanstalkAddress _address;
    private readonly ILoggerFactory? _loggerFactory;
    private readonly SharedConnection _producers;
    private readonly UsualPuts _puts;
    private readonly ConcurrentDictionary<BeanstalkConsumer, bool> _consumers = new();
    private readonly Deadlines _deadlines;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Creates a broker; nothing is connected yet.</summary>
    /// <param name="options">Which server, and which part of it.</param>
    /// <param name="loggerFactory">Takes the log; none if null.</param>
    /// <param name="timeProvider">The clock for timeouts and pauses; the system's if null.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it.</exception>
    public BeanstalkBroker(BeanstalkBrokerOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _puts = new UsualPuts(options);
        _address = BeanstalkAddress.Parse(options.Server);
        Server = _address.ToString();
        _time = timeProvider ?? TimeProvider.System;
        _deadlines = new Deadlines(_time);
        _logger = HarmlessLogger.Of<BeanstalkBroker>(loggerFactory);
        _loggerFactory = loggerFactory;
        _producers = new SharedConnection(ConnectProducersAsync, Server, _options, _time, _logger);
    }

    /// <summary>The server's address, as job ids name it.</summary>
    internal string Server { get; }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<JobId> PutAsync(BrokerMessage message, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var options = _puts.Of(message);
        var tube = options.Tube!.Value;
        using var deadline = _deadlines.Begin(timeout, cancellationToken);
        while (true)
        {
            using var connection = await RentAsync(tube, timeout, deadline.Token, cancellationToken).ConfigureAwait(false);
            try
            {
                return new JobId(Server, await connection.Client.PutAsync(message.Body, options, deadline.Token).ConfigureAwait(false));
            }
            catch (BeanstalkConnectionException exception) when (exception.Outcome == CommandOutcome.NotSent && !deadline.Token.IsCancellationRequested)
            {
                // The connection was lost before anything of this job was sent: there is time left for another.
                connection.Retire();
            }
            catch (BeanstalkException exception)
            {
                throw exception.ToBrokerException($"Enqueueing a job into tube '{tube}' on {Server} failed");
            }
            catch (CommandCanceledException exception) when (!cancellationToken.IsCancellationRequested && exception.Outcome == CommandOutcome.NotSent)
            {
                connection.Retire();
                throw new BrokerException(
                    $"{Server} was so busy that the job for tube '{tube}' could not be sent within {timeout}: too many commands are on their way to it unanswered.",
                    BrokerOutcome.NotSent,
                    exception);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                connection.Retire();
                throw new BrokerException(
                    $"{Server} did not answer within {timeout} whether it has stored the job for tube '{tube}'. It may have.", BrokerOutcome.Unknown, exception);
            }
        }
    }

    /// <inheritdoc/>
    public void PutTogether(Action begin)
    {
        ArgumentNullException.ThrowIfNull(begin);
        using var gathering = _producers.Gather();
        begin();
    }

    /// <inheritdoc/>
    public IJobConsumer OpenConsumer(IReadOnlyList<string> tubes)
    {
        ArgumentNullException.ThrowIfNull(tubes);
        if (tubes.Count == 0)
        {
            throw new ArgumentException("A consumer needs at least one tube.", nameof(tubes));
        }

        var consumer = new BeanstalkConsumer(
            ConnectConsumerAsync, Server, _options, [.. tubes.Select(_options.Qualify)], consumer => _consumers.TryRemove(consumer, out _), _time, _logger);
        _consumers.TryAdd(consumer, true);
        return consumer;
    }

    /// <summary>Closes every connection: jobs that were delivered and not settled go back to their tubes at once.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var consumer in _consumers.Keys)
        {
            await consumer.DisposeAsync().ConfigureAwait(false);
        }

        await _producers.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for containers that are disposed synchronously; blocks until everything is closed.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Task<BeanstalkClient> ConnectProducersAsync(CancellationToken cancellationToken)
        => BeanstalkClient.ConnectAsync(
            _address,
            new() { LoggerFactory = _loggerFactory, TimeProvider = _time, Connect = _options.Connect, Reconnect = new() { Enabled = false } },
            cancellationToken);

    /// <summary>
    /// Without a log of its own: a consumer has several connections, and tells once, not once each, that the server has gone. And handlers begin in the thread pool, side by
    /// side: they may take their time.
    /// </summary>
    private Task<BeanstalkClient> ConnectConsumerAsync(CancellationToken cancellationToken)
        => BeanstalkClient.ConnectAsync(
            _address,
            new()
            {
                TimeProvider = _time,
                MaxReplySize = LargestJob,
                Connect = _options.Connect,
                Reconnect = new() { Enabled = false },
                RunContinuationsAsynchronously = true,
            },
            cancellationToken);

    private async ValueTask<SharedConnection.Lease> RentAsync(
        TubeName tube, TimeSpan timeout, CancellationToken limited, CancellationToken cancellationToken)
    {
        try
        {
            return await _producers.RentAsync(limited).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = _producers.LastFailure;
            throw new BrokerException(
                $"{Server} was not reached within {timeout}, so the job for tube '{tube}' was not sent: {failure?.Message ?? "it did not answer"}",
                BrokerOutcome.NotSent,
                failure ?? exception);
        }
    }
}
