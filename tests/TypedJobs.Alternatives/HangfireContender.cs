using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using TypedJobs.Benchmarks.Typed;

namespace TypedJobs.Alternatives;

internal static class HangfireContender
{
    public static Task<Contender> StartAsync()
        => Contender.StartAsync(
            static builder => builder.Services
                .AddHangfire(static configuration => configuration
                    .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
                    .UseSimpleAssemblyNameTypeSerializer()
                    .UseRecommendedSerializerSettings()
                    .UseInMemoryStorage())
                .AddHangfireServer(),
            static services =>
            {
                var client = services.GetRequiredService<IBackgroundJobClient>();
                return job =>
                {
                    client.Enqueue<HangfireHandler>(handler => handler.Handle(job));
                    return Task.CompletedTask;
                };
            });
}

/// <summary>Public with a public method, as Hangfire calls it by reflection.</summary>
public sealed class HangfireHandler(Countdown countdown)
{
    public void Handle(CreateThumbnail job)
    {
        ArgumentNullException.ThrowIfNull(job);
        countdown.Signal();
    }
}
