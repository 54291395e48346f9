using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Hosting;
using TypedJobs.Retries;
using TypedJobs.Testing.Enqueueing;
using TypedJobs.Workers;

namespace TypedJobs.Testing.Running;

/// <summary>
/// Makes an application's services fit for a test: the jobs are in memory, the clock is the test's, the waits are not left to chance, and what is enqueued is recorded.
/// All else is as the application has it.
/// </summary>
internal static class HarnessServices
{
    /// <summary>Without jitter: the longest wait that production may choose.</summary>
    public static readonly RetryBackoff LongestBackoff = new(static () => 1);

    /// <summary>The application's own client.</summary>
    private const string Inner = "TypedJobs.Testing";

    public static ServiceProvider Build(IServiceCollection application, TimeProvider clock, HandlerWitness witness)
    {
        var services = new ServiceCollection { application };
        services.AddTypedJobs(static _ => { });
        services.RemoveAll<TimeProvider>().AddSingleton(clock);
        services.PostConfigure<TypedJobsOptions>(static options =>
        {
            options.Server = null;
            options.UseEmbedded(static embedded => embedded.Listen = null);
        });
        services.PostConfigureAll<WorkerOptions>(static options => options.Backoff = LongestBackoff);

        // Connections have real time: a leap of the test's clock is no silence of the broker, and their timers are none of a handler's.
        services.RemoveAll<IJobBroker>().AddSingleton<IJobBroker>(static provider
            => new BeanstalkBroker(TypedJobsServiceCollectionExtensions.BrokerOptions(provider), provider.GetService<ILoggerFactory>(), TimeProvider.System));
        services.Insert(0, ServiceDescriptor.Singleton<IJobMiddleware>(witness));
        Record(services);

        // A host has both.
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(Logger<>)));

        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    /// <summary>A handler that cannot be made would fail its jobs, one by one; in a test that is a mistake of the test.</summary>
    /// <exception cref="JobTestException">The container lacks something that a handler needs.</exception>
    public static void RequireHandlers(IServiceProvider provider, IServiceCollection application, IEnumerable<Worker> workers)
    {
        var known = provider.GetRequiredService<IServiceProviderIsService>();
        foreach (var route in workers.SelectMany(static worker => worker.Routes))
        {
            var handler = application.LastOrDefault(service => service.ServiceType == route.HandlerType && !service.IsKeyedService)?.ImplementationType;
            var missing = handler?.GetConstructors()
                .Select(constructor => constructor.GetParameters().Where(parameter => !CanBeGiven(parameter, known)).Select(static parameter => parameter.ParameterType).ToList())
                .MinBy(static missing => missing.Count);
            if (missing is { Count: > 0 })
            {
                throw new JobTestException(
                    $"The container cannot make {handler}, which handles '{route.Contract.Name}': nothing is registered for {string.Join(" and ", missing)}. Register it, or a stand-in, in the harness's services.");
            }
        }
    }

    private static bool CanBeGiven(ParameterInfo parameter, IServiceProviderIsService known)
        => parameter.HasDefaultValue || parameter.IsDefined(typeof(FromKeyedServicesAttribute)) || known.IsService(parameter.ParameterType);

    private static void Record(ServiceCollection services)
    {
        var own = services.Last(static service => service.ServiceType == typeof(IJobClient) && !service.IsKeyedService);
        services.Add(own switch
        {
            { ImplementationInstance: { } instance } => new ServiceDescriptor(typeof(IJobClient), Inner, instance),
            { ImplementationFactory: { } factory } => new ServiceDescriptor(typeof(IJobClient), Inner, (provider, _) => factory(provider), own.Lifetime),
            _ => new ServiceDescriptor(typeof(IJobClient), Inner, own.ImplementationType!, own.Lifetime),
        });
        var record = new EnqueueRecord();
        services.Add(new ServiceDescriptor(
            typeof(IJobClient), provider => new RecordingJobClient(provider.GetRequiredKeyedService<IJobClient>(Inner), record), own.Lifetime));
    }
}
