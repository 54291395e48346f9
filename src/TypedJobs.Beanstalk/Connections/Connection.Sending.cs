using System.IO.Pipelines;
using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk.Connections;

internal sealed partial class Connection
{
    /// <summary>How many commands may be unanswered. More gain nothing: the server works off one at a time.</summary>
    private const int Window = 256;

    /// <summary>A send that holds so many bytes takes no further command.</summary>
    private const int SendSize = 64 * 1024;

    // Completed once nobody sends and nobody will.
    private readonly TaskCompletionSource _sendingEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The tube in use once the server has read everything that is written.
    private TubeName _used;
    private bool _quitting;
    private bool _finished;

    // How many commands the last send has.
    private int _inLastSend;

    private enum SendStep
    {
        Stop,
        Flush,
        Finish,
    }

    /// <summary>Sends a command to the server process that this connection is or was with, over whichever connection.</summary>
    public ValueTask<TResult> SendToServerAsync<TCommand, TResult>(TCommand command, CancellationToken cancellationToken)
        where TCommand : struct, ICommand<TResult>
    {
        var operation = Operation<TCommand, TResult>.For(command);
        operation.Server = ServerId;
        return _session.SendAsync(operation, cancellationToken);
    }

    /// <summary>Sends a command over this connection and no other.</summary>
    public ValueTask<TResult> SendOnlyHereAsync<TCommand, TResult>(TCommand command, CancellationToken cancellationToken)
        where TCommand : struct, ICommand<TResult>
    {
        var operation = Operation<TCommand, TResult>.For(command);
        operation.Bound = this;
        return _session.SendAsync(operation, cancellationToken);
    }

    /// <summary>Takes an operation for sending.</summary>
    /// <returns>Whether the caller has to <see cref="SendIf"/>, once it has left the lock.</returns>
    public bool EnqueueWithLock(Operation operation)
    {
        _waiting.Enqueue(operation);
        return ClaimSendingWithLock();
    }

    /// <summary>
    /// Sends what waits, if it is the caller's turn. With nothing on its way the caller does it here and now. Otherwise it happens behind
    /// everything that is about to run, which gives others the time to add theirs, unless the thread that receives has something to send before.
    /// </summary>
    public void SendIf(bool claimed)
    {
        if (!claimed)
        {
            return;
        }

        if (_isQuiet)
        {
            Send();
            return;
        }

        lock (_lock)
        {
            _isQueued = true;
        }

        _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        bool send;
        lock (_lock)
        {
            send = ClaimQueuedWithLock();
        }

        if (send)
        {
            Send();
        }
    }

    private void EndSendingWithLock()
    {
        _sending &= !ClaimRestWithLock();
        if (!_sending)
        {
            _ = _sendingEnded.TrySetResult();
        }
    }

    /// <summary>Sends what waits. Most sends end at once, and cost no task then.</summary>
    private void Send()
    {
        try
        {
            while (WriteWaiting() is not SendStep.Stop and var step)
            {
                if (step == SendStep.Flush && _socket is not null)
                {
                    if (_socket.TryFlush())
                    {
                        continue;
                    }

                    if (TryLeaveRest())
                    {
                        return;
                    }
                }

                var flush = _transport.Output.FlushAsync();
                if (step == SendStep.Finish || !flush.IsCompletedSuccessfully)
                {
                    _ = SendOnAsync(flush, step);
                    return;
                }

                _ = flush.Result;
            }
        }
#pragma warning disable CA1031 // Whatever happened here, nobody may be left waiting for a reply.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            FailSending(exception);
        }
    }

    private async Task SendOnAsync(ValueTask<FlushResult> flush, SendStep step)
    {
        try
        {
            var flushed = await flush.ConfigureAwait(false);

            // A flush that was cancelled has left something that nobody takes.
            if (step == SendStep.Finish && !flushed.IsCanceled)
            {
                await CompleteAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            FailSending(exception);
            return;
        }

        Send();
    }

    /// <summary>Closes this direction; a peer that takes nothing may keep that waiting for as long as the connection lasts.</summary>
    private async Task CompleteAsync()
    {
        var completion = _transport.Output.CompleteAsync().AsTask();
        if (await Task.WhenAny(completion, _ended.Task).ConfigureAwait(false) == completion)
        {
            await completion.ConfigureAwait(false);
        }
        else
        {
            _ = completion.ContinueWith(
                static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void FailSending(Exception exception)
    {
        End($"sending failed: {exception.Message}", exception);
        lock (_lock)
        {
            _sending = false;
            EndSendingWithLock();
        }
    }

    /// <summary>Moves what waits into the transport's buffer, as far as window and size of a send allow.</summary>
    private SendStep WriteWaiting()
    {
        Operation[] refused = [];
        SendStep step;
        lock (_lock)
        {
            step = WriteWaitingWithLock(ref refused);
            if (step == SendStep.Stop)
            {
                _sending = false;
                HoldWithLock();
                if (_state == ConnectionState.Ended)
                {
                    EndSendingWithLock();
                }
            }
        }

        if (refused.Length > 0)
        {
            // That calls their schedulers, for which the thread that receives does not wait.
            _ = ThreadPool.UnsafeQueueUserWorkItem(static failing => failing.Connection.FailReplaced(failing.Refused), (Connection: this, Refused: refused), preferLocal: false);
        }

        return step;
    }

    private void FailReplaced(Operation[] refused)
    {
        foreach (var operation in refused)
        {
            operation.Fail(Session.Replaced(operation.Name, _address));
        }
    }

    private SendStep WriteWaitingWithLock(ref Operation[] refused)
    {
        if (_state == ConnectionState.Ended || _finished)
        {
            return SendStep.Stop;
        }

        if (_socket is { HasRest: true })
        {
            return SendStep.Flush;
        }

        if (_state == ConnectionState.Open && (_session.IsGatheringWithLock || !IsWorthSendingWithLock()))
        {
            return SendStep.Stop;
        }

        (_isHeldForLong, _heldSince) = (false, null);
        var unanswered = _sent.Count;

        // The last words go beyond the window: a reserve that waits in the server could keep the window full for ever.
        var writer = new CommandWriter(_transport.Output);
        while (writer.Written < SendSize
            && (_sent.Count < Window || _state == ConnectionState.Finishing)
            && _waiting.TryDequeue(out var operation))
        {
            if (operation.State != OperationState.Waiting)
            {
                continue;
            }

            if (operation.Server is { } server && server != ServerId)
            {
                operation.State = OperationState.Done;
                _ = operation.Cancellation.Unregister();
                refused = [.. refused, operation];
                continue;
            }

            Write(operation, ref writer);
        }

        _inLastSend = _sent.Count - unanswered;
        if (writer.Written > 0)
        {
            return SendStep.Flush;
        }

        if (_state != ConnectionState.Finishing)
        {
            return SendStep.Stop;
        }

        if (_quitting)
        {
            writer.Line("quit"u8);
        }

        _finished = true;
        return SendStep.Finish;
    }

    private void Write(Operation operation, ref CommandWriter writer)
    {
        if (operation.Tube is { } tube && tube != _used)
        {
            var use = Operation<UseCommand, TubeName>.For(new UseCommand(tube));
            use.IsOwn = true;
            Sent(use);
            use.WriteTo(ref writer);
        }

        // In this order, so that one whose body can no longer be read fails with the rest.
        Sent(operation);
        operation.WriteTo(ref writer);
    }

    private void Sent(Operation operation)
    {
        if (_sent.Count == 0)
        {
            _heard = _time.GetTimestamp();
        }

        operation.State = OperationState.Sent;
        operation.Connection = this;
        _sent.Enqueue(operation);
        _used = operation.Uses ?? _used;
    }
}
