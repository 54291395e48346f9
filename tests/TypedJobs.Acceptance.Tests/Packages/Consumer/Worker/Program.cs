using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Worker;

// Worker SERVER LEDGER CONCURRENCY
var builder = Host.CreateApplicationBuilder();
builder.Services.AddSingleton(_ => new Ledger(args[1]));
builder.Services.AddTypedJobs(o => o.Server = args[0]).AddWorker<MailWorker>(w => w.Concurrency = int.Parse(args[2], CultureInfo.InvariantCulture));
await builder.Build().RunAsync();
