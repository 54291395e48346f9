using Microsoft.Extensions.DependencyInjection;
using TypedJobs.Benchmarks.Typed;
using Wolverine;

namespace TypedJobs.Alternatives;

internal static class WolverineContender
{
    public static Task<Contender> StartAsync()
        => Contender.StartAsync(
            static builder => builder.UseWolverine(static options =>
            {
                options.UseRuntimeCompilation();
                options.Discovery.DisableConventionalDiscovery().IncludeType<WolverineHandler>();
            }),
            static services => async job =>
            {
                // A bus is scoped, as one that a request or a handler is given.
                await using var scope = services.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(job);
            });
}

public sealed class WolverineHandler(Countdown countdown)
{
    public void Handle(CreateThumbnail job)
    {
        ArgumentNullException.ThrowIfNull(job);
        countdown.Signal();
    }
}
