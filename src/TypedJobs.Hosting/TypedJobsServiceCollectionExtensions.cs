using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TypedJobs;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Embedded;
using TypedJobs.Hosting;
using TypedJobs.Inspection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>TypedJobs in a container.</summary>
public static class TypedJobsServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IJobClient"/> and the broker behind it, and <see cref="IJobInspector"/>, one each for the application. Calling it again only adds to the options.
    /// A <see cref="TimeProvider"/> of the application's is used if there is one.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">
    /// Sets the options; <see cref="TypedJobsOptions.Server"/> must be set here or elsewhere, unless the embedded broker is used. They are checked when the host starts.
    /// </param>
    /// <returns>What workers are added to.</returns>
    public static TypedJobsBuilder AddTypedJobs(this IServiceCollection services, Action<TypedJobsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<TypedJobsOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TypedJobsOptions>, TypedJobsOptionsValidator>());
        services.TryAddSingleton(CreateEmbeddedBroker);
        services.TryAddSingleton<IJobBroker>(CreateBroker);
        services.TryAddSingleton<IJobClient>(CreateClient);
        services.TryAddSingleton<IJobInspector>(CreateInspector);
        services.AddHostedService<EmbeddedBrokerService>();
        return new TypedJobsBuilder(services);
    }

    private static EmbeddedBroker CreateEmbeddedBroker(IServiceProvider services)
        => new(Options(services).Embedded, services.GetService<ILoggerFactory>(), services.GetService<TimeProvider>());

    private static BeanstalkBroker CreateBroker(IServiceProvider services)
        => new(BrokerOptions(services), services.GetService<ILoggerFactory>(), services.GetService<TimeProvider>());

    private static JobInspector CreateInspector(IServiceProvider services)
        => new(
            BrokerOptions(services),
            new KnownJobs().Add(services.GetServices<KnownJobs>()),
            services.GetService<ILoggerFactory>(),
            services.GetService<TimeProvider>());

    internal static BeanstalkBrokerOptions BrokerOptions(IServiceProvider services)
    {
        var options = Options(services);
        var embedded = options.UsesEmbedded(services.GetService<IHostEnvironment>()) ? services.GetRequiredService<EmbeddedBroker>() : null;
        return new BeanstalkBrokerOptions
        {
            Server = embedded?.Address.ToString() ?? options.Server!,
            TubePrefix = options.TubePrefix,
            WaitsForServer = options.WaitsForServer,
            MaxWaiting = options.MaxWaiting,
            Connect = embedded is null ? null : embedded.OpenAsync,
        };
    }

    private static JobClient CreateClient(IServiceProvider services)
        => new(
            services.GetRequiredService<IJobBroker>(),
            new JobClientOptions { EnqueueTimeout = Options(services).EnqueueTimeout },
            services.GetService<ILoggerFactory>(),
            services.GetService<TimeProvider>());

    private static TypedJobsOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<TypedJobsOptions>>().Value;
}
