using TypedJobs.CompilerServices;

namespace TypedJobs.Inspection;

/// <summary>The jobs whose payloads an inspector can show as what they are. All others it shows as bytes.</summary>
/// <remarks>Fill it before the inspector is created; it is not thread-safe until then.</remarks>
public sealed class KnownJobs
{
    private readonly Dictionary<(string Name, int Version), JobRoute> _routes = [];

    /// <summary>Adds a job with the earlier versions that it upgrades from.</summary>
    /// <typeparam name="TJob">A <see cref="JobAttribute">[Job]</see> record.</typeparam>
    public KnownJobs Add<TJob>()
        where TJob : IJob<TJob>
    {
        // Whichever handler it would be, none is made here.
        Add(JobRoute.Create<TJob, IJobHandler<TJob>>());
        return this;
    }

    /// <summary>Adds all jobs of a worker.</summary>
    /// <typeparam name="TWorker">A <see cref="JobWorkerAttribute">[JobWorker]</see> class.</typeparam>
    public KnownJobs AddWorker<TWorker>()
        where TWorker : IJobWorker
    {
        foreach (var route in TWorker.Routes)
        {
            Add(route);
        }

        return this;
    }

    /// <summary>Adds what others know.</summary>
    internal KnownJobs Add(IEnumerable<KnownJobs> others)
    {
        foreach (var route in others.SelectMany(static other => other._routes.Values))
        {
            _routes[(route.Contract.Name, route.Contract.Version)] = route;
        }

        return this;
    }

    internal IReadOnlyCollection<JobRoute> Routes => _routes.Values;

    private void Add(JobRoute newest)
    {
        foreach (var route in newest.Earlier().Prepend(newest))
        {
            _routes[(route.Contract.Name, route.Contract.Version)] = route;
        }
    }
}
