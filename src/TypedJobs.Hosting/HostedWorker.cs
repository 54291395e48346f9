using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TypedJobs.Brokers;
using TypedJobs.Workers;

namespace TypedJobs.Hosting;

/// <summary>A worker that the application has added, with its options and the handlers of its container. The host runs it, or a test does.</summary>
internal abstract class HostedWorker(Worker worker)
{
    public Worker Worker => worker;
}

/// <inheritdoc/>
/// <typeparam name="TWorker">The worker's dispatch table.</typeparam>
internal sealed class HostedWorker<TWorker>(
    IJobBroker broker,
    ServiceHandlerScopes handlers,
    IOptionsMonitor<WorkerOptions> options,
    ILoggerFactory? loggerFactory = null,
    TimeProvider? timeProvider = null) : HostedWorker(Worker.Create<TWorker>(broker, handlers, options.Get(Name), loggerFactory, timeProvider))
    where TWorker : IJobWorker
{
    /// <summary>The name of this worker's options.</summary>
    public static string Name { get; } = typeof(TWorker).FullName ?? typeof(TWorker).Name;
}
