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
/// <para>
/// What time-to-run a job was put with is in no reply to a reserve, and may differ from what its contract says. So the first touch comes
/// after a third of the shortest that there is, and asks. Handlers that are done by then cost the broker nothing.
/// </para>
/// <para>
/// The time-to-run is also counted here, from before each touch is sent: a broker that falls silent tells nobody that it has given the job to another.
/// </para>
/// <para>
/// It holds one job after the other, as long as nothing happened to them (<see cref="IsReusable"/>): its timers would be most of what a job costs. The token is each
/// job's own, since a handler that was left behind, or what it has begun, may still look at it.
/// </para>
/// </remarks>
[SuppressMessage("Usage", "CA2213", Justification = "Sources without a timer or a wait handle hold nothing; neither does a timer that is not set.")]
internal sealed class Lease
{
    private static readonly TimeSpan FirstTouch = Heartbeat.PauseIn(TimeSpan.FromSeconds(1));

    private readonly Lock _lock = new();
    private readonly TimeSpan? _timeout;
    private readonly Action? _overdue;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _firstTouch;
    private readonly ITimer? _limit;
    private JobContext _job = null!;
    private CancellationTokenSource _handler = null!;
    private CancellationTokenRegistration _lost;
    private CancellationTokenRegistration _shutdown;
    private long _begun;
    private long? _overSince;
    private bool _isHolding;
    private CancellationTokenSource? _ended;
    private Task _heartbeat = Task.CompletedTask;

    /// <param name="timeout">How long the handler may take; null if that does not matter.</param>
    /// <param name="overdue">Called when the handler has not ended <see cref="HandlerRunner.Grace"/> after that.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the log.</param>
    public Lease(TimeSpan? timeout, Action? overdue, TimeProvider time, ILogger logger)
    {
        (_timeout, _overdue, _time, _logger) = (timeout, overdue, time, logger);
        _firstTouch = CreateTimer(static lease => ((Lease)lease!).BeginToTouch());
        _limit = timeout is null ? null : CreateTimer(static lease => ((Lease)lease!).LosePatience());
    }

    /// <summary>Whether it can hold another job: nothing that has heard of the last one can still speak of it.</summary>
    public bool IsReusable { get; private set; }

    /// <summary>Begins to hold a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="shutdown">Cancelled when handlers must end because the worker does.</param>
    /// <returns>The handler's token.</returns>
    public CancellationToken Begin(JobContext job, CancellationToken shutdown)
    {
        var handler = new CancellationTokenSource();
        lock (_lock)
        {
            (_job, _handler, _begun, _overSince, _isHolding) = (job, handler, _time.GetTimestamp(), null, true);
        }

        _shutdown = shutdown.UnsafeRegister(static lease => ((Lease)lease!).Cancel(JobCancellationReason.Shutdown), this);
        _lost = job.Delivery.Lost.UnsafeRegister(static lease => ((Lease)lease!).Lose("its connection was lost"), this);
        _ = _firstTouch.Change(FirstTouch, Timeout.InfiniteTimeSpan);
        _ = _limit?.Change(_timeout!.Value, Timeout.InfiniteTimeSpan);
        return handler.Token;
    }

    /// <summary>Ends the touching; a touch on its way is waited for, so that it never meets the job's settlement.</summary>
    public ValueTask EndAsync()
    {
        lock (_lock)
        {
            _isHolding = false;
        }

        _ = _firstTouch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = _limit?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var isUnheardOf = IsOver(_shutdown) & IsOver(_lost);
        IsReusable = isUnheardOf && _ended is null && _job.CancellationReason == JobCancellationReason.None;
        return _ended is null ? ValueTask.CompletedTask : EndTouchingAsync(_ended);

        static bool IsOver(CancellationTokenRegistration registration) => registration == default || registration.Unregister();
    }

    private async ValueTask EndTouchingAsync(CancellationTokenSource ended)
    {
        await ended.CancelAsync().ConfigureAwait(false);
        await _heartbeat.ConfigureAwait(false);
    }

    /// <summary>A timer that is not set yet, and that belongs to no job: whatever is current with the one that happens to be the first is not its own.</summary>
    private ITimer CreateTimer(TimerCallback callback)
    {
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            return _time.CreateTimer(callback, this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A timer that was set for the last job may still come, too soon for this one: that does no harm.</summary>
    private void BeginToTouch()
    {
        lock (_lock)
        {
            if (_isHolding && _ended is null)
            {
                var (job, heldSince, ended) = (_job, _begun, new CancellationTokenSource());
                _ended = ended;
                _heartbeat = Task.Run(() => BeatAsync(job.Delivery, job.Route.Contract.TimeToRun, heldSince, ended.Token));
            }
        }
    }

    /// <param name="delivery">The job's delivery.</param>
    /// <param name="usual">Its time-to-run as far as anybody knows before the broker has answered.</param>
    /// <param name="heldSince">When it was received.</param>
    /// <param name="ended">Cancelled when the job is to be held no longer.</param>
    private async Task BeatAsync(IJobDelivery delivery, TimeSpan usual, long heldSince, CancellationToken ended)
    {
        try
        {
            if (await InTimeAsync(usual, heldSince, limit => delivery.GetRecordAsync(limit)).ConfigureAwait(false) is not { } record)
            {
                Lose("someone deleted it");
                return;
            }

            var pause = Heartbeat.PauseIn(record.TimeToRun);
            while (true)
            {
                var sent = _time.GetTimestamp();
                if (!await InTimeAsync(record.TimeToRun, heldSince, limit => delivery.TouchAsync(limit)).ConfigureAwait(false))
                {
                    Lose("its time-to-run was over, or someone deleted it");
                    return;
                }

                heldSince = sent;
                await Task.Delay(pause, _time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (ended.IsCancellationRequested)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Lose("the broker did not answer before its time-to-run was over");
        }
        catch (BrokerException exception)
        {
            Lose(exception.Message);
        }
    }

    /// <summary>What is not answered before the time-to-run is over comes too late, whatever the answer will be: somebody else may have the job by then.</summary>
    private async Task<T> InTimeAsync<T>(TimeSpan timeToRun, long heldSince, Func<CancellationToken, ValueTask<T>> ask)
    {
        // A process that stood still asks all the same.
        var left = timeToRun - _time.GetElapsedTime(heldSince);
        left = left > FirstTouch ? left : FirstTouch;
        using var limit = new CancellationTokenSource(left < Heartbeat.LongestPause ? left : Heartbeat.LongestPause, _time);
        return await ask(limit.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// Looks at the time itself: the timer may have been set for the last job, or may come a little early. It may also come very late, in a process that stood still;
    /// so the time that a handler has to end begins when its token is cancelled.
    /// </summary>
    private void LosePatience()
    {
        lock (_lock)
        {
            if (!_isHolding)
            {
                return;
            }

            var left = _overSince is { } since ? HandlerRunner.Grace - _time.GetElapsedTime(since) : _timeout!.Value - _time.GetElapsedTime(_begun);
            if (left <= TimeSpan.Zero && _overSince is not null)
            {
                _overdue?.Invoke();
                return;
            }

            if (left <= TimeSpan.Zero)
            {
                _overSince = _time.GetTimestamp();
                left = HandlerRunner.Grace;
                Cancel(JobCancellationReason.HandlerTimeout);
            }

            _ = _limit!.Change(left, Timeout.InfiniteTimeSpan);
        }
    }

    private void Lose(string how)
    {
        if (Cancel(JobCancellationReason.LeaseLost))
        {
            var (name, _, id, eventId) = _job.Identity;
            WorkerMeter.LeasesLost.Count(1, new() { { MessagingTags.JobName, name } });
            Log.LeaseLost(_logger, name, id, eventId, how);
        }
    }

    private bool Cancel(JobCancellationReason reason)
    {
        if (!_job.TryCancel(reason))
        {
            return false;
        }

        // Callbacks are the handler's code: not on the thread of a timer or of a connection.
        _ = CancelHandlerAsync(_job, _handler);
        return true;
    }

    private async Task CancelHandlerAsync(JobContext job, CancellationTokenSource handler)
    {
        try
        {
            await handler.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            var (name, _, id, eventId) = job.Identity;
            Log.CancellationCallbackFailed(_logger, name, id, eventId, exception);
        }
    }
}
