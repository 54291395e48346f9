using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk;

/// <content>What producers send.</content>
public sealed partial class BeanstalkClient
{
    private static readonly PutOptions DefaultPutOptions = new();

    // The tube that commands without a tube of their own are about; the connection sends `use` when the wire needs it.
    // It is one reference, so it is read and written whole.
    private TubeName _chosenTube;

    /// <summary>Puts a job into a tube; when this returns, the server has it.</summary>
    /// <param name="body">Any bytes, at most <see cref="MaxJobSize"/>. They must not change until this returns.</param>
    /// <param name="options">Tube, priority, delay and time to run. Default: as <see cref="PutOptions"/> says.</param>
    /// <param name="cancellationToken">Before the job is sent it withdraws the job; afterwards it only ends the wait, and the job may have been stored.</param>
    /// <returns>The server's number for the job.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A duration of the options is negative or above 4,294,967,295 seconds, or the time to run is zero.</exception>
    /// <exception cref="JobTooBigException">The body is larger than the server takes, and the job was not stored.</exception>
    /// <exception cref="DrainingException">The server takes no new jobs.</exception>
    /// <exception cref="JobBuriedException">The server had no memory to queue the job and buried it.</exception>
    /// <exception cref="ServerOutOfMemoryException">The server had no memory for the job.</exception>
    /// <exception cref="BeanstalkConnectionException">There is no connection; its outcome says whether the job may have been stored.</exception>
    public ValueTask<ulong> PutAsync(ReadOnlyMemory<byte> body, PutOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= DefaultPutOptions;
        var command = new PutCommand(
            body,
            options.Priority,
            WireSeconds.RoundUp(options.Delay, $"{nameof(PutOptions)}.{nameof(PutOptions.Delay)}"),
            WireSeconds.RoundUpAboveZero(options.TimeToRun, $"{nameof(PutOptions)}.{nameof(PutOptions.TimeToRun)}"),
            MaxJobSize);
        return body.Length > MaxJobSize
            ? ValueTask.FromException<ulong>(new JobTooBigException(body.Length, MaxJobSize, CommandOutcome.NotSent))
            : SendAsync<PutCommand, ulong>(command, cancellationToken, options.Tube ?? _chosenTube);
    }

    /// <summary>
    /// Chooses the tube for what comes after it: <see cref="PutAsync"/> without a tube of its own, <see cref="PeekReadyAsync(CancellationToken)"/>,
    /// <see cref="PeekDelayedAsync(CancellationToken)"/>, <see cref="PeekBuriedAsync(CancellationToken)"/>, <see cref="KickAsync"/>. At first that is <c>default</c>.
    /// The choice is the whole client's: concurrent callers name the tube in <see cref="PutOptions.Tube"/> instead.
    /// </summary>
    /// <param name="tube">The tube; the server creates it if need be.</param>
    /// <param name="cancellationToken">Ends the wait; the choice stands.</param>
    /// <exception cref="BeanstalkException">
    /// The server could not (it had no memory), and the connection has been ended. What was sent together with it fails as <see cref="CommandOutcome.Unknown"/>:
    /// jobs among that may lie in the tube that was in use before.
    /// </exception>
    public async ValueTask UseAsync(TubeName tube, CancellationToken cancellationToken = default)
    {
        _chosenTube = tube;
        _ = await SendAsync<UseCommand, TubeName>(new UseCommand(tube), cancellationToken).ConfigureAwait(false);
    }
}
