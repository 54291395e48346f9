using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk;

/// <content>What looks at jobs and figures, and wakes what was set aside.</content>
public sealed partial class BeanstalkClient
{
    /// <summary>Looks at a job, whatever its state and tube, without taking it.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job; null when there is none.</returns>
    public ValueTask<BeanstalkJob?> PeekAsync(ulong id, CancellationToken cancellationToken = default)
        => SendAsync<PeekCommand, BeanstalkJob?>(new PeekCommand(PeekTarget.Id, id), cancellationToken);

    /// <summary>Looks at the job of the tube in use that would be reserved next, without taking it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job; null when none is ready.</returns>
    public ValueTask<BeanstalkJob?> PeekReadyAsync(CancellationToken cancellationToken = default)
        => SendAsync<PeekCommand, BeanstalkJob?>(new PeekCommand(PeekTarget.Ready), cancellationToken, _chosenTube);

    /// <summary>
    /// Looks at the job of a tube that would be reserved next, without taking it. The choice of <see cref="UseAsync"/> stands, and concurrent callers do
    /// not disturb each other.
    /// </summary>
    /// <param name="tube">The tube.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job; null when none is ready.</returns>
    public ValueTask<BeanstalkJob?> PeekReadyAsync(TubeName tube, CancellationToken cancellationToken = default)
        => SendAsync<PeekCommand, BeanstalkJob?>(new PeekCommand(PeekTarget.Ready), cancellationToken, tube);

    /// <summary>Looks at the delayed job of the tube in use that will be ready first.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job; null when none is delayed.</returns>
    public ValueTask<BeanstalkJob?> PeekDelayedAsync(CancellationToken cancellationToken = default)
        => SendAsync<PeekCommand, BeanstalkJob?>(new PeekCommand(PeekTarget.Delayed), cancellationToken, _chosenTube);

    /// <summary>Looks at the delayed job of a tube that will be ready first. The choice of <see cref="UseAsync"/> stands, and concurrent callers do not disturb each other.</summary>
    /// <param name="tube">The tube.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job; null when none is delayed.</returns>
    public ValueTask<BeanstalkJob?> PeekDelayedAsync(TubeName tube, CancellationToken cancellationToken = default)
        => SendAsync<PeekCommand, BeanstalkJob?>(new PeekCommand(PeekTarget.Delayed), cancellationToken, tube);

    /// <summary>Looks at the job of the tube in use that was buried first.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job; null when none is buried.</returns>
    public ValueTask<BeanstalkJob?> PeekBuriedAsync(CancellationToken cancellationToken = default)
        => SendAsync<PeekCommand, BeanstalkJob?>(new PeekCommand(PeekTarget.Buried), cancellationToken, _chosenTube);

    /// <summary>Looks at the job of a tube that was buried first. The choice of <see cref="UseAsync"/> stands, and concurrent callers do not disturb each other.</summary>
    /// <param name="tube">The tube.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job; null when none is buried.</returns>
    public ValueTask<BeanstalkJob?> PeekBuriedAsync(TubeName tube, CancellationToken cancellationToken = default)
        => SendAsync<PeekCommand, BeanstalkJob?>(new PeekCommand(PeekTarget.Buried), cancellationToken, tube);

    /// <summary>Makes jobs of the tube in use ready: buried ones if there are any, otherwise delayed ones.</summary>
    /// <param name="bound">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait; the jobs may be kicked all the same.</param>
    /// <returns>How many.</returns>
    public ValueTask<ulong> KickAsync(uint bound, CancellationToken cancellationToken = default)
        => SendAsync<KickCommand, ulong>(new KickCommand(bound), cancellationToken, _chosenTube);

    /// <summary>Makes a buried or delayed job ready, whichever its tube.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Ends the wait; the job may be kicked all the same.</param>
    /// <returns>False when there is no such job or it is neither buried nor delayed.</returns>
    public ValueTask<bool> KickJobAsync(ulong id, CancellationToken cancellationToken = default)
        => SendAsync<KickJobCommand, bool>(new KickJobCommand(id), cancellationToken);

    /// <summary>The statistics of the server.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<ServerStats> StatsAsync(CancellationToken cancellationToken = default)
        => SendAsync<StatsCommand, ServerStats>(default, cancellationToken);

    /// <summary>The statistics of a job.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when there is no such job.</returns>
    public ValueTask<JobStats?> StatsJobAsync(ulong id, CancellationToken cancellationToken = default)
        => SendAsync<StatsJobCommand, JobStats?>(new StatsJobCommand(id), cancellationToken);

    /// <summary>The statistics of a tube.</summary>
    /// <param name="tube">The tube.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when there is no such tube.</returns>
    public ValueTask<TubeStats?> StatsTubeAsync(TubeName tube, CancellationToken cancellationToken = default)
        => SendAsync<StatsTubeCommand, TubeStats?>(new StatsTubeCommand(tube), cancellationToken);
}
