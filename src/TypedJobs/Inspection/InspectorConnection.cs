using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;

namespace TypedJobs.Inspection;

/// <summary>
/// The connection that an inspector asks over, of its own, so that what it peeks at, however large, holds up no producer. Made when it is first wanted.
/// </summary>
internal sealed class InspectorConnection : IAsyncDisposable
{
    /// <summary>How long to try to reach the server; what it then takes to answer is bounded by the client.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly BeanstalkAddress _address;
    private readonly BeanstalkClientOptions _options;
    private readonly SharedConnection _shared;
    private readonly TimeProvider _time;

    public InspectorConnection(BeanstalkBrokerOptions options, ILogger logger, TimeProvider time)
    {
        _address = BeanstalkAddress.Parse(options.Server);
        _options = new()
        {
            TimeProvider = time,
            MaxReplySize = BeanstalkBroker.LargestJob,
            Connect = options.Connect,
            Reconnect = new() { Enabled = false },
        };
        _time = time;
        Server = _address.ToString();
        _shared = new SharedConnection(token => BeanstalkClient.ConnectAsync(_address, _options, token), Server, options, time, logger);
    }

    /// <summary>The server's address, as job ids name it.</summary>
    public string Server { get; }

    /// <summary>Asks the server something.</summary>
    /// <exception cref="BrokerException">It was not reached, or did not answer as it should.</exception>
    public async ValueTask<T> AskAsync<T>(Func<BeanstalkClient, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        using var lease = await RentAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ask(lease.Client).ConfigureAwait(false);
        }
        catch (BeanstalkException exception)
        {
            throw exception.ToBrokerException($"Inspecting {Server} failed");
        }
    }

    /// <summary>A connection for one purpose; the caller closes it.</summary>
    /// <exception cref="BrokerException">The server was not reached.</exception>
    public async Task<BeanstalkClient> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await BeanstalkClient.ConnectAsync(_address, _options, cancellationToken).ConfigureAwait(false);
        }
        catch (BeanstalkException exception)
        {
            throw exception.ToBrokerException($"Inspecting {Server} failed");
        }
    }

    public ValueTask DisposeAsync() => _shared.DisposeAsync();

    private async ValueTask<SharedConnection.Lease> RentAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _shared.RentAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = _shared.LastFailure;
            throw new BrokerException(
                $"{Server} was not reached within {Patience}, so it was not asked: {failure?.Message ?? "it did not answer"}", BrokerOutcome.NotSent, failure ?? exception);
        }
    }
}
