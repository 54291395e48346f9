using TypedJobs.Embedded.Queues;

namespace TypedJobs.Embedded.Protocol;

/// <summary>
/// The protocol on one connection: bytes in, commands to the engine, replies out. It does no input or output itself and waits for nothing; it is given what has
/// arrived, in whatever pieces, and says how much of it it has taken.
/// </summary>
internal sealed partial class Conversation : IReserveListener
{
    private readonly QueueEngine _engine;
    private readonly CommandCounts _counts;
    private readonly StatisticsText _statistics;
    private readonly Client _client;

    private Expecting _expecting = Expecting.Line;

    // A job whose body is arriving.
    private readonly ArrivingBody _body = new();
    private Job? _arriving;

    // A body that is thrown away, and the answer when all of it is.
    private long _toSkip;
    private byte[] _answerAfterSkipping = [];

    public Conversation(QueueEngine engine, CommandCounts counts, StatisticsText statistics)
    {
        _engine = engine;
        _counts = counts;
        _statistics = statistics;
        _client = engine.Connect(this);
    }

    private enum Expecting
    {
        Line,
        EndOfLongLine,
        Body,
        SkippedBody,
    }

    /// <summary>Where replies are written; changed by whoever sends what the last one holds.</summary>
    public ReplyBuffer Replies { get; set; } = new();

    /// <summary>Called when a reserve has ended, which may be another conversation's doing.</summary>
    public Action? WasAnswered { get; set; }

    /// <summary>Whether a reserve waits for a job: until it is answered, no further command is read.</summary>
    public bool IsWaiting => _client.IsWaiting;

    /// <summary>Whether the client has said goodbye, or the conversation was ended: nothing more is read or answered.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Carries out at most one command.</summary>
    /// <param name="input">What has arrived and was not taken yet.</param>
    /// <returns>How many bytes were taken; 0 if more must arrive first.</returns>
    public int Read(ReadOnlySpan<byte> input)
    {
        switch (_expecting)
        {
            case Expecting.Body:
                return ReadBody(input);
            case Expecting.SkippedBody:
                return SkipBody(input);
            default:
                return ReadLine(input);
        }
    }

    /// <summary>Ends a wait, since nothing can come from this client any more.</summary>
    public void GiveUpWaiting()
    {
        _engine.Tick();
        if (_client.IsWaiting)
        {
            _engine.GiveUpWaiting(_client);
        }
    }

    /// <summary>Ends the conversation: what the client holds goes back. Harmless when repeated.</summary>
    public void End()
    {
        if (HasEnded)
        {
            return;
        }

        HasEnded = true;
        _engine.Tick();
        if (_arriving is { } job)
        {
            _engine.Abandon(job);
            _arriving = null;
            _body.Abandon();
        }

        _engine.Disconnect(_client);
    }

    void IReserveListener.Reserved(Job job)
    {
        Replies.WriteJob("RESERVED "u8, job);
        WasAnswered?.Invoke();
    }

    void IReserveListener.TimedOut()
    {
        Replies.Write("TIMED_OUT\r\n"u8);
        WasAnswered?.Invoke();
    }

    void IReserveListener.DeadlineSoon()
    {
        Replies.Write("DEADLINE_SOON\r\n"u8);
        WasAnswered?.Invoke();
    }

    private int ReadLine(ReadOnlySpan<byte> input)
    {
        var length = LineScanner.Scan(input);
        switch (length)
        {
            case LineScanner.Incomplete:
                return 0;
            case LineScanner.TooLong:
                _expecting = Expecting.EndOfLongLine;
                return LineScanner.LongestLine;
        }

        if (_expecting == Expecting.EndOfLongLine)
        {
            _expecting = Expecting.Line;
            BadFormat();
            return length;
        }

        _engine.Tick();
        CarryOut(input[..(length - 2)]);
        return length;
    }

    private int ReadBody(ReadOnlySpan<byte> input)
    {
        var job = _arriving!;
        int taken;
        try
        {
            taken = _body.Take(input);
        }
        catch (OutOfMemoryException)
        {
            _arriving = null;
            _engine.Abandon(job);
            Skip(_body.Missing, "OUT_OF_MEMORY\r\n"u8);
            _body.Abandon();
            return SkipBody(input);
        }

        if (_body.Missing == 0)
        {
            job.Body = _body.End();
            _expecting = Expecting.Line;
            _arriving = null;
            _engine.Tick();
            PutArrived(job);
        }

        return taken;
    }

    private void PutArrived(Job job)
    {
        if (!job.Body.AsSpan().EndsWith("\r\n"u8))
        {
            _engine.Abandon(job);
            Replies.Write("EXPECTED_CRLF\r\n"u8);
        }
        else if (_engine.IsDraining)
        {
            _engine.Abandon(job);
            Replies.Write("DRAINING\r\n"u8);
        }
        else
        {
            _engine.Put(job);
            Replies.WriteLine("INSERTED "u8, job.Id);
        }
    }

    private void Skip(long size, ReadOnlySpan<byte> answer)
    {
        _toSkip = size;
        _answerAfterSkipping = answer.ToArray();
        _expecting = Expecting.SkippedBody;
    }

    private int SkipBody(ReadOnlySpan<byte> input)
    {
        var taken = (int)Math.Min(input.Length, _toSkip);
        _toSkip -= taken;
        if (_toSkip == 0)
        {
            _expecting = Expecting.Line;
            Replies.Write(_answerAfterSkipping);
        }

        return taken;
    }
}
