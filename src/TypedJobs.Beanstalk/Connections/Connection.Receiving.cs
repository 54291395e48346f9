using System.Buffers;
using System.Net.Sockets;
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
        catch (Exception exception) when (IsTransportFailure(exception))
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
            if (TryTakeOldest(out var operation, out var deliver) && deliver)
            {
                operation.Fail(unexpected);
            }

            End(unexpected.Message, unexpected);
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
        if (!TryTakeOldest(out var operation, out var deliver))
        {
            var unasked = new UnexpectedReplyException($"The server said {reply.Kind} without having been asked.");
            End(unasked.Message, unasked);
            return false;
        }

        if (operation.Complete(reply, deliver) is { } fatal)
        {
            End(fatal.Message, fatal);
            return false;
        }

        if (!deliver && reply is { Kind: ReplyKind.Reserved, Number: { } id })
        {
            _ = GiveBackAsync(id);
        }

        return true;
    }

    private bool TryTakeOldest(out Operation operation, out bool deliver)
    {
        lock (_lock)
        {
            if (!_sent.TryDequeue(out operation!))
            {
                deliver = false;
                return false;
            }

            deliver = operation.State == OperationState.Sent;
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

    private static bool IsTransportFailure(Exception exception)
        => exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException;
}
