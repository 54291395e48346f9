using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk.Protocol;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>
/// One conversation with a server, shared by any number of callers.
/// <para>
/// Callers put operations into a queue. One loop takes what waits there, writes it into the transport's buffer, moves it to the queue of
/// those sent, and hands all of it over in one send. The other loop reads replies and gives each to the oldest operation sent: the server
/// answers in the order in which it was asked, and an operation enters the second queue in the same critical section in which its bytes
/// are written, so the two orders are one. A `use` that a command needs is written before it with a place of its own in that queue.
/// </para>
/// <para>
/// How many are sent and unanswered is bounded; beyond that operations wait in the first queue, each with its caller, who is so held back.
/// An operation whose bytes are written keeps its place until its reply has come, whether or not somebody still waits for it. There
/// is one way out, <see cref="End"/>: it says why, once, and fails everything that is left.
/// </para>
/// </summary>
internal sealed partial class Connection : IAsyncDisposable
{
    private const string ClosedHere = "it was closed by this client";

    private readonly Lock _lock = new();
    private readonly Queue<Operation> _waiting = new();
    private readonly Queue<Operation> _sent = new();
    private readonly Signal _somethingToSend = new();
    private readonly IDuplexPipe _transport;
    private readonly string _address;
    private readonly int _maxReplySize;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _completion;

    private ConnectionState _state;
    private string _reason = ClosedHere;
    private Exception? _cause;

    /// <summary>Starts both loops over a transport, which the connection then owns.</summary>
    public Connection(IDuplexPipe transport, BeanstalkAddress address, int maxReplySize, ILogger logger)
    {
        _transport = transport;
        _address = address.ToString();
        _maxReplySize = maxReplySize;
        _logger = logger;
        _completion = StartOutsideOfTheCallersContext();
    }

    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                return _state == ConnectionState.Open;
            }
        }
    }

    /// <summary>Ends, without an exception, as soon as nothing can be sent or answered any more.</summary>
    public Task Ended => _ended.Task;

    private bool IsFinishing
    {
        get
        {
            lock (_lock)
            {
                return _state == ConnectionState.Finishing;
            }
        }
    }

    /// <summary>Sends a command and gives the result of its reply.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Before the command is written it is withdrawn; afterwards only the wait ends.</param>
    /// <param name="tube">The tube that must be in use for it, if it depends on one.</param>
    /// <param name="blocks">Whether the server may wait with the answer. Cancelling such a command, once sent, finishes the connection.</param>
    public ValueTask<TResult> SendAsync<TCommand, TResult>(
        TCommand command, CancellationToken cancellationToken, TubeName? tube = null, bool blocks = false)
        where TCommand : struct, ICommand<TResult>
    {
        var operation = new Operation<TCommand, TResult>(command) { Tube = tube, Blocks = blocks };
        operation.Cancellation = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (connection, cancelled) = ((Connection, Operation))state!;
                connection.Cancel(cancelled, token);
            },
            cancellationToken.CanBeCanceled ? (this, (Operation)operation) : null);

        bool refused;
        lock (_lock)
        {
            refused = _state != ConnectionState.Open;
            if (!refused && operation.State == OperationState.Waiting)
            {
                _waiting.Enqueue(operation);
            }
            else if (refused && operation.State == OperationState.Waiting)
            {
                operation.State = OperationState.Done;
            }
            else
            {
                // Cancelled while it was being registered: its caller already knows.
                return operation.Result;
            }
        }

        if (refused)
        {
            _ = operation.Cancellation.Unregister();
            operation.Fail(Lost(TCommand.Name, CommandOutcome.NotSent));
        }
        else
        {
            _somethingToSend.Set();
        }

        return operation.Result;
    }

    /// <summary>Lets the server answer what it has been sent, then ends. Returns when the connection has ended.</summary>
    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_state == ConnectionState.Open)
            {
                _state = ConnectionState.Finishing;
                _quitting = true;
            }
        }

        _somethingToSend.Set();
        await _completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends at once. What waits for a reply fails. Harmless when repeated.</summary>
    public async ValueTask DisposeAsync()
    {
        End(ClosedHere, cause: null);
        await _completion.ConfigureAwait(false);
    }

    /// <summary>The loops outlive whoever connects: they must not keep that caller's activity and async locals for theirs.</summary>
    private Task StartOutsideOfTheCallersContext()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Task.Run(RunAsync);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        await Task.WhenAll(ReceiveAsync(), SendAsync(), _ended.Task).ConfigureAwait(false);
        await _transport.Output.CompleteAsync().ConfigureAwait(false);
        await _transport.Input.CompleteAsync().ConfigureAwait(false);
        (_transport as IDisposable)?.Dispose();
    }

    /// <summary>Cancels the wait for an operation.</summary>
    private void Cancel(Operation operation, CancellationToken token)
    {
        Operation[] withdrawn = [];
        lock (_lock)
        {
            switch (operation.State)
            {
                case OperationState.Waiting:
                    operation.State = OperationState.Withdrawn;
                    break;
                case OperationState.Sent:
                    operation.State = OperationState.Abandoned;
                    if (operation.Blocks && _state == ConnectionState.Open)
                    {
                        // Only a closed direction makes the server give up waiting. It then answers what it has read, so what it has not is taken back.
                        _state = ConnectionState.Finishing;
                        _reason = $"a '{operation.Name}' that was waiting in the server was cancelled";
                        withdrawn = TakeWaiting();
                    }

                    break;
                default:
                    return;
            }
        }

        operation.Fail(new OperationCanceledException(token));
        FailAll(withdrawn, CommandOutcome.NotSent);
        _somethingToSend.Set();
    }

    /// <summary>The one way out. Only the first reason counts.</summary>
    private void End(string reason, Exception? cause)
    {
        Operation[] unanswered;
        Operation[] unsent;
        bool expected;
        lock (_lock)
        {
            if (_state == ConnectionState.Ended)
            {
                return;
            }

            expected = cause is null;
            if (_state == ConnectionState.Open || cause is not null)
            {
                _reason = reason;
                _cause = cause;
            }

            _state = ConnectionState.Ended;
            unanswered = [.. _sent.Where(static operation => operation.State == OperationState.Sent)];
            _sent.Clear();
            foreach (var operation in unanswered)
            {
                operation.State = OperationState.Done;
            }

            unsent = TakeWaiting();
        }

        if (expected)
        {
            Log.Closed(_logger, _address, _reason);
        }
        else
        {
            Log.Lost(_logger, _address, _reason, unanswered.Length, cause);
        }

        FailAll(unanswered, CommandOutcome.Unknown);
        FailAll(unsent, CommandOutcome.NotSent);
        _somethingToSend.Set();
        _transport.Input.CancelPendingRead();
        _transport.Output.CancelPendingFlush();
        _ended.SetResult();
    }

    private Operation[] TakeWaiting()
    {
        Operation[] taken = [.. _waiting.Where(static operation => operation.State == OperationState.Waiting)];
        _waiting.Clear();
        foreach (var operation in taken)
        {
            operation.State = OperationState.Done;
        }

        return taken;
    }

    private void FailAll(Operation[] operations, CommandOutcome outcome)
    {
        foreach (var operation in operations)
        {
            _ = operation.Cancellation.Unregister();
            operation.Fail(Lost(operation.Name, outcome));
        }
    }

    private BeanstalkConnectionException Lost(string command, CommandOutcome outcome)
    {
        var known = outcome == CommandOutcome.NotSent
            ? "It was not sent."
            : "It was sent and not answered: the server may have carried it out.";
        return new BeanstalkConnectionException($"'{command}' failed: the connection to {_address} is over, because {_reason}. {known}", outcome, _cause);
    }
}
