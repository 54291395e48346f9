using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedJobs.Hosting;
using TypedJobs.Workers;

namespace TypedJobs.Stress.Roles;

/// <summary>The application that a producer or a worker is: a host with TypedJobs, as any user would have.</summary>
internal static class Application
{
    public static (HostApplicationBuilder Builder, TypedJobsBuilder Jobs) Create(StressOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });

        // That jobs fail is the plan, and in the ledger.
        builder.Logging
            .AddSimpleConsole(static console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "))
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter(typeof(Worker).FullName, LogLevel.Error);
        return (builder, builder.Services.AddTypedJobs(o => o.Server = options.Server));
    }

    /// <summary>
    /// Ends with the process that started this one: that one holds the other end of the standard input, and would never learn that it left us behind.
    /// </summary>
    public static void EndWithStarter(Action stop)
    {
        var waiting = new Thread(() =>
        {
            while (Console.In.ReadLine() is not null)
            {
            }

            stop();
        });
        waiting.IsBackground = true;
        waiting.Start();
    }
}
