using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>Where an operation is. Changed only under the session's lock.</summary>
internal enum OperationState
{
    /// <summary>Nothing of it is written.</summary>
    Waiting,

    /// <summary>Its caller cancelled before anything was written: it is passed over.</summary>
    Withdrawn,

    /// <summary>Its bytes are written and its reply is to come.</summary>
    Sent,

    /// <summary>Sent, but its caller cancelled: its reply is still to come and is consumed for it.</summary>
    Abandoned,

    /// <summary>Its caller knows the result.</summary>
    Done,
}

/// <summary>A command on its way: from the caller, through the queue of a <see cref="Connection"/>, to its reply.</summary>
internal abstract class Operation
{
    public OperationState State { get; set; }

    /// <summary>How long the server may wait with the answer, and with those of all that stand behind it.</summary>
    public TimeSpan Patience { get; set; }

    /// <summary>The tube that must be in use when the server reads the command; null where that does not matter.</summary>
    public TubeName? Tube { get; set; }

    /// <summary>The only server process that may get the command, since it names a job of that one; null where any may.</summary>
    public string? Server { get; set; }

    /// <summary>The only connection that the command means anything on, since it is about a lease; null where any may take it.</summary>
    public Connection? Bound { get; set; }

    /// <summary>Whether nobody waits for it: the connection itself has sent it.</summary>
    public bool IsOwn { get; set; }

    /// <summary>The connection that its bytes went to; null before.</summary>
    public Connection? Connection { get; set; }

    /// <summary>Whose it is; null for what a connection sends of its own accord.</summary>
    public Session? Session { get; set; }

    /// <summary>When it began, as the session's meter says.</summary>
    public long Begun { get; set; }

    public CancellationTokenRegistration Cancellation { get; set; }

    /// <summary>Whether nothing else refers to it any more, so that it can be used again when its caller has the result.</summary>
    public bool IsFree { get; set; }

    /// <summary>The tube that is in use when the server has read the command; null where it does not change that.</summary>
    public abstract TubeName? Uses { get; }

    /// <summary>Whether the answer changes what the next connection has to watch.</summary>
    public abstract bool ChangesWatched { get; }

    public abstract string Name { get; }

    public abstract void WriteTo(ref CommandWriter writer);

    /// <summary>Reads the reply and keeps what it means; the reply's bytes are not needed afterwards.</summary>
    /// <returns>Why the connection cannot go on; null when it can.</returns>
    public abstract BeanstalkException? Read(in Reply reply);

    /// <summary>Gives the caller, who goes on in the thread pool, what the reply meant.</summary>
    public abstract void Deliver();

    /// <summary>Gives the caller, who goes on right here, what the reply meant.</summary>
    public abstract void DeliverHere();

    /// <summary>Makes ready for another use what nobody waits for.</summary>
    public abstract void Recycle();

    public abstract void Fail(Exception exception);
}

/// <summary>
/// The one implementation for all commands. It is what its caller awaits; who it is that goes on where it completes, and when nobody does, is for
/// <see cref="ReceivingThread"/> to say.
/// </summary>
/// <remarks>
/// It is used again for the next command, once its caller has the result and nothing else refers to it. One that was cancelled or lost is not:
/// the connection, or the token, may still have it.
/// </remarks>
internal sealed class Operation<TCommand, TResult> : Operation, IValueTaskSource<TResult>
    where TCommand : struct, ICommand<TResult>
{
    /// <summary>A few times the window of a connection: more are seldom of use at once.</summary>
    private const int MostPooled = 1024;

    private const int NotFree = int.MinValue;

    private static readonly ConcurrentQueue<Operation<TCommand, TResult>> Pool = new();
    private static int _pooled;

    private ManualResetValueTaskSourceCore<TResult> _source = new() { RunContinuationsAsynchronously = true };
    private TCommand _command;
    private TResult? _result;
    private BeanstalkException? _error;
    private bool _broughtJob;

    // Whether whoever waits has no context or scheduler that would call it.
    private bool _isBare;

    // The token with which the result may be taken and the operation be used again; what is no token once somebody has taken it, or when that must not be.
    private int _freeWith = NotFree;

    private Operation()
    {
    }

    public override string Name => TCommand.Name;

    public override TubeName? Uses => _command is UseCommand use ? use.Tube : default(TubeName?);

    public override bool ChangesWatched => _command is WatchCommand or IgnoreCommand;

    public ValueTask<TResult> Result => new(this, _source.Version);

    /// <summary>One that is new or as good as new.</summary>
    public static Operation<TCommand, TResult> For(TCommand command)
    {
        if (Pool.TryDequeue(out var operation))
        {
            _ = Interlocked.Decrement(ref _pooled);
        }
        else
        {
            operation = new Operation<TCommand, TResult>();
        }

        operation._command = command;
        return operation;
    }

    public override void WriteTo(ref CommandWriter writer) => _command.WriteTo(ref writer);

    public override BeanstalkException? Read(in Reply reply)
    {
        try
        {
            _result = _command.Interpret(reply);
            _broughtJob = reply.Kind == ReplyKind.Reserved;
            return null;
        }
        catch (BeanstalkException error)
        {
            _error = error;

            // Behind a `use` that failed, puts land in the tube before it. Those that are sent already cannot be helped: to wait for the answer to each `use` would cost
            // every producer of two tubes the way to the server and back.
            return error.EndsConnection || Uses is not null ? error : null;
        }
#pragma warning disable CA1031 // There may be no memory for a large job. Its caller has to know, and the server to have it back.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return _error = new BeanstalkConnectionException(
                $"The answer to '{Name}' came and could not be read: {fault.Message} The connection was ended.", CommandOutcome.Unknown, fault);
        }
    }

    public override void DeliverHere()
    {
        _source.RunContinuationsAsynchronously = false;
        Deliver();
    }

    public override void Deliver()
    {
        if (IsFree)
        {
            Volatile.Write(ref _freeWith, _source.Version);
        }

        Measure(_error);
        Complete(_error);
    }

    public override void Fail(Exception exception)
    {
        Measure(exception);
        Complete(exception);
    }

    public override void Recycle()
    {
        _source.Reset();
        _source.RunContinuationsAsynchronously = true;
        (_command, _result, _error, _broughtJob, _isBare) = (default, default, null, false, false);
        (Patience, State, Tube, Server, Bound, IsOwn, Connection, Session, Begun, Cancellation, IsFree)
            = (default, OperationState.Waiting, null, null, null, false, null, null, 0, default, false);
        if (Interlocked.Increment(ref _pooled) <= MostPooled)
        {
            Pool.Enqueue(this);
        }
        else
        {
            _ = Interlocked.Decrement(ref _pooled);
        }
    }

    private void Complete(Exception? error)
    {
        var isBare = _isBare;
        try
        {
            if (error is not null)
            {
                _source.SetException(error);
            }
            else
            {
                _source.SetResult(_result!);
            }
        }
#pragma warning disable CA1031 // Those who wait behind this one must not wait for ever.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // The caller's synchronization context or scheduler is no more. Or it is a bare callback's own, called right here: then it ends the process, as it would from
            // the pool.
            if (isBare)
            {
                _ = ThreadPool.UnsafeQueueUserWorkItem(static exception => ExceptionDispatchInfo.Throw(exception), exception, preferLocal: false);
            }
        }
    }

    private void Measure(Exception? error) => Session?.Meter.End(Begun, TCommand.Name, TCommand.Kind, Tube, _broughtJob, error);

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        // Whoever awaits twice must not give back twice, nor what is another's by now.
        var free = _source.GetStatus(token) != ValueTaskSourceStatus.Pending && Interlocked.CompareExchange(ref _freeWith, NotFree, token) == token;
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            if (free)
            {
                Recycle();
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _isBare = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) == 0
            || (SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default);
        _source.OnCompleted(continuation, state, token, flags);
    }
}
