using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedJobs;

// A worker whose handler never ends and ignores its token, for tests that send it signals.
var builder = Host.CreateApplicationBuilder();
builder.Services.AddTypedJobs(o => o.Server = args[0]).AddWorker<HangingWorker>(w => w.Concurrency = 1);
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

[JobWorker]
internal sealed partial class HangingWorker;
