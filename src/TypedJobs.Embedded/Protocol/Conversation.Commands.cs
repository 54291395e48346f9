using TypedJobs.Embedded.Queues;

namespace TypedJobs.Embedded.Protocol;

internal sealed partial class Conversation
{
    private void CarryOut(ReadOnlySpan<byte> line)
    {
        if (line.Contains((byte)0))
        {
            BadFormat();
            return;
        }

        var kind = CommandNames.Recognise(line, out var text);
        var arguments = new ArgumentReader(text);
        switch (kind)
        {
            case CommandKind.Put:
                Put(ref arguments);
                break;
            case CommandKind.Reserve:
                if (Alone(kind, arguments))
                {
                    _engine.Reserve(_client, timeoutSeconds: null);
                }

                break;
            case CommandKind.ReserveWithTimeout:
                if (Formed(kind, arguments.TryReadNumber(out uint timeout) && timeout <= int.MaxValue))
                {
                    _engine.Reserve(_client, timeout);
                }

                break;
            case CommandKind.Release:
                if (Formed(kind, arguments.TryReadNumber(out ulong released) & arguments.TryReadNumber(out uint releasedPriority) & arguments.TryReadLast(out uint delay)))
                {
                    Answer(_engine.TryRelease(_client, released, releasedPriority, delay), "RELEASED\r\n"u8);
                }

                break;
            case CommandKind.Bury:
                if (Formed(kind, arguments.TryReadNumber(out ulong buried) & arguments.TryReadLast(out uint buriedPriority)))
                {
                    Answer(_engine.TryBury(_client, buried, buriedPriority), "BURIED\r\n"u8);
                }

                break;
            case CommandKind.Kick:
                if (Formed(kind, arguments.TryReadCount(out var count)))
                {
                    Replies.WriteLine("KICKED "u8, _engine.Kick(_client, count));
                }

                break;
            case CommandKind.Delete or CommandKind.Touch or CommandKind.KickJob or CommandKind.ReserveJob or CommandKind.Peek or CommandKind.StatsJob:
                if (Formed(kind, arguments.TryReadLast(out ulong id)))
                {
                    CarryOut(kind, id);
                }

                break;
            case CommandKind.Use or CommandKind.Watch or CommandKind.Ignore or CommandKind.StatsTube:
                if (Formed(kind, arguments.TryReadLastName(out var name)))
                {
                    CarryOut(kind, name);
                }

                break;
            case CommandKind.PauseTube:
                PauseTube(ref arguments);
                break;
            case CommandKind.Quit:
                End();
                break;
            case CommandKind.Unknown:
                Replies.Write("UNKNOWN_COMMAND\r\n"u8);
                break;
            default:
                if (Alone(kind, arguments))
                {
                    CarryOut(kind);
                }

                break;
        }
    }

    private void CarryOut(CommandKind kind, ulong id)
    {
        switch (kind)
        {
            case CommandKind.Delete:
                Answer(_engine.TryDelete(_client, id), "DELETED\r\n"u8);
                break;
            case CommandKind.Touch:
                Answer(_engine.TryTouch(_client, id), "TOUCHED\r\n"u8);
                break;
            case CommandKind.KickJob:
                Answer(_engine.TryKick(id), "KICKED\r\n"u8);
                break;
            case CommandKind.ReserveJob:
                AnswerWith("RESERVED "u8, _engine.ReserveJob(_client, id));
                break;
            case CommandKind.Peek:
                AnswerWith("FOUND "u8, _engine.Find(id));
                break;
            default:
                if (_engine.Find(id) is { } job)
                {
                    Replies.WriteText(_statistics.OfJob(_engine, job));
                }
                else
                {
                    NotFound();
                }

                break;
        }
    }

    private void CarryOut(CommandKind kind, ReadOnlySpan<byte> name)
    {
        switch (kind)
        {
            case CommandKind.Use:
                AnswerUsing(_engine.Use(_client, name));
                break;
            case CommandKind.Watch:
                _engine.Watch(_client, name);
                AnswerWatching();
                break;
            case CommandKind.Ignore when _engine.TryIgnore(_client, name):
                AnswerWatching();
                break;
            case CommandKind.Ignore:
                Replies.Write("NOT_IGNORED\r\n"u8);
                break;
            default:
                if (_engine.FindTube(name) is { } tube)
                {
                    Replies.WriteText(_statistics.OfTube(_engine, tube));
                }
                else
                {
                    NotFound();
                }

                break;
        }
    }

    private void CarryOut(CommandKind kind)
    {
        switch (kind)
        {
            case CommandKind.PeekReady:
                AnswerWith("FOUND "u8, _client.Used.Ready.First);
                break;
            case CommandKind.PeekDelayed:
                AnswerWith("FOUND "u8, _client.Used.Delayed.First);
                break;
            case CommandKind.PeekBuried:
                AnswerWith("FOUND "u8, _client.Used.Buried.First);
                break;
            case CommandKind.Stats:
                Replies.WriteText(_statistics.OfBroker(_engine, _counts));
                break;
            case CommandKind.ListTubes:
                Replies.WriteText(_statistics.ListOf(_engine.Tubes));
                break;
            case CommandKind.ListTubesWatched:
                Replies.WriteText(_statistics.ListOf(_client.Watches.Tubes));
                break;
            default:
                AnswerUsing(_client.Used);
                break;
        }
    }

    private void Put(ref ArgumentReader arguments)
    {
        if (!Formed(
            CommandKind.Put,
            arguments.TryReadNumber(out uint priority) & arguments.TryReadNumber(out uint delay)
            & arguments.TryReadNumber(out uint timeToRun) & arguments.TryReadNumber(out uint size)))
        {
            return;
        }

        if (size > _engine.MaxJobSize)
        {
            Skip(size + 2L, "JOB_TOO_BIG\r\n"u8);
            return;
        }

        if (!arguments.AtEnd)
        {
            BadFormat();
            return;
        }

        _arriving = _engine.Announce(_client, priority, delay, timeToRun);
        _body.Begin((int)size + 2);
        _expecting = Expecting.Body;
    }

    private void PauseTube(ref ArgumentReader arguments)
    {
        if (!Formed(CommandKind.PauseTube, arguments.TryReadNameCharacters(out var name) & arguments.TryReadLast(out uint seconds)))
        {
            return;
        }

        if (!ArgumentReader.IsName(name))
        {
            BadFormat();
        }
        else if (_engine.FindTube(name) is { } tube)
        {
            _engine.Pause(tube, seconds);
            Replies.Write("PAUSED\r\n"u8);
        }
        else
        {
            NotFound();
        }
    }

    /// <summary>Counts a command if it is well formed; says so if it is not.</summary>
    private bool Formed(CommandKind kind, bool wellFormed)
    {
        if (wellFormed)
        {
            _counts.Count(kind);
        }
        else
        {
            BadFormat();
        }

        return wellFormed;
    }

    private bool Alone(CommandKind kind, ArgumentReader arguments) => Formed(kind, arguments.AtEnd);

    private void Answer(bool done, ReadOnlySpan<byte> answer)
    {
        if (done)
        {
            Replies.Write(answer);
        }
        else
        {
            NotFound();
        }
    }

    private void AnswerWith(ReadOnlySpan<byte> word, Job? job)
    {
        if (job is not null)
        {
            Replies.WriteJob(word, job);
        }
        else
        {
            NotFound();
        }
    }

    private void AnswerUsing(Tube tube)
    {
        Replies.Write("USING "u8);
        Replies.Write(tube.Name);
        Replies.Write("\r\n"u8);
    }

    private void AnswerWatching() => Replies.WriteLine("WATCHING "u8, (ulong)_client.Watches.Count);

    private void NotFound() => Replies.Write("NOT_FOUND\r\n"u8);

    private void BadFormat() => Replies.Write("BAD_FORMAT\r\n"u8);
}
