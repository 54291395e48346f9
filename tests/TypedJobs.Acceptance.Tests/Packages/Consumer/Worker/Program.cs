using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Worker;

// Worker SERVER LEDGER CONCURRENCY [embedded]: the last makes this process the server.
using var telemetry = new Telemetry();
var builder = Host.CreateApplicationBuilder();
builder.Services.AddSingleton(_ => new Ledger(args[1]));
builder.Services
    .AddTypedJobs(o =>
    {
        if (args is [.., "embedded"])
        {
            o.UseEmbedded(e => e.Listen = args[0]);
        }
        else
        {
            o.Server = args[0];
        }
    })
    .AddWorker<MailWorker>(w => w.Concurrency = int.Parse(args[2], CultureInfo.InvariantCulture))
    .AddTubeStatistics();
builder.Services.AddHealthChecks().AddTypedJobs();
await builder.Build().RunAsync();
Console.WriteLine(telemetry.Summary());
