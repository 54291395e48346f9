using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk.Connections;

internal sealed partial class Connection
{
    /// <summary>How many commands may be unanswered. More gain nothing: the server works off one at a time.</summary>
    private const int Window = 256;

    /// <summary>A send that holds so many bytes takes no further command.</summary>
    private const int SendSize = 64 * 1024;

    // The tube in use once the server has read everything that is written.
    private TubeName _used;
    private bool _quitting;

    private enum SendStep
    {
        Wait,
        Flush,
        Finish,
        Stop,
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                switch (WriteWaiting())
                {
                    case SendStep.Wait:
                        await _somethingToSend.WaitAsync().ConfigureAwait(false);
                        break;
                    case SendStep.Flush:
                        _ = await _transport.Output.FlushAsync().ConfigureAwait(false);
                        break;
                    case SendStep.Finish:
                        _ = await _transport.Output.FlushAsync().ConfigureAwait(false);
                        await _transport.Output.CompleteAsync().ConfigureAwait(false);
                        return;
                    default:
                        return;
                }
            }
        }
#pragma warning disable CA1031 // Whatever happened here, nobody may be left waiting for a reply.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            End($"sending failed: {exception.Message}", exception);
        }
    }

    /// <summary>Moves what waits into the transport's buffer, as far as window and size of a send allow.</summary>
    private SendStep WriteWaiting()
    {
        lock (_lock)
        {
            if (_state == ConnectionState.Ended)
            {
                return SendStep.Stop;
            }

            // The last words go beyond the window: a reserve that waits in the server could keep the window full for ever.
            var writer = new CommandWriter(_transport.Output);
            while (writer.Written < SendSize
                && (_sent.Count < Window || _state == ConnectionState.Finishing)
                && _waiting.TryDequeue(out var operation))
            {
                if (operation.State == OperationState.Waiting)
                {
                    Write(operation, ref writer);
                }
            }

            if (writer.Written > 0)
            {
                return SendStep.Flush;
            }

            if (_state != ConnectionState.Finishing)
            {
                return SendStep.Wait;
            }

            if (_quitting)
            {
                writer.Line("quit"u8);
            }

            return SendStep.Finish;
        }
    }

    private void Write(Operation operation, ref CommandWriter writer)
    {
        if (operation.Tube is { } tube && tube != _used)
        {
            var use = new Operation<UseCommand, TubeName>(new UseCommand(tube)) { Tube = null, Blocks = false };
            use.WriteTo(ref writer);
            Sent(use);
        }

        operation.WriteTo(ref writer);
        Sent(operation);
    }

    private void Sent(Operation operation)
    {
        operation.State = OperationState.Sent;
        _sent.Enqueue(operation);
        _used = operation.Uses ?? _used;
    }
}
