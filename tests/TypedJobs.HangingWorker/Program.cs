using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedJobs;

// A worker with handlers that misbehave, for tests with real processes: one never ends and ignores its token, one ends the process.
var builder = Host.CreateApplicationBuilder();
builder.Services.AddTypedJobs(o => o.Server = args[0]).AddWorker<HangingWorker>(w => (w.Concurrency, w.MaxDeliveries) = (args.Length > 1 ? 8 : 1, 6));
using var host = builder.Build();
await host.RunAsync();
Console.WriteLine("ended in order");

[Job("hang")]
internal sealed partial record Hang;

internal sealed class HangHandler : IJobHandler<Hang>
{
    public Task HandleAsync(Hang job, JobContext context, CancellationToken cancellationToken)
    {
        Console.WriteLine("hanging");
        return new TaskCompletionSource().Task;
    }
}

[Job("poison")]
internal sealed partial record Poison;

internal sealed class PoisonHandler : IJobHandler<Poison>
{
    public async Task HandleAsync(Poison job, JobContext context, CancellationToken cancellationToken)
    {
        // Long enough for its neighbours to have begun, and too short for them to end.
        await Task.Delay(TimeSpan.FromSeconds(0.5), cancellationToken);
        Process.GetCurrentProcess().Kill();
    }
}

[Job("neighbour")]
internal sealed partial record Neighbour;

internal sealed class NeighbourHandler : IJobHandler<Neighbour>
{
    public Task HandleAsync(Neighbour job, JobContext context, CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
}

[JobWorker]
internal sealed partial class HangingWorker;
