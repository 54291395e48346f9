using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedJobs.Benchmarks.Typed;

namespace TypedJobs.Alternatives;

/// <summary>A library as an application would use it: in a host, with its usual settings, and without a log.</summary>
internal sealed class Contender : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Func<CreateThumbnail, Task> _enqueue;

    private Contender(IHost host, Func<CreateThumbnail, Task> enqueue) => (_host, _enqueue) = (host, enqueue);

    /// <summary>Starts it.</summary>
    /// <param name="configure">Adds the library, with a handler that counts down.</param>
    /// <param name="enqueue">What an application calls to enqueue a job.</param>
    public static async Task<Contender> StartAsync(Action<HostApplicationBuilder> configure, Func<IServiceProvider, Func<CreateThumbnail, Task>> enqueue)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Countdown>();
        configure(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new(host, enqueue(host.Services));
    }

    /// <summary>Enqueues jobs by so many callers while they are handled, and waits until the last one was.</summary>
    public async Task RunAsync(int callers, int count)
    {
        var countdown = _host.Services.GetRequiredService<Countdown>();
        countdown.Begin(count);
        await Callers.RepeatAsync(callers, count, () => _enqueue(CreateThumbnail.Usual));
        await countdown.Done;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
