using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using TypedJobs.Benchmarks.Typed;

namespace TypedJobs.Alternatives;

internal static class MassTransitContender
{
    public static Task<Contender> StartAsync()
        => Contender.StartAsync(
            static builder => builder.Services.AddMassTransit(static bus =>
            {
                bus.AddConsumer<MassTransitConsumer>();
                bus.UsingInMemory(static (context, configure) => configure.ReceiveEndpoint("jobs", endpoint => endpoint.ConfigureConsumer<MassTransitConsumer>(context)));
            }),
            static services =>
            {
                var endpoint = services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:jobs")).GetAwaiter().GetResult();
                return job => endpoint.Send(job);
            });
}

public sealed class MassTransitConsumer(Countdown countdown) : IConsumer<CreateThumbnail>
{
    public Task Consume(ConsumeContext<CreateThumbnail> context)
    {
        countdown.Signal();
        return Task.CompletedTask;
    }
}
