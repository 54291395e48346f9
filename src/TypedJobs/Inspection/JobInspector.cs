using System.Globalization;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Failures;

namespace TypedJobs.Inspection;

/// <summary>Inspects a beanstalkd. Needs no host. Connects when it is first used; a server that cannot be reached is given up after 5 seconds.</summary>
public sealed partial class JobInspector : IJobInspector, IAsyncDisposable, IDisposable
{
    /// <summary>How many commands are on their way at once.</summary>
    private const int Window = 64;

    /// <summary>How often a tube is looked at whose first job is taken each time before its state is asked for.</summary>
    private const int MostLooks = 10;

    private readonly BeanstalkBrokerOptions _options;
    private readonly InspectorConnection _connection;
    private readonly InspectedJobReader _jobs;
    private readonly FailureIndex _failures;

    /// <summary>Creates an inspector; nothing is connected yet.</summary>
    /// <param name="options">Which server, and which part of it.</param>
    /// <param name="jobs">The jobs whose payloads it can show as what they are; none if null.</param>
    /// <param name="loggerFactory">Takes the log; none if null.</param>
    /// <param name="timeProvider">The clock for timeouts; the system's if null.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it.</exception>
    public JobInspector(BeanstalkBrokerOptions options, KnownJobs? jobs = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var time = timeProvider ?? TimeProvider.System;
        _options = options;
        _connection = new InspectorConnection(options, HarmlessLogger.Of<JobInspector>(loggerFactory), time);
        _jobs = new InspectedJobReader(options, _connection.Server, new PayloadReader(jobs ?? new KnownJobs()));
        _failures = new FailureIndex(_connection, time);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TubeStatus>> GetTubesAsync(CancellationToken cancellationToken = default)
        => await _connection.AskAsync<IReadOnlyList<TubeStatus>>(
            async client =>
            {
                var found = new List<TubeStatus>();
                var tubes = await client.ListTubesAsync(cancellationToken).ConfigureAwait(false);
                foreach (var some in tubes.Where(tube => _options.Contains(tube) && !IsCompanion(tube.ToString())).Chunk(Window))
                {
                    var stats = await Task.WhenAll(some.Select(tube => client.StatsTubeAsync(tube, cancellationToken).AsTask())).ConfigureAwait(false);
                    found.AddRange(stats.OfType<TubeStats>().Where(static tube => tube.Name != TubeName.Default || HasJobs(tube)).Select(Describe));
                }

                found.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
                return found;
            },
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<TubeStatus?> GetTubeAsync(string tube, CancellationToken cancellationToken = default)
    {
        var name = _options.Qualify(tube);
        var stats = await _connection.AskAsync(client => client.StatsTubeAsync(name, cancellationToken), cancellationToken).ConfigureAwait(false);
        return stats is null ? null : Describe(stats);
    }

    /// <inheritdoc/>
    public ValueTask<InspectedJob?> PeekReadyAsync(string tube, CancellationToken cancellationToken = default)
        => PeekAsync(tube, static (client, name, token) => client.PeekReadyAsync(name, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<InspectedJob?> PeekDelayedAsync(string tube, CancellationToken cancellationToken = default)
        => PeekAsync(tube, static (client, name, token) => client.PeekDelayedAsync(name, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<InspectedJob?> PeekBuriedAsync(string tube, CancellationToken cancellationToken = default)
        => PeekAsync(tube, static (client, name, token) => client.PeekBuriedAsync(name, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<InspectedJob?> FindAsync(JobId id, CancellationToken cancellationToken = default)
    {
        Require(id);
        return _connection.AskAsync(client => _jobs.FindAsync(client, id.Number, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> PauseAsync(string tube, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        Seconds.Require(duration, Seconds.One, nameof(duration));
        return SetPauseAsync(tube, duration, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ResumeAsync(string tube, CancellationToken cancellationToken = default) => SetPauseAsync(tube, TimeSpan.Zero, cancellationToken);

    /// <summary>Closes its connection.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>As <see cref="DisposeAsync"/>, for containers that are disposed synchronously; blocks until everything is closed.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>A tube of failure records, or of the marks of one job that stand beneath it.</summary>
    private static bool IsCompanion(string tube)
    {
        var slash = tube.LastIndexOf('/');
        var isMark = slash >= 0 && ulong.TryParse(tube.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return tube.EndsWith(FailureRecord.TubeEnding, StringComparison.Ordinal)
            || (isMark && tube.AsSpan(0, slash).EndsWith(FailureRecord.TubeEnding, StringComparison.Ordinal));
    }

    private static bool HasJobs(TubeStats tube)
        => tube.CurrentJobsReady + tube.CurrentJobsDelayed + tube.CurrentJobsReserved + tube.CurrentJobsBuried > 0;

    private ValueTask<bool> SetPauseAsync(string tube, TimeSpan duration, CancellationToken cancellationToken)
    {
        var name = _options.Qualify(tube);
        return _connection.AskAsync(client => client.PauseTubeAsync(name, duration, cancellationToken), cancellationToken);
    }

    private async ValueTask<InspectedJob?> PeekAsync(
        string tube, Func<BeanstalkClient, TubeName, CancellationToken, ValueTask<BeanstalkJob?>> peek, CancellationToken cancellationToken)
    {
        var name = _options.Qualify(tube);
        return await _connection.AskAsync(
            async client =>
            {
                for (var look = 0; look < MostLooks; look++)
                {
                    if (await LookAsync(client, name, peek, cancellationToken).ConfigureAwait(false) is not { } job)
                    {
                        return null;
                    }

                    if (await job.StatsAsync(cancellationToken).ConfigureAwait(false) is { } stats)
                    {
                        return _jobs.Describe(stats, job.Body);
                    }
                }

                return null;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A peek uses its tube, and a tube that is used exists: so it is asked for first, and left again.</summary>
    private static async ValueTask<BeanstalkJob?> LookAsync(
        BeanstalkClient client, TubeName tube, Func<BeanstalkClient, TubeName, CancellationToken, ValueTask<BeanstalkJob?>> peek, CancellationToken cancellationToken)
    {
        if (await client.StatsTubeAsync(tube, cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        var job = await peek(client, tube, cancellationToken).ConfigureAwait(false);
        await client.UseAsync(TubeName.Default, cancellationToken).ConfigureAwait(false);
        return job;
    }

    private void Require(JobId id)
    {
        if (id.Server != _connection.Server)
        {
            throw new ArgumentException($"Job {id} is of another server than the one that is inspected, {_connection.Server}.", nameof(id));
        }
    }

    private TubeStatus Describe(TubeStats stats)
        => new()
        {
            Name = _options.Unqualify(stats.Name),
            Ready = (long)stats.CurrentJobsReady,
            Urgent = (long)stats.CurrentJobsUrgent,
            Delayed = (long)stats.CurrentJobsDelayed,
            Reserved = (long)stats.CurrentJobsReserved,
            Buried = (long)stats.CurrentJobsBuried,
            Total = (long)stats.TotalJobs,
            Watching = (long)stats.CurrentWatching,
            Waiting = (long)stats.CurrentWaiting,
            IsPaused = stats.Pause > TimeSpan.Zero,
            PauseLeft = stats.Pause > TimeSpan.Zero ? stats.PauseTimeLeft : TimeSpan.Zero,
        };
}
