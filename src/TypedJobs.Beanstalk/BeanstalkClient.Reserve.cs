using System.Runtime.CompilerServices;
using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk;

/// <content>What workers send.</content>
public sealed partial class BeanstalkClient
{
    private static readonly ReleaseOptions DefaultReleaseOptions = new();

    /// <summary>
    /// Takes the next job out of the watched tubes: the one with the smallest priority number, among equals the oldest.
    /// The connection holds it until it is settled or its time to run has passed.
    /// </summary>
    /// <param name="timeout">
    /// How long the server may wait for a job: 0 (answer at once) to 2,147,483,647 seconds, rounded up to whole seconds
    /// (newer servers take no more, older ones miscount). Null, the default, or <see cref="Timeout.InfiniteTimeSpan"/>: without limit. The server is
    /// then asked anew whenever <see cref="BeanstalkClientOptions.ReplyTimeout"/> has passed: one that has fallen silent would not be noticed otherwise.
    /// </param>
    /// <param name="cancellationToken">
    /// Before the command is sent it withdraws it. Afterwards, a reserve that the server may keep waiting is cancelled by finishing the
    /// connection, since the protocol has no other way: commands already sent are answered, later ones go over the next connection, and the jobs
    /// that this one holds go back at once. With a timeout of 0 the connection goes on, and a job that still comes goes back with its priority.
    /// </param>
    /// <returns>The job, or why there is none: the time was over, or a job that this connection holds is about to run out of time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative or too long.</exception>
    public ValueTask<ReserveResult> ReserveAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => timeout is { } limit && limit != Timeout.InfiniteTimeSpan
            ? ReserveInAsync(WireSeconds.RoundUp(limit, nameof(timeout), int.MaxValue), cancellationToken)
            : ReserveWithoutLimitAsync(cancellationToken);

    /// <summary>Takes one job by its id, be it ready, delayed or buried, from whichever tube. beanstalkd 1.12 or newer.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Ends the wait; a job that still comes goes back as ready, with its priority.</param>
    /// <returns>The job; null when there is none of that id or a client holds it.</returns>
    /// <exception cref="UnknownCommandException">The server is older; the connection has been ended.</exception>
    public ValueTask<ReservedJob?> ReserveJobAsync(ulong id, CancellationToken cancellationToken = default)
        => SendAsync<ReserveJobCommand, ReservedJob?>(new ReserveJobCommand(id), cancellationToken);

    /// <summary>Deletes a job: one that this connection holds, because it is done, or any that is ready, delayed or buried.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Ends the wait; the job may be deleted all the same.</param>
    /// <returns>False when there is no such job or another client holds it.</returns>
    public ValueTask<bool> DeleteAsync(ulong id, CancellationToken cancellationToken = default)
        => SendAsync<DeleteCommand, bool>(new DeleteCommand(id), cancellationToken);

    /// <summary>Gives a job that this connection holds back to its tube, for any worker to take.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="options">Its new priority and a delay. Default: as <see cref="ReleaseOptions"/> says.</param>
    /// <param name="cancellationToken">Ends the wait; the job may be released all the same.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative or above 4,294,967,295 seconds.</exception>
    public ValueTask<ReleaseResult> ReleaseAsync(ulong id, ReleaseOptions? options = null, CancellationToken cancellationToken = default)
        => SendAsync<ReleaseCommand, ReleaseResult>(Release(id, options), cancellationToken);

    /// <summary>Sets a job that this connection holds aside until it is kicked.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="priority">Its new priority, 0 (most urgent) to 4,294,967,295. Default 1024.</param>
    /// <param name="cancellationToken">Ends the wait; the job may be buried all the same.</param>
    /// <returns>False when there is no such job or this connection does not hold it.</returns>
    public ValueTask<bool> BuryAsync(ulong id, uint priority = 1024, CancellationToken cancellationToken = default)
        => SendAsync<BuryCommand, bool>(new BuryCommand(id, priority), cancellationToken);

    /// <summary>Lets the time to run of a job that this connection holds begin anew.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Ends the wait; the job may be touched all the same.</param>
    /// <returns>False when there is no such job or this connection does not hold it (any more).</returns>
    public ValueTask<bool> TouchAsync(ulong id, CancellationToken cancellationToken = default)
        => SendAsync<TouchCommand, bool>(new TouchCommand(id), cancellationToken);

    private ValueTask<ReserveResult> ReserveInAsync(uint seconds, CancellationToken cancellationToken)
        => SendAsync<ReserveCommand, ReserveResult>(new ReserveCommand(seconds), cancellationToken, patience: TimeSpan.FromSeconds(seconds));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReserveResult> ReserveWithoutLimitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Whoever closes the client makes the server answer that the time is over.
            var result = await ReserveInAsync(_unlimitedReserve, cancellationToken).ConfigureAwait(false);
            if (!result.TimedOut || _session.IsClosed)
            {
                return result;
            }
        }
    }

    internal static ReleaseCommand Release(ulong id, ReleaseOptions? options)
    {
        options ??= DefaultReleaseOptions;
        return new(id, options.Priority, WireSeconds.RoundUp(options.Delay, $"{nameof(ReleaseOptions)}.{nameof(ReleaseOptions.Delay)}"));
    }
}
