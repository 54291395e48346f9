using System.Diagnostics;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>
/// The thread that receives, and on which callers go on with their answers.
/// <para>
/// The server sends every answer by itself. To wake a thread of the pool for each costs more than all the rest of a command: it looks for more work before it
/// sleeps again, and takes the processor for it from the server. So a caller goes on right here, and what it asks for next is sent when all who
/// have an answer have asked.
/// </para>
/// <para>
/// No caller may hold up the others by that. One that keeps the thread is left alone with it: <see cref="ReceivingWatch"/> starts another, which receives from
/// then on. And where callers together have the thread for more than half of the time, or some for long, they go on in the pool for a while, side by side: for a
/// second at first, and for twice as long each time that it is found to be so again.
/// </para>
/// </summary>
/// <param name="receive">Lets those go on who have an answer, and receives, until there is nothing more, or until <see cref="Deliver"/> says that another thread does.</param>
/// <param name="inPool">Whether callers go on in the pool.</param>
internal sealed class ReceivingThread(Action receive, bool inPool)
{
    private const string Name = "beanstalk";

    /// <summary>With so many threads left to callers who keep them, no more are risked.</summary>
    private const int MostLeft = 4;

    /// <summary>After so many pauses' time without a further one, the next is short again.</summary>
    private const int Probation = 8;

    /// <summary>The watch loses interest when nothing was delivered between so many looks.</summary>
    private const int LooksAtNothing = 20;

    /// <summary>Whoever takes longer lets others go on in the pool that have their answers by then. No caller has more than that for nothing.</summary>
    private static readonly long Long = Ticks(microseconds: 200);

    /// <summary>When callers have had the thread for so long, what they ask for is sent, though others are to go on yet.</summary>
    private static readonly long LongTogether = Ticks(microseconds: 500);

    /// <summary>What callers may owe: see <see cref="Count"/>.</summary>
    private static readonly long Credit = Ticks(microseconds: 10_000);

    /// <summary>What the watch lets a caller have.</summary>
    private static readonly long Kept = Ticks(microseconds: 10_000);

    private static readonly long ShortestPause = Ticks(microseconds: 1_000_000);
    private static readonly long LongestPause = 64 * ShortestPause;

    // Who has an answer. Only the thread that receives uses this, and the five fields below.
    private readonly Queue<Operation> _ready = new();
    private long _ended;
    private long _owed;
    private long _pause;
    private long _pauseEnds;
    private long _resumed;

    // Odd while a caller has the thread. Each number is used once; whoever changes an odd one to the next even one decides who receives.
    private long _turn;
    private int _thread;
    private int _left;

    // A thread's own: what a caller leaves behind in it is not for the next one.
    private ExecutionContext _context = null!;
    private volatile bool _isWatched;

    // Of the watch.
    private long _seen = -1;
    private int _looks;
    private volatile bool _isReplacing;

    /// <summary>Called on the thread when all have been delivered; says how long it may wait for more before this is called again.</summary>
    public Func<TimeSpan>? Delivered { get; set; }

    /// <summary>Whether the caller is on this thread.</summary>
    public bool IsCurrent => _thread == Environment.CurrentManagedThreadId;

    /// <summary>Makes the thread, which begins with this.</summary>
    public void Start(Action begin)
    {
        var thread = new Thread(() =>
        {
            Become();
            begin();
        });
        (thread.IsBackground, thread.Name) = (true, Name);
        thread.UnsafeStart();
    }

    /// <summary>Takes an operation that has its answer. Only on this thread, and not by a caller who goes on there.</summary>
    public void Add(Operation operation) => _ready.Enqueue(operation);

    /// <summary>Lets those go on who have an answer.</summary>
    /// <returns>Whether the thread that calls it is still the one that receives; if not, it must not touch anything any more.</returns>
    public bool Deliver()
    {
        var begun = _ready.Count > 1 ? Stopwatch.GetTimestamp() : 0;
        var isLong = false;
        while (_ready.TryDequeue(out var operation))
        {
            if (!TryDeliver(operation, isHere: !isLong && !IsPausing(), ref isLong))
            {
                return false;
            }

            if (_ready.Count > 0 && _ended - begun > LongTogether)
            {
                _ = Delivered?.Invoke();
                begun = _ended;
            }
        }

        return true;
    }

    /// <summary>Lets those go on in the pool who have an answer, before something that may take long. Only where <see cref="Add"/> may be called.</summary>
    public void LetGo()
    {
        while (_ready.TryDequeue(out var operation))
        {
            operation.Deliver();
        }
    }

    /// <summary>Of the watch: whether to go on watching. A caller who has the thread since the last look is left alone with it.</summary>
    public bool Look()
    {
        var turn = Volatile.Read(ref _turn);
        if (turn != _seen)
        {
            (_seen, _looks) = (turn, 0);
            return true;
        }

        if (IsOfCaller(turn))
        {
            Replace(turn);
            return true;
        }

        if (++_looks < LooksAtNothing)
        {
            return true;
        }

        // Either this sees a turn that begins now, or the thread sees that it is not watched.
        _isWatched = false;
        Interlocked.MemoryBarrier();
        return _isWatched = Volatile.Read(ref _turn) != turn;
    }

    /// <summary>Of the watch: whether it has to watch this, and does not yet.</summary>
    public bool BeginWatch() => !_isWatched && (_isWatched = true);

    private static bool IsOfCaller(long turn) => (turn & 1) != 0;

    private static long Ticks(long microseconds) => microseconds * Stopwatch.Frequency / 1_000_000;

    private void Become() => (_thread, _context) = (Environment.CurrentManagedThreadId, ExecutionContext.Capture()!);

    /// <param name="operation">Whose caller goes on.</param>
    /// <param name="isHere">Whether on this thread. If not, the caller's scheduler and listeners are still called here.</param>
    /// <param name="isLong">Becomes true if that took long.</param>
    private bool TryDeliver(Operation operation, bool isHere, ref bool isLong)
    {
        var turn = _turn + 1;
        _ = Interlocked.Exchange(ref _turn, turn);
        isHere &= _isWatched || ReceivingWatch.TryAdd(this);
        var begun = Stopwatch.GetTimestamp();
        if (isHere)
        {
            ExecutionContext.Run(_context, static operation => ((Operation)operation!).DeliverHere(), operation);
        }
        else
        {
            operation.Deliver();
        }

        if (Interlocked.CompareExchange(ref _turn, turn + 1, turn) != turn)
        {
            _ = Interlocked.Decrement(ref _left);
            return false;
        }

        var ended = Stopwatch.GetTimestamp();
        isLong |= ended - begun > Long;
        Count(begun, ended);
        return true;
    }

    /// <summary>
    /// Callers may have the thread for half of the time, and none for long: what goes beyond is owed, and too much of it ends their being here for a while. One who
    /// has it for longer now and then may only have lost the processor to another.
    /// </summary>
    private void Count(long begun, long ended)
    {
        var owed = begun - _ended > ShortestPause ? 0 : _owed;
        _owed = Math.Max(0, owed + ended - begun - Math.Min(Long, (ended - _ended) / 2));
        _ended = ended;
        PauseIfTooMuchIsOwed(ended);
    }

    private void PauseIfTooMuchIsOwed(long now)
    {
        if (_owed <= Credit)
        {
            return;
        }

        _owed = 0;
        if (now >= _pauseEnds)
        {
            _pause = now - _resumed > Probation * _pause ? ShortestPause : Math.Min(_pause * 2, LongestPause);
            _pauseEnds = now + _pause;
        }
    }

    private bool IsPausing()
    {
        if (inPool || Volatile.Read(ref _left) >= MostLeft)
        {
            return true;
        }

        if (_pauseEnds == 0)
        {
            return false;
        }

        var now = Stopwatch.GetTimestamp();
        if (now < _pauseEnds)
        {
            return true;
        }

        (_pauseEnds, _resumed) = (0, now);
        return false;
    }

    private void Replace(long turn)
    {
        if (_isReplacing)
        {
            return;
        }

        _isReplacing = true;
        try
        {
            new Thread(() => TakeOver(turn)) { IsBackground = true, Name = Name }.UnsafeStart();
        }
#pragma warning disable CA1031 // The system has no thread, which shows in more than one way. It may have one at the next look.
        catch (Exception)
#pragma warning restore CA1031
        {
            _isReplacing = false;
        }
    }

    private void TakeOver(long turn)
    {
        _ = Interlocked.Increment(ref _left);
        var isLate = Interlocked.CompareExchange(ref _turn, turn + 1, turn) != turn;
        _isReplacing = false;
        if (isLate)
        {
            _ = Interlocked.Decrement(ref _left);
            return;
        }

        Become();
        _owed += Kept;
        PauseIfTooMuchIsOwed(Stopwatch.GetTimestamp());
        receive();
    }
}
