using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TypedJobs.Embedded;

namespace TypedJobs.Hosting;

/// <summary>Starts the embedded broker before any worker, where it is used, and says that jobs end with the process.</summary>
internal sealed class EmbeddedBrokerService(
    IServiceProvider services, IOptions<TypedJobsOptions> options, IHostEnvironment? environment = null, ILogger<EmbeddedBrokerService>? logger = null) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.UsesEmbedded(environment))
        {
            _ = services.GetRequiredService<EmbeddedBroker>();
            var reason = options.Value.Embedded is not null ? "the application asks for it (UseEmbedded)" : "no server is set, in the Development environment";
            Log.UsesEmbeddedBroker((ILogger?)logger ?? NullLogger.Instance, reason);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
