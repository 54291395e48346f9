using Microsoft.Extensions.DependencyInjection;
using Rebus.Bus;
using Rebus.Config;
using Rebus.Handlers;
using Rebus.Transport.InMem;
using TypedJobs.Benchmarks.Typed;

namespace TypedJobs.Alternatives;

internal static class RebusContender
{
    public static Task<Contender> StartAsync()
        => Contender.StartAsync(
            static builder => builder.Services
                .AddRebus(static configure => configure.Transport(static transport => transport.UseInMemoryTransport(new InMemNetwork(), "jobs")))
                .AddRebusHandler<RebusHandler>(),
            static services =>
            {
                var bus = services.GetRequiredService<IBus>();
                return job => bus.SendLocal(job);
            });
}

public sealed class RebusHandler(Countdown countdown) : IHandleMessages<CreateThumbnail>
{
    public Task Handle(CreateThumbnail message)
    {
        countdown.Signal();
        return Task.CompletedTask;
    }
}
