using System.Threading.Tasks.Sources;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>The receives of a <see cref="Rotation"/> that have no job yet, in the order in which they came. Used under the rotation's lock.</summary>
internal sealed class WaitingReceives(TimeProvider time)
{
    private readonly LinkedList<Receive> _line = [];
    private readonly Stack<Receive> _spare = new();

    public int Count => _line.Count;

    /// <summary>One more, at the end.</summary>
    /// <param name="rotation">Whose it is.</param>
    /// <param name="patience">How long it waits, at least.</param>
    public Receive Add(Rotation rotation, TimeSpan patience)
    {
        if (!_spare.TryPop(out var receive))
        {
            receive = new Receive(rotation);
        }

        (receive.Since, receive.Patience) = (time.GetTimestamp(), patience);
        _line.AddLast(receive.Place);
        return receive;
    }

    /// <summary>The one whose turn it is; null if there is none.</summary>
    public Receive? TakeFirst()
    {
        var first = _line.First;
        if (first is not null)
        {
            _line.Remove(first);
        }

        return first?.Value;
    }

    /// <summary>Whether that one was still waiting. It is not any more.</summary>
    public bool Remove(Receive receive)
    {
        if (receive.Place.List is null)
        {
            return false;
        }

        _line.Remove(receive.Place);
        return true;
    }

    public List<Receive> TakeAll()
    {
        List<Receive> all = [.. _line];
        _line.Clear();
        return all;
    }

    /// <summary>Those that have waited as long as they have patience.</summary>
    /// <param name="most">How many at most.</param>
    public List<Receive> TakeExpired(int most)
    {
        List<Receive> expired = [.. _line.Where(receive => time.GetElapsedTime(receive.Since) >= receive.Patience).Take(most)];
        expired.ForEach(receive => _line.Remove(receive.Place));
        return expired;
    }

    /// <summary>How long the least patient still waits; null if there is none.</summary>
    public TimeSpan? LeastPatience()
    {
        if (_line.Count == 0)
        {
            return null;
        }

        var least = _line.Min(receive => receive.Patience - time.GetElapsedTime(receive.Since));
        return least > TimeSpan.Zero ? least : TimeSpan.Zero;
    }

    /// <summary>Lets a receive be used again.</summary>
    public void TakeBack(Receive receive) => _spare.Push(receive);

    /// <summary>
    /// One receive. Whoever takes it out of the line, and nobody else, says what has come of it; then it is used again, unless a cancellation may still refer to it.
    /// </summary>
    internal sealed class Receive : IValueTaskSource<IJobDelivery?>
    {
        private readonly Rotation _rotation;
        private ManualResetValueTaskSourceCore<IJobDelivery?> _delivered;

        public Receive(Rotation rotation)
        {
            _rotation = rotation;
            Place = new(this);
        }

        public LinkedListNode<Receive> Place { get; }

        public long Since { get; set; }

        public TimeSpan Patience { get; set; }

        public CancellationTokenRegistration Cancellation { get; set; }

        /// <summary>The job; null if none came.</summary>
        public ValueTask<IJobDelivery?> Delivered => new(this, _delivered.Version);

        /// <summary>Says that a job has come, or that none did.</summary>
        /// <param name="delivery">The job; null if none came.</param>
        /// <param name="here">Whether whoever receives may go on on this thread, before this returns.</param>
        public void Deliver(IJobDelivery? delivery, bool here)
        {
            _delivered.RunContinuationsAsynchronously = !here;
            _delivered.SetResult(delivery);
        }

        public void Fail(Exception exception)
        {
            _delivered.RunContinuationsAsynchronously = true;
            _delivered.SetException(exception);
        }

        public void Cancel(CancellationToken token) => _rotation.Cancel(this, token);

        IJobDelivery? IValueTaskSource<IJobDelivery?>.GetResult(short token)
        {
            // Somebody who awaits twice must not give back what is another's by now.
            var isFree = token == _delivered.Version && (Cancellation == default || Cancellation.Unregister());
            try
            {
                return _delivered.GetResult(token);
            }
            finally
            {
                if (isFree)
                {
                    _delivered.Reset();
                    _rotation.TakeBack(this);
                }
            }
        }

        ValueTaskSourceStatus IValueTaskSource<IJobDelivery?>.GetStatus(short token) => _delivered.GetStatus(token);

        void IValueTaskSource<IJobDelivery?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
            => _delivered.OnCompleted(continuation, state, token, flags);
    }
}
