using System.Buffers;
using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk.Connections;

internal sealed partial class Connection
{
    /// <summary>
    /// So many bytes more of a reply that is not whole yet are a sign of life. Fewer are none: single bytes of a line that never ends, or of a body, could go on for
    /// ever.
    /// </summary>
    private const int SignOfLife = 1024;

    // Completed once nothing is received any more. What follows is not for the thread that receives.
    private readonly TaskCompletionSource _receivingEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // How much of the reply that is not whole yet has counted as a sign of life.
    private long _counted;

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
            EndReceiving($"receiving failed: {exception.Message}", exception);
        }
        finally
        {
            _receivingEnded.SetResult();
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    private bool AnswerWithWhatHasArrived(ref ReadOnlySequence<byte> buffer)
    {
        try
        {
            while (ReplyParser.TryRead(ref buffer, _options.MaxReplySize, out var reply))
            {
                _counted = 0;
                if (!Answer(reply))
                {
                    return false;
                }
            }
        }
        catch (UnexpectedReplyException unexpected)
        {
            var asked = TryTakeOldest(out var operation, out var awaited);
            EndFor(unexpected, awaited);
            if (asked && awaited)
            {
                operation.Fail(unexpected);
            }

            return false;
        }

        bool send;
        lock (_lock)
        {
            if (buffer.Length - _counted >= SignOfLife)
            {
                _counted = buffer.Length;
                _heard = _time.GetTimestamp();
            }

            send = ClaimSendingWithLock();
        }

        SendIf(send);
        return true;
    }

    private bool Answer(in Reply reply)
    {
        if (!TryTakeOldest(out var operation, out var awaited))
        {
            var unasked = new UnexpectedReplyException($"The server said {reply.Kind} without having been asked.");
            EndReceiving(unasked.Message, unasked);
            return false;
        }

        var fatal = operation.Read(reply with { From = this });
        if (fatal is not null)
        {
            EndFor(fatal, awaited);
        }

        if (awaited && _receiving is { IsCurrent: true })
        {
            _receiving.Add(operation);
        }
        else if (awaited)
        {
            operation.Deliver();
        }
        else if (operation.IsOwn)
        {
            operation.Recycle();
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

            awaited = IsAwaited(operation);
            operation.State = OperationState.Done;
            _heard = _time.GetTimestamp();
            Answered++;
        }

        // A callback that is running may still refer to it.
        operation.IsFree = operation.Cancellation == default || operation.Cancellation.Unregister();
        return true;
    }

    /// <summary>A job came for a caller who has gone: it goes back as it was. Its priority is not in the reply and has to be asked for.</summary>
    private async Task GiveBackAsync(ulong id)
    {
        try
        {
            if (await PriorityAsync(id).ConfigureAwait(false) is { } priority)
            {
                _ = await SendOwnAsync<ReleaseCommand, ReleaseResult>(new ReleaseCommand(id, priority, Delay: 0)).ConfigureAwait(false);
                BeanstalkMeter.ReleasedOrphan();
                Log.GaveBack(_logger, id, _address);
            }
        }
        catch (BeanstalkException)
        {
            // Either the connection is over, and the server has the job back, or its time to run will give it back.
        }
    }

    /// <returns>The job's priority, or the usual one if the server cannot say; null if it does not have the job.</returns>
    private async Task<uint?> PriorityAsync(ulong id)
    {
        try
        {
            return (await SendOwnAsync<StatsJobCommand, JobStats?>(new StatsJobCommand(id)).ConfigureAwait(false))?.Priority;
        }
        catch (BeanstalkException)
        {
            return new ReleaseOptions().Priority;
        }
    }

    /// <summary>Sends a command over this connection and no other.</summary>
    private ValueTask<TResult> SendOwnAsync<TCommand, TResult>(TCommand command)
        where TCommand : struct, ICommand<TResult>
    {
        var operation = Operation<TCommand, TResult>.For(command);
        var result = operation.Result;
        bool send;
        lock (_lock)
        {
            if (_state != ConnectionState.Open)
            {
                return ValueTask.FromException<TResult>(Session.Failed(TCommand.Name, CommandOutcome.NotSent, _address, Reason, Cause));
            }

            operation.Bound = this;
            send = EnqueueWithLock(operation);
        }

        SendIf(send);
        return result;
    }

    /// <summary>Ends the connection for the sake of an answer.</summary>
    /// <param name="fatal">What is wrong with it.</param>
    /// <param name="awaited">Whether somebody waits for it, and is not among the unanswered any more.</param>
    private void EndFor(BeanstalkException fatal, bool awaited)
    {
        if (awaited && fatal.Outcome == CommandOutcome.Unknown)
        {
            BeanstalkMeter.LostSightOf(1);
        }

        EndReceiving(fatal.Message, fatal);
    }

    private void EndAtEndOfStream(bool cutOff)
    {
        if (!cutOff && OwesNothing)
        {
            EndReceiving(ClosedHere, cause: null);
            return;
        }

        var reason = cutOff ? "the server closed it in the middle of a reply" : "the server closed it";
        EndReceiving(reason, new EndOfStreamException($"{_address}: {reason}."));
    }

    /// <summary>Loggers are told of an end: whoever has an answer does not wait for them.</summary>
    private void EndReceiving(string reason, Exception? cause)
    {
        if (_receiving is { IsCurrent: true })
        {
            _receiving.LetGo();
        }

        End(reason, cause);
    }
}
