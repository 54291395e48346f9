using System.Threading.Tasks.Sources;
using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>Where an operation is. Changed only under the connection's lock.</summary>
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

    /// <summary>The tube that must be in use when the server reads the command; null where that does not matter.</summary>
    public required TubeName? Tube { get; init; }

    /// <summary>Whether the server may take its time with the answer, and with all that stand behind it.</summary>
    public required bool Blocks { get; init; }

    /// <summary>The tube that is in use when the server has read the command; null where it does not change that.</summary>
    public abstract TubeName? Uses { get; }

    public CancellationTokenRegistration Cancellation { get; set; }

    public abstract string Name { get; }

    public abstract void WriteTo(ref CommandWriter writer);

    /// <summary>Reads the reply and keeps what it means; the reply's bytes are not needed afterwards.</summary>
    /// <returns>Why the connection cannot go on; null when it can.</returns>
    public abstract BeanstalkException? Read(in Reply reply);

    /// <summary>Gives the caller what the reply meant.</summary>
    public abstract void Deliver();

    public abstract void Fail(Exception exception);
}

/// <summary>
/// The one implementation for all commands. It is what its caller awaits; continuations never run on the thread that completes it,
/// so no caller can hold up the replies of others.
/// </summary>
internal sealed class Operation<TCommand, TResult>(TCommand command) : Operation, IValueTaskSource<TResult>
    where TCommand : struct, ICommand<TResult>
{
    private ManualResetValueTaskSourceCore<TResult> _source = new() { RunContinuationsAsynchronously = true };
    private TResult? _result;
    private BeanstalkException? _error;

    public override string Name => TCommand.Name;

    public override TubeName? Uses => command is UseCommand use ? use.Tube : default(TubeName?);

    public ValueTask<TResult> Result => new(this, _source.Version);

    public override void WriteTo(ref CommandWriter writer) => command.WriteTo(ref writer);

    public override BeanstalkException? Read(in Reply reply)
    {
        try
        {
            _result = command.Interpret(reply);
            return null;
        }
        catch (BeanstalkException error)
        {
            _error = error;

            // Behind a `use` that failed, puts would land in the tube before it.
            return error.EndsConnection || Uses is not null ? error : null;
        }
    }

    public override void Deliver()
    {
        if (_error is not null)
        {
            _source.SetException(_error);
        }
        else
        {
            _source.SetResult(_result!);
        }
    }

    public override void Fail(Exception exception) => _source.SetException(exception);

    TResult IValueTaskSource<TResult>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _source.OnCompleted(continuation, state, token, flags);
}
