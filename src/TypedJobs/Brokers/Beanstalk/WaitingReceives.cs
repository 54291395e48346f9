namespace TypedJobs.Brokers.Beanstalk;

/// <summary>The receives of a <see cref="Rotation"/> that have no job yet, in the order in which they came. Used under the rotation's lock.</summary>
internal sealed class WaitingReceives(TimeProvider time)
{
    private readonly LinkedList<Receive> _line = [];

    public int Count => _line.Count;

    /// <summary>One more, at the end.</summary>
    /// <param name="patience">How long it waits, at least.</param>
    public Receive Add(TimeSpan patience)
    {
        var receive = new Receive { Since = time.GetTimestamp(), Patience = patience };
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

    internal sealed class Receive
    {
        public Receive() => Place = new(this);

        public LinkedListNode<Receive> Place { get; }

        public required long Since { get; init; }

        public required TimeSpan Patience { get; init; }

        public TaskCompletionSource<IJobDelivery?> Delivered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
