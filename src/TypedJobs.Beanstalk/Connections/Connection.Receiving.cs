using System.Buffers;
using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk.Connections;

internal sealed partial class Connection
{
    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var read = await _transport.Input.ReadAsync().ConfigureAwait(false);
                var buffer = read.Buffer;
                var goOn = !read.IsCanceled && AnswerWithWhatHasArrived(ref buffer);
                var cutOff = !buffer.IsEmpty;
                _transport.Input.AdvanceTo(buffer.Start, buffer.End);
                if (!goOn)
                {
                    return;
                }

                if (read.IsCompleted)
                {
                    EndAtEndOfStream(cutOff);
                    return;
                }
            }
        }
#pragma warning disable CA1031 // Whatever happened here, nobody may be left waiting for a reply.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            End($"receiving failed: {exception.Message}", exception);
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    private bool AnswerWithWhatHasArrived(ref ReadOnlySequence<byte> buffer)
    {
        try
        {
            while (ReplyParser.TryRead(ref buffer, _maxReplySize, out var reply))
            {
                if (!Answer(reply))
                {
                    return false;
                }
            }
        }
        catch (UnexpectedReplyException unexpected)
        {
            var asked = TryTakeOldest(out var operation, out var awaited);
            End(unexpected.Message, unexpected);
            if (asked && awaited)
            {
                operation.Fail(unexpected);
            }

            return false;
        }

        bool windowHasRoom;
        lock (_lock)
        {
            windowHasRoom = _waiting.Count > 0 && _sent.Count < Window;
        }

        if (windowHasRoom)
        {
            _somethingToSend.Set();
        }

        return true;
    }

    private bool Answer(in Reply reply)
    {
        if (!TryTakeOldest(out var operation, out var awaited))
        {
            var unasked = new UnexpectedReplyException($"The server said {reply.Kind} without having been asked.");
            End(unasked.Message, unasked);
            return false;
        }

        var fatal = operation.Read(reply);
        if (fatal is not null)
        {
            End(fatal.Message, fatal);
        }

        if (awaited)
        {
            operation.Deliver();
        }
        else if (reply is { Kind: ReplyKind.Reserved, Number: { } id })
        {
            _ = GiveBackAsync(id);
        }

        return fatal is null;
    }

    private bool TryTakeOldest(out Operation operation, out bool awaited)
    {
        lock (_lock)
        {
            if (!_sent.TryDequeue(out operation!))
            {
                awaited = false;
                return false;
            }

            awaited = operation.State == OperationState.Sent;
            operation.State = OperationState.Done;
        }

        _ = operation.Cancellation.Unregister();
        return true;
    }

    /// <summary>A job came for a caller who has gone: it goes back as it was. Its priority is not in the reply and has to be asked for.</summary>
    private async Task GiveBackAsync(ulong id)
    {
        try
        {
            var stats = await SendAsync<StatsJobCommand, JobStats?>(new StatsJobCommand(id), CancellationToken.None).ConfigureAwait(false);
            if (stats is not null)
            {
                _ = await SendAsync<ReleaseCommand, ReleaseResult>(new ReleaseCommand(id, stats.Priority, Delay: 0), CancellationToken.None)
                    .ConfigureAwait(false);
                Log.GaveBack(_logger, id, _address);
            }
        }
        catch (BeanstalkException)
        {
            // Either the connection is over, and the server has the job back, or its time to run will give it back.
        }
    }

    private void EndAtEndOfStream(bool cutOff)
    {
        if (!cutOff && IsFinishing)
        {
            End(ClosedHere, cause: null);
            return;
        }

        var reason = cutOff ? "the server closed it in the middle of a reply" : "the server closed it";
        End(reason, new EndOfStreamException($"{_address}: {reason}."));
    }
}
