using System.Diagnostics.CodeAnalysis;

namespace TypedJobs.Workers;

/// <summary>
/// Lets the jobs that may be ending processes (suspects) run one at a time within this process, while all others run beside as always.
/// </summary>
/// <remarks>
/// <para>
/// When a process dies, every job that it held has been delivered once more with nothing said of it, and the broker does not tell which of them did it. Where
/// that happens again and again, the neighbours would reach <see cref="WorkerOptions.MaxDeliveries"/> together with the culprit. So a job that has come
/// so often that it could be the culprit is no longer run beside its like: it waits, held and touched. And while it waits it has an alibi, a
/// mark on the broker that outlives the process (<see cref="Brokers.IJobDelivery.PutAlibiAsync"/>): a delivery with an alibi does not count. So a suspect is
/// convicted by the deliveries in which it ran, and a neighbour can wait as often as the culprit needs to be convicted.
/// </para>
/// <para>
/// The order does not decide who is convicted; it is random, so that nobody is always behind the same other. Several culprits are convicted one after
/// the other. Every process has a lane of its own: what waits in one is not run in another, since it is reserved. What ends a process before it is a
/// suspect, or in a process that had no reason yet to ask for counts (<see cref="PoisonGuard"/>), costs its neighbours a delivery each, which is why suspicion
/// begins well below the limit.
/// </para>
/// <para>
/// A turn ends with its handler. It also ends when it has lasted as long as the job's history asks for (<see cref="TurnBefore"/>): ten seconds when the job may
/// be delivered ten times more or less often, and half as long for each delivery more that it has left, down to half a second. What ends a process mostly does so at once; so a hundred
/// innocent jobs that were all cut short by a crash do not wait for each other's end, and one that takes its time does not run beside the culprit when that could cost it its
/// last delivery. What waits keeps its slot, so the line
/// is limited and leaves one for other jobs; where it is full, any one of it goes on at once, beside the one whose turn it is. To give it back instead would
/// cost it an attempt.
/// </para>
/// </remarks>
/// <param name="longestLine">How many may wait; with 0 nobody does.</param>
/// <param name="time">The clock.</param>
[SuppressMessage("Design", "CA1001", Justification = "A turn belongs to the job that has it.")]
internal sealed class SuspectLane(int longestLine, TimeProvider time)
{
    /// <summary>With so few deliveries left, a job has the longest turn.</summary>
    private const int LastDeliveries = 10;

    /// <summary>With so many left, it has the shortest: they differ by less than two to the power of this.</summary>
    private const int MostHalvings = 5;

    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromSeconds(0.5);

    private readonly TimeProvider _time = time;
    private readonly Lock _lock = new();
    private readonly List<(TaskCompletionSource<Turn> Waiting, TimeSpan Length)> _line = [];
    private Turn? _current;

    /// <summary>The lane of a worker: as long as its slots allow.</summary>
    /// <param name="concurrency">How many slots there are: one has its turn, one is for the jobs that are no suspects; of two, the other one waits.</param>
    /// <param name="time">The clock.</param>
    public static SuspectLane For(int concurrency, TimeProvider time) => new(concurrency == 2 ? 1 : Math.Max(0, concurrency - 2), time);

    /// <summary>How long others wait for a job at most.</summary>
    /// <param name="deliveriesLeft">How often it may be delivered until it is buried, this time included.</param>
    public static TimeSpan TurnBefore(long deliveriesLeft)
        => LongestTurn / Math.Pow(2, Math.Clamp(deliveriesLeft - LastDeliveries, 0, MostHalvings)) is var turn && turn > ShortestTurn ? turn : ShortestTurn;

    /// <summary>The turn, if it can be had at once.</summary>
    public Turn? TryTake(TimeSpan length)
    {
        lock (_lock)
        {
            return longestLine == 0 ? Turn.OutOfLine : _current is null ? _current = new Turn(this, length) : null;
        }
    }

    /// <summary>Waits for the turn.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before.</exception>
    public async Task<Turn> TakeAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource<Turn>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _line.Add((waiting, length));
            if (_current is null)
            {
                GiveTurn();
            }
            else if (_line.Count > longestLine)
            {
                LeaveAny().Waiting.SetResult(Turn.OutOfLine);
            }
        }

        using var leaving = cancellationToken.UnsafeRegister(_ => Leave(waiting, cancellationToken), null);
        return await waiting.Task.ConfigureAwait(false);
    }

    private void End(Turn turn)
    {
        lock (_lock)
        {
            if (_current == turn)
            {
                _current = null;
                GiveTurn();
            }
        }
    }

    private void GiveTurn()
    {
        if (_line.Count > 0)
        {
            var (waiting, length) = LeaveAny();
            _current = new Turn(this, length);
            waiting.SetResult(_current);
        }
    }

    [SuppressMessage("Security", "CA5394", Justification = "No secret depends on it.")]
    private (TaskCompletionSource<Turn> Waiting, TimeSpan Length) LeaveAny()
    {
        var index = Random.Shared.Next(_line.Count);
        var any = _line[index];
        _line.RemoveAt(index);
        return any;
    }

    private void Leave(TaskCompletionSource<Turn> waiting, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_line.RemoveAll(entry => entry.Waiting == waiting) > 0)
            {
                waiting.SetCanceled(cancellationToken);
            }
        }
    }

    /// <summary>The leave to run; disposed when the job has run.</summary>
    internal sealed class Turn : IDisposable
    {
        private readonly SuspectLane? _lane;
        private readonly ITimer? _end;

        public Turn(SuspectLane lane, TimeSpan length)
        {
            _lane = lane;
            _end = lane._time.CreateTimer(static turn => ((Turn)turn!).Dispose(), this, length, Timeout.InfiniteTimeSpan);
        }

        private Turn()
        {
        }

        /// <summary>Of a job that waits for nobody, and for which nobody waits.</summary>
        public static Turn OutOfLine { get; } = new();

        public void Dispose()
        {
            _end?.Dispose();
            _lane?.End(this);
        }
    }
}
