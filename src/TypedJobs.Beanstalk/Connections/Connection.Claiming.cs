namespace TypedJobs.Beanstalk.Connections;

/// <content>When there is something to send, and who does it.</content>
internal sealed partial class Connection
{
    /// <summary>
    /// While the server has so many to answer, further commands are sent only when they are a quarter as many: a send of one costs more than all the rest of
    /// it, and gains nothing as long as the server is busy. One that is far away may not be, so they are held back for <see cref="LongestHold"/>
    /// at most.
    /// </summary>
    private const int Plenty = 16;

    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(1);

    /// <summary>A server may read on before it answers.</summary>
    private static readonly TimeSpan LongestCongestion = TimeSpan.FromMilliseconds(10);

    private readonly ITimer _hold;
    private bool _isHolding;
    private bool _isHeldForLong;

    // On the thread that receives, which needs no timer for it.
    private long? _heldSince;

    private bool _sending;

    // Set by whoever is the one that sends, for itself.
    private bool _isQuiet;

    // While nobody is at it: whether it waits for the pool, or for an answer.
    private bool _isQueued;
    private bool _hasRest;

    /// <summary>Where callers go on on the thread that receives, none of them sends: what they ask for is sent together when all of them have.</summary>
    /// <returns>Whether the caller is now the one that sends.</returns>
    public bool ClaimSendingWithLock() => _receiving is not { IsCurrent: true } && ClaimWithLock();

    private bool ClaimWithLock()
    {
        var due = _state == ConnectionState.Finishing
            ? !_finished
            : _state == ConnectionState.Open && !_session.IsGatheringWithLock && _waiting.Count > 0 && IsWorthSendingWithLock();
        if (!due || _sending)
        {
            HoldWithLock();
            return false;
        }

        _sending = true;
        _isQuiet = _sent.Count == 0;
        return true;
    }

    /// <summary>Whether enough waits, and has room, for a send.</summary>
    private bool IsWorthSendingWithLock()
        => _isHeldForLong || _sent.Count < Plenty || Math.Min(_waiting.Count, Window - _sent.Count) >= _sent.Count / 4;

    /// <summary>Sees to it that what has room, but is not worth sending, is sent nevertheless, in a while.</summary>
    private void HoldWithLock()
    {
        if (_sending || _state != ConnectionState.Open || _session.IsGatheringWithLock || _waiting.Count == 0 || _sent.Count >= Window)
        {
            _heldSince = null;
            return;
        }

        if (_receiving is { IsCurrent: true })
        {
            _heldSince ??= _time.GetTimestamp();
        }
        else if (!_isHolding)
        {
            _isHolding = true;
            _ = _hold.Change(LongestHold, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>
    /// What the server had no room for, the thread that receives sends with the next answer: by then the server has read something. To be told by the system when
    /// there is room costs more. Only if no answer is to come before all is sent, there is no other way.
    /// </summary>
    private bool TryLeaveRest()
    {
        lock (_lock)
        {
            _hasRest = _state == ConnectionState.Open && _sent.Count > _inLastSend;
            if (_hasRest && _receiving is not { IsCurrent: true } && !_isHolding)
            {
                _isHolding = true;
                _ = _hold.Change(LongestCongestion, Timeout.InfiniteTimeSpan);
            }

            return _hasRest;
        }
    }

    /// <returns>Whether the caller is now the one that sends, in place of the pool.</returns>
    private bool ClaimQueuedWithLock()
    {
        var queued = _isQueued;
        _isQueued = false;
        return queued;
    }

    /// <returns>Whether the caller is now the one that sends the rest.</returns>
    private bool ClaimRestWithLock()
    {
        if (!_hasRest)
        {
            return false;
        }

        _hasRest = false;
        return _isQuiet = true;
    }

    /// <summary>On the thread that receives, when all who have an answer have asked for what comes next: that is one send.</summary>
    /// <returns>How long it may wait for more answers before this is called again.</returns>
    private TimeSpan SendTogether()
    {
        bool send;
        lock (_lock)
        {
            _isHeldForLong |= _heldSince is { } since && _time.GetElapsedTime(since) >= LongestHold;
            send = ClaimRestWithLock() || ClaimQueuedWithLock() || ClaimWithLock();
        }

        if (send)
        {
            Send();
        }

        return _heldSince is not null ? LongestHold : _hasRest ? LongestCongestion : Timeout.InfiniteTimeSpan;
    }

    private void EndHold()
    {
        bool send;
        lock (_lock)
        {
            _isHolding = false;
            _isHeldForLong = _waiting.Count > 0 && _sent.Count < Window;
            send = ClaimRestWithLock() || ClaimSendingWithLock();
        }

        SendIf(send);
    }
}
