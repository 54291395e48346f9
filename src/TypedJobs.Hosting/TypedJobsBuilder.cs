using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TypedJobs.Inspection;
using TypedJobs.Telemetry;
using TypedJobs.Workers;

namespace TypedJobs.Hosting;

/// <summary>Adds workers to an application that has TypedJobs.</summary>
public sealed class TypedJobsBuilder
{
    internal TypedJobsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Adds a worker that starts and stops with the host, and registers its handlers, each scoped under its own type unless the application
    /// has registered it before. Each job has a scope of its own. A host may have several workers; adding the same one again only adds to its options.
    /// </summary>
    /// <typeparam name="TWorker">A <see cref="JobWorkerAttribute">[JobWorker]</see> class.</typeparam>
    /// <param name="configure">Sets the worker's options; they are checked when the host starts.</param>
    public TypedJobsBuilder AddWorker<TWorker>(Action<WorkerOptions>? configure = null)
        where TWorker : IJobWorker
    {
        foreach (var route in TWorker.Routes)
        {
            Services.TryAddScoped(route.HandlerType);
        }

        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<WorkerOptions>, ContainerMiddleware>());
        var options = Services.AddOptions<WorkerOptions>(HostedWorker<TWorker>.Name).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WorkerOptions>, WorkerOptionsValidator>());
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WorkerOptions>, WorkerTubesValidator<TWorker>>());
        Services.TryAddSingleton<ServiceHandlerScopes>();
        Services.TryAddSingleton<HostedWorker<TWorker>>();
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<HostedWorker, HostedWorker<TWorker>>(static services => services.GetRequiredService<HostedWorker<TWorker>>()));
        Services.TryAddSingleton<SecondSignal>();
        Services.AddHostedService<WorkerService<TWorker>>();
        return AddKnownJobs(static jobs => jobs.AddWorker<TWorker>());
    }

    /// <summary>
    /// Lets <see cref="IJobInspector"/> show the payloads of more jobs than those of the host's workers as what they are: where jobs are looked at and not handled.
    /// </summary>
    /// <param name="add">Adds them.</param>
    public TypedJobsBuilder AddKnownJobs(Action<KnownJobs> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        var jobs = new KnownJobs();
        add(jobs);
        Services.AddSingleton(jobs);
        return this;
    }

    /// <summary>
    /// Asks the broker for its tubes now and then, and gives what it says as metrics: <see cref="TubeStatisticsPoller"/>. In one process for a server is enough.
    /// </summary>
    /// <param name="interval">How often: from a second to a day; 15 seconds if null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is out of its range.</exception>
    public TypedJobsBuilder AddTubeStatistics(TimeSpan? interval = null)
    {
        TubeStatisticsPoller.RequireInRange(interval);
        Services.AddHostedService(services => ActivatorUtilities.CreateInstance<TubeStatisticsService>(services, new TubeStatisticsInterval(interval)));
        return this;
    }

    /// <summary>
    /// Puts a middleware around the handlers of all workers of the host, one instance for all jobs, made by the container. The first one added is the outermost;
    /// those that a worker's own options add come inside of them.
    /// </summary>
    /// <typeparam name="TMiddleware">The middleware.</typeparam>
    public TypedJobsBuilder AddMiddleware<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, IJobMiddleware
    {
        Services.AddSingleton<IJobMiddleware, TMiddleware>();
        return this;
    }
}
