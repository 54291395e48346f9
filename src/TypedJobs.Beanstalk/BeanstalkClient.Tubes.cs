using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk;

/// <content>What is about tubes.</content>
public sealed partial class BeanstalkClient
{
    /// <summary>Adds a tube to those that <see cref="ReserveAsync"/> takes jobs from. At first that is <c>default</c> alone.</summary>
    /// <param name="tube">The tube; the server creates it if need be.</param>
    /// <param name="cancellationToken">Ends the wait; the tube may be watched all the same.</param>
    /// <returns>How many tubes the connection now watches.</returns>
    public ValueTask<int> WatchAsync(TubeName tube, CancellationToken cancellationToken = default)
        => SendAsync<WatchCommand, int>(new WatchCommand(tube, _watched), cancellationToken);

    /// <summary>Takes a tube out of those that are watched; one that is not watched is no error.</summary>
    /// <param name="tube">The tube.</param>
    /// <param name="cancellationToken">Ends the wait; the tube may be ignored all the same.</param>
    /// <returns>How many tubes the connection now watches.</returns>
    /// <exception cref="NotIgnoredException">It is the only one watched.</exception>
    public ValueTask<int> IgnoreAsync(TubeName tube, CancellationToken cancellationToken = default)
        => SendAsync<IgnoreCommand, int>(new IgnoreCommand(tube, _watched), cancellationToken);

    /// <summary>All tubes that exist: a tube exists while it has jobs or a connection uses or watches it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<IReadOnlyList<TubeName>> ListTubesAsync(CancellationToken cancellationToken = default)
        => SendAsync<ListTubesCommand, IReadOnlyList<TubeName>>(default, cancellationToken);

    /// <summary>The tubes that this connection watches.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<IReadOnlyList<TubeName>> ListTubesWatchedAsync(CancellationToken cancellationToken = default)
        => SendAsync<ListTubesWatchedCommand, IReadOnlyList<TubeName>>(default, cancellationToken);

    /// <summary>The tube that <see cref="UseAsync"/> chose, as the server sees it; at first <c>default</c>.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<TubeName> ListTubeUsedAsync(CancellationToken cancellationToken = default)
        => SendAsync<ListTubeUsedCommand, TubeName>(default, cancellationToken, _chosenTube);

    /// <summary>Lets no job of a tube be reserved for a while.</summary>
    /// <param name="tube">The tube.</param>
    /// <param name="delay">For how long: 0 (ends a pause) to 4,294,967,295 seconds, rounded up to whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait; the tube may be paused all the same.</param>
    /// <returns>False when there is no such tube.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative or too long.</exception>
    public ValueTask<bool> PauseTubeAsync(TubeName tube, TimeSpan delay, CancellationToken cancellationToken = default)
        => SendAsync<PauseTubeCommand, bool>(new PauseTubeCommand(tube, WireSeconds.RoundUp(delay, nameof(delay))), cancellationToken);
}
