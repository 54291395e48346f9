using System.Diagnostics;
using System.Globalization;
using TypedJobs.Alternatives;

if (args is not [var name, var callersText, var countText, ..])
{
    await Console.Error.WriteLineAsync("usage: TypedJobs.Alternatives typedjobs|hangfire|rebus|masstransit|wolverine CALLERS JOBS [SERVER]");
    return 1;
}

var callers = int.Parse(callersText, CultureInfo.InvariantCulture);
var count = int.Parse(countText, CultureInfo.InvariantCulture);
await using var contender = await (name switch
{
    "typedjobs" => TypedJobsContender.StartAsync(args.ElementAtOrDefault(3)),
    "hangfire" => HangfireContender.StartAsync(),
    "rebus" => RebusContender.StartAsync(),
    "masstransit" => MassTransitContender.StartAsync(),
    "wolverine" => WolverineContender.StartAsync(),
    _ => throw new ArgumentException($"There is no contender '{name}'."),
});

// Until the compiler has done its work, and pools and buffers have grown.
await contender.RunAsync(callers, count);
await contender.RunAsync(callers, count);

var bytes = GC.GetTotalAllocatedBytes(precise: true);
var cpu = Environment.CpuUsage.TotalTime;
var start = Stopwatch.GetTimestamp();
await contender.RunAsync(callers, count);
var time = Stopwatch.GetElapsedTime(start);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{count / time.TotalSeconds} {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count} {(double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / count}"));
return 0;
