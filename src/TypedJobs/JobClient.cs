using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Brokers;
using TypedJobs.Envelopes;
using TypedJobs.Telemetry;

namespace TypedJobs;

/// <summary>Enqueues jobs through a broker. Needs no host: a broker is enough. The broker belongs to whoever made it, and is not disposed here.</summary>
public sealed class JobClient : IJobClient
{
    private readonly IJobBroker _broker;
    private readonly JobClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Creates a client.</summary>
    /// <param name="broker">Where jobs are put.</param>
    /// <param name="options">The options; the defaults if null.</param>
    /// <param name="loggerFactory">Takes the log; none if null.</param>
    /// <param name="timeProvider">The clock that event ids are taken from; the system's if null.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public JobClient(IJobBroker broker, JobClientOptions? options = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(broker);
        _broker = broker;
        _options = options ?? new JobClientOptions();
        _options.Validate();
        _logger = HarmlessLogger.Of<JobClient>(loggerFactory);
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public ValueTask<JobId> EnqueueAsync<T>(T job, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
        where T : IJob<T>
    {
        ArgumentNullException.ThrowIfNull(job);
        options?.Validate();
        return SendAsync(job, options, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public async ValueTask<IReadOnlyList<JobId>> EnqueueBatchAsync<T>(
        IEnumerable<T> jobs, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
        where T : IJob<T>
    {
        ArgumentNullException.ThrowIfNull(jobs);
        options?.Validate();

        // Read to the end before anything is sent: what goes wrong in the caller's sequence then leaves nothing behind.
        var all = jobs.ToArray();
        if (Array.FindIndex(all, static job => job is null) is >= 0 and var missing)
        {
            throw new ArgumentException($"Job {missing} of the batch is null.", nameof(jobs));
        }

        var batch = new EnqueueBatch(all.Length);
        for (var begun = 0; begun < all.Length && !batch.HasFailed;)
        {
            var window = all.AsMemory(begun, Math.Min(batch.NextWindow, all.Length - begun));
            begun += window.Length;
            _broker.PutTogether(() =>
            {
                foreach (var job in window.Span)
                {
                    batch.Add(SendAsync(job, options, cancellationToken).AsTask());
                }
            });
            await batch.MakeRoomAsync().ConfigureAwait(false);
        }

        return await batch.FinishAsync().ConfigureAwait(false);
    }

    internal ValueTask<JobId> SendAsync<T>(T job, EnqueueOptions? options, CancellationToken cancellationToken)
        where T : IJob<T>
        => SendObservation.IsWanted ? PutObservedAsync(job, options, cancellationToken) : PutAsync(job, options, cancellationToken);

    /// <summary>A method of its own, so that what nobody observes pays nothing for it.</summary>
    private async ValueTask<JobId> PutObservedAsync<T>(T job, EnqueueOptions? options, CancellationToken cancellationToken)
        where T : IJob<T>
    {
        using var observation = SendObservation.Begin(T.Contract, _time);
        try
        {
            var id = await PutAsync(job, options, cancellationToken).ConfigureAwait(false);
            observation.Succeed(id);
            return id;
        }
        catch (Exception exception)
        {
            observation.Fail(exception);
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<JobId> PutAsync<T>(T job, EnqueueOptions? options, CancellationToken cancellationToken)
        where T : IJob<T>
    {
        var contract = T.Contract;
        var eventId = Guid.CreateVersion7(_time.GetUtcNow());
        var writer = EnvelopeWriter.Rent();
        var message = new BrokerMessage
        {
            Tube = contract.Tube,
            Body = contract.Format == JobFormat.Bare ? writer.WriteBare(job, contract) : writer.Write(job, contract, eventId),
            Priority = options?.Priority ?? contract.Priority,
            Delay = options?.Delay ?? contract.Delay,
            TimeToRun = options?.TimeToRun ?? contract.TimeToRun,
        };
        var id = await _broker.PutAsync(message, options?.Timeout ?? _options.EnqueueTimeout, cancellationToken).ConfigureAwait(false);

        // Only now: while the broker may still send them, the bytes must stay as they are.
        EnvelopeWriter.Return(writer);
        if (contract.Format == JobFormat.Bare)
        {
            Log.EnqueuedBare(_logger, contract.Name, id);
        }
        else
        {
            Log.Enqueued(_logger, contract.Name, id, eventId);
        }

        return id;
    }
}
