using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;
using TypedJobs.Telemetry;

namespace TypedJobs.Workers;

/// <summary>
/// Holds a job while its handler runs: touches it at a third of its time-to-run, and cancels the handler's token when the worker stops,
/// when the handler has taken too long, or when the job is lost. The first reason stays.
/// </summary>
/// <remarks>
/// What time-to-run a job was put with is in no reply to a reserve, and may differ from what its contract says. So the first touch comes
/// after a third of the shortest that there is, and asks. Handlers that are done by then cost the broker nothing.
/// <para>
/// The time-to-run is also counted here, from before each touch is sent: a broker that falls silent tells nobody that it has given the job to another.
/// </para>
/// </remarks>
[SuppressMessage("Usage", "CA2213", Justification = "Sources without a timer or a wait handle hold nothing, and handlers that were left behind may still look at their token.")]
internal sealed class Lease : IAsyncDisposable
{
    private const int TouchesInATimeToRun = 3;

    private static readonly TimeSpan FirstTouch = TimeSpan.FromSeconds(1) / TouchesInATimeToRun;

    /// <summary>A time-to-run may be longer than a timer can wait.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _handler = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly IJobDelivery _delivery;
    private readonly JobIdentity _job;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenRegistration _lost;
    private readonly CancellationTokenRegistration _shutdown;
    private readonly ITimer? _timeout;
    private readonly Task _heartbeat;
    private int _reason;

    /// <param name="delivery">The job.</param>
    /// <param name="job">What the log calls it.</param>
    /// <param name="handlerTimeout">How long the handler may take; null if that does not matter.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the log.</param>
    /// <param name="shutdown">Cancelled when handlers must end because the worker does.</param>
    public Lease(IJobDelivery delivery, JobIdentity job, TimeSpan? handlerTimeout, TimeProvider time, ILogger logger, CancellationToken shutdown)
    {
        (_delivery, _job, _time, _logger) = (delivery, job, time, logger);
        _shutdown = shutdown.UnsafeRegister(static lease => ((Lease)lease!).Cancel(JobCancellationReason.Shutdown), this);
        _lost = delivery.Lost.UnsafeRegister(static lease => ((Lease)lease!).Lose("its connection was lost"), this);
        _timeout = handlerTimeout is { } timeout
            ? time.CreateTimer(static lease => ((Lease)lease!).Cancel(JobCancellationReason.HandlerTimeout), this, timeout, Timeout.InfiniteTimeSpan)
            : null;
        _heartbeat = BeatAsync();
    }

    /// <summary>The handler's token.</summary>
    public CancellationToken Token => _handler.Token;

    /// <summary>Why the token is cancelled.</summary>
    public JobCancellationReason Reason => (JobCancellationReason)Volatile.Read(ref _reason);

    /// <summary>Ends the touching; a touch on its way is waited for, so that it never meets the job's settlement.</summary>
    public async ValueTask DisposeAsync()
    {
        _shutdown.Unregister();
        _lost.Unregister();
        if (_timeout is not null)
        {
            await _timeout.DisposeAsync().ConfigureAwait(false);
        }

        await _ended.CancelAsync().ConfigureAwait(false);
        await _heartbeat.ConfigureAwait(false);
    }

    private async Task BeatAsync()
    {
        var heldSince = _time.GetTimestamp();
        await Task.Delay(FirstTouch, _time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            if (_ended.IsCancellationRequested)
            {
                return;
            }

            if (await _delivery.GetRecordAsync().ConfigureAwait(false) is not { } record)
            {
                Lose("someone deleted it");
                return;
            }

            var pause = record.TimeToRun / TouchesInATimeToRun;
            pause = pause < LongestPause ? pause : LongestPause;
            while (true)
            {
                var sent = _time.GetTimestamp();
                if (!await TouchAsync(record.TimeToRun - _time.GetElapsedTime(heldSince)).ConfigureAwait(false))
                {
                    Lose("its time-to-run was over, or someone deleted it");
                    return;
                }

                heldSince = sent;
                await Task.Delay(pause, _time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_ended.IsCancellationRequested)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Lose("the broker did not answer a touch before its time-to-run was over");
        }
        catch (BrokerException exception)
        {
            Lose(exception.Message);
        }
    }

    /// <summary>A touch that is not answered before the time-to-run is over comes too late, whatever the answer will be: somebody else may have the job by then.</summary>
    private async Task<bool> TouchAsync(TimeSpan left)
    {
        // A process that stood still asks all the same.
        left = left > FirstTouch ? left : FirstTouch;
        using var limit = new CancellationTokenSource(left < LongestPause ? left : LongestPause, _time);
        return await _delivery.TouchAsync(limit.Token).ConfigureAwait(false);
    }

    private void Lose(string how)
    {
        if (Cancel(JobCancellationReason.LeaseLost))
        {
            WorkerMeter.LeasesLost.Add(1, new KeyValuePair<string, object?>(MessagingTags.JobName, _job.Name));
            Log.LeaseLost(_logger, _job.Name, _job.Id, _job.EventId, how);
        }
    }

    private bool Cancel(JobCancellationReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)JobCancellationReason.None) != (int)JobCancellationReason.None)
        {
            return false;
        }

        // Callbacks are the handler's code: not on the thread of a timer or of a connection.
        _ = CancelHandlerAsync();
        return true;
    }

    private async Task CancelHandlerAsync()
    {
        try
        {
            await _handler.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            Log.CancellationCallbackFailed(_logger, _job.Name, _job.Id, _job.EventId, exception);
        }
    }
}
