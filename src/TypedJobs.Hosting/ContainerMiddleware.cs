using Microsoft.Extensions.Options;
using TypedJobs.Workers;

namespace TypedJobs.Hosting;

/// <summary>Gives every worker the middleware that the application has registered, before its own options add theirs.</summary>
internal sealed class ContainerMiddleware(IEnumerable<IJobMiddleware> registered) : IConfigureNamedOptions<WorkerOptions>
{
    public void Configure(string? name, WorkerOptions options)
    {
        foreach (var middleware in registered)
        {
            options.Use(middleware);
        }
    }

    public void Configure(WorkerOptions options) => Configure(Options.DefaultName, options);
}
