using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TypedJobs.Workers;

/// <summary>
/// Lets a suspect run alone: when its process ends meanwhile, it was this job that has ended it, and none of its neighbours.
/// <para>
/// When a process dies, every job that it held has been delivered once more with nothing said of it, and the broker does not tell which of them did it. Where
/// that happens again and again, the neighbours would reach <see cref="WorkerOptions.MaxDeliveries"/> together with the culprit. So a job that has come
/// so often that it could be the culprit is no longer run beside others. It waits, held and touched, for its turn. Then no worker of the process begins another job, and
/// the turn begins when what had begun before has ended. While it waits the suspect has an alibi, a mark on the broker that outlives the process
/// (<see cref="Brokers.IJobDelivery.PutAlibiAsync"/>): a delivery with an alibi does not count. So what counts from then on are the processes that have ended
/// while it ran alone, or before it could be given an alibi.
/// </para>
/// <para>
/// Nobody waits for ever: what had begun before is waited for, and others wait for the turn to end, for as long as the job's history asks for
/// (<see cref="TurnBefore"/>): ten seconds when the job has ten deliveries left or fewer, and half as long for each one more that it has left, down to half a
/// second. What ends a process mostly does so at once; so a hundred innocent jobs that were all cut short by a crash do not wait for each other's end, and one
/// that takes its time does not run beside the culprit when that could cost it its last delivery. Between two turns all that waited for the first begins, so
/// many suspects hold up nobody for longer than one does. Whose turn it is among several is random, so that nobody is always behind the same other.
/// </para>
/// </summary>
/// <param name="time">The clock.</param>
[SuppressMessage("Design", "CA1001", Justification = "A turn belongs to the job that has it.")]
internal sealed class SuspectLane(TimeProvider time)
{
    /// <summary>With so few deliveries left, a job has the longest turn.</summary>
    private const int LastDeliveries = 10;

    /// <summary>With so many left, it has the shortest: they differ by less than two to the power of this.</summary>
    private const int MostHalvings = 5;

    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromSeconds(0.5);

    private static readonly ConditionalWeakTable<TimeProvider, SuspectLane> Lanes = [];

    private readonly TimeProvider _time = time;
    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource> _others = [];
    private readonly List<(TaskCompletionSource<Turn> Waiting, Turn Turn)> _suspects = [];
    private (TaskCompletionSource<Turn> Waiting, Turn Turn)? _next;
    private Turn? _current;

    // The jobs of this process that do not wait here.
    private int _running;
    private volatile bool _isClosed;

    /// <summary>The one lane of a process: it ends with all of its workers. Only those that a test gives a clock of their own stay apart.</summary>
    public static SuspectLane Of(TimeProvider time) => Lanes.GetValue(time, static time => new SuspectLane(time));

    /// <summary>Whether somebody is to be alone, so that others wait.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>How long a suspect waits for others at most, and others for it.</summary>
    /// <param name="deliveriesLeft">How often it may be delivered until it is buried, this time included.</param>
    public static TimeSpan TurnBefore(long deliveriesLeft)
        => LongestTurn / Math.Pow(2, Math.Clamp(deliveriesLeft - LastDeliveries, 0, MostHalvings)) is var turn && turn > ShortestTurn ? turn : ShortestTurn;

    /// <summary>Counts a job that has come. Whoever waits is not counted until the wait is over, however it ends.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            _running++;
        }
    }

    /// <summary>No longer counts it.</summary>
    public void Exit()
    {
        lock (_lock)
        {
            _running--;
            BeginTurnIfAlone();
        }
    }

    /// <summary>Waits until nobody is to be alone any more.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before.</exception>
    public async Task WaitForOthersAsync(CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_isClosed)
            {
                return;
            }

            _others.Add(waiting);
            _running--;
            BeginTurnIfAlone();
        }

        using var leaving = cancellationToken.UnsafeRegister(_ => GiveUp(waiting, cancellationToken), null);
        await waiting.Task.ConfigureAwait(false);
    }

    /// <summary>Waits for the turn.</summary>
    /// <param name="patience">How long to wait for what has begun, and then others for this.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before.</exception>
    public async Task<Turn> TakeAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource<Turn>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _suspects.Add((waiting, new Turn(this, patience)));
            _running--;
            Close();
            BeginTurnIfAlone();
        }

        using var leaving = cancellationToken.UnsafeRegister(_ => GiveUp(waiting, cancellationToken), null);
        return await waiting.Task.ConfigureAwait(false);
    }

    /// <summary>Lets nobody else begin, if somebody wants to be alone.</summary>
    [SuppressMessage("Security", "CA5394", Justification = "No secret depends on it.")]
    private void Close()
    {
        if (_isClosed || _suspects.Count == 0)
        {
            return;
        }

        var index = Random.Shared.Next(_suspects.Count);
        var next = _suspects[index];
        _suspects.RemoveAt(index);
        _next = next;
        _isClosed = true;
        next.Turn.BeginToWait();
    }

    private void BeginTurnIfAlone()
    {
        if (_running == 0 && _next is not null)
        {
            BeginTurn();
        }
    }

    private void BeginTurn()
    {
        var (waiting, turn) = _next!.Value;
        (_next, _current) = (null, turn);
        _running++;
        turn.BeginToWait();
        waiting.SetResult(turn);
    }

    /// <summary>Somebody has waited for as long as anybody does.</summary>
    private void Tire(Turn turn)
    {
        lock (_lock)
        {
            if (_next?.Turn == turn)
            {
                BeginTurn();
            }
            else
            {
                EndWithLock(turn);
            }
        }
    }

    private void End(Turn turn)
    {
        lock (_lock)
        {
            EndWithLock(turn);
        }
    }

    private void EndWithLock(Turn turn)
    {
        if (_current == turn)
        {
            _current = null;
            Open();
        }
    }

    private void Open()
    {
        _isClosed = false;
        _running += _others.Count;
        foreach (var waiting in _others)
        {
            waiting.SetResult();
        }

        _others.Clear();
        Close();
        BeginTurnIfAlone();
    }

    private void GiveUp(TaskCompletionSource waiting, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_others.Remove(waiting))
            {
                _running++;
                waiting.SetCanceled(cancellationToken);
            }
        }
    }

    private void GiveUp(TaskCompletionSource<Turn> waiting, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var isNext = _next?.Waiting == waiting;
            if (!isNext && _suspects.RemoveAll(entry => entry.Waiting == waiting) == 0)
            {
                return;
            }

            _running++;
            waiting.SetCanceled(cancellationToken);
            if (isNext)
            {
                _next!.Value.Turn.Dispose();
                _next = null;
                Open();
            }
        }
    }

    /// <summary>The leave to run; disposed when the job has run.</summary>
    internal sealed class Turn : IDisposable
    {
        private readonly SuspectLane _lane;
        private readonly TimeSpan _patience;
        private readonly ITimer _timer;

        public Turn(SuspectLane lane, TimeSpan patience)
        {
            (_lane, _patience) = (lane, patience);
            _timer = lane._time.CreateTimer(static turn => ((Turn)turn!).Tire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void BeginToWait() => _timer.Change(_patience, Timeout.InfiniteTimeSpan);

        public void Dispose()
        {
            _timer.Dispose();
            _lane.End(this);
        }

        private void Tire() => _lane.Tire(this);
    }
}
