using Microsoft.Extensions.DependencyInjection;
using TypedJobs.Benchmarks.Typed;

namespace TypedJobs.Alternatives;

internal static class TypedJobsContender
{
    /// <param name="server">A beanstalkd; null for the broker in the process, behind its whole protocol.</param>
    public static Task<Contender> StartAsync(string? server)
        => Contender.StartAsync(
            builder => builder.Services.AddTypedJobs(options =>
                {
                    if (server is null)
                    {
                        options.UseEmbedded();
                    }
                    else
                    {
                        options.Server = server;
                    }
                })
                .AddWorker<ThumbnailWorker>(),
            static services =>
            {
                var jobs = services.GetRequiredService<IJobClient>();
                return async job => await jobs.EnqueueAsync(job);
            });
}
