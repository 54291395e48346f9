using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedJobs.Stress.Jobs;
using TypedJobs.Stress.Ledgers;
using TypedJobs.Workers;

namespace TypedJobs.Stress.Roles;

/// <summary>A worker process: runs until it is told to stop, or killed.</summary>
internal static class WorkerProcess
{
    public static async Task<int> RunAsync(StressOptions options)
    {
        using var ledger = Ledger.Create(options.Folder, options.Name);
        var (builder, jobs) = Application.Create(options);
        builder.Services.AddSingleton(ledger).AddSingleton<PlanFollower>();
        jobs.AddMiddleware<StressMiddleware>();
        if (options.Role == Role.WorkAsOldRelease)
        {
            jobs.AddWorker<OldStressWorker>(Configure);
        }
        else
        {
            jobs.AddWorker<StressWorker>(Configure);
        }

        void Configure(WorkerOptions worker)
        {
            worker.Concurrency = options.Concurrency;
            worker.HandlerTimeout = StressJobs.HandlerTimeout;
            worker.MaxDeliveries = options.MaxDeliveries;

            // Shorter than what some handlers take, so that a stop cuts some of them short.
            worker.ShutdownTimeout = TimeSpan.FromSeconds(1);
        }

        using var host = builder.Build();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Register(() => ledger.Write(LedgerEvent.Ready, options.Name));
        Application.EndWithStarter(lifetime.StopApplication);
        await host.RunAsync();
        return 0;
    }
}
