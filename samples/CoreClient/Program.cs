using System.Globalization;
using System.Text;
using TypedJobs.Beanstalk;

// The core client alone: every step of a job's life on beanstalkd, in the order in which a newcomer meets them.
// Usage: dotnet run --project samples/CoreClient [-- HOST [PORT]]

var host = args.Length > 0 ? args[0] : "127.0.0.1";
var port = BeanstalkAddress.DefaultPort;
if (args.Length > 2 || (args.Length == 2 && !int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out port)))
{
    await Console.Error.WriteLineAsync("Usage: CoreClient [HOST [PORT]], for example: CoreClient 127.0.0.1 11300");
    return 1;
}

// Connect with host and port.
BeanstalkClient connected;
try
{
    connected = await BeanstalkClient.ConnectAsync(new BeanstalkAddress(host, port));
}
catch (Exception problem) when (problem is BeanstalkConnectionException or ArgumentException)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 1;
}

// Disposing closes the connection.
await using var client = connected;

// A tube of this run's own, for putting into and reserving from.
TubeName tube = $"core-client-sample.{Environment.ProcessId}";
await client.UseAsync(tube);
await client.WatchAsync(tube);

// Put a job: any bytes. The server answers with the job's id.
var id = await client.PutAsync("""{"processVideo":4871}"""u8.ToArray());
Console.WriteLine($"put job {id}");

// Put with priority (0 is the most urgent), delay and time-to-run.
var later = await client.PutAsync(
    """{"processVideo":4872}"""u8.ToArray(),
    new PutOptions { Priority = 250, Delay = TimeSpan.FromSeconds(10), TimeToRun = TimeSpan.FromHours(1) });
Console.WriteLine($"put job {later}, delayed");

// The status of a job, by its id.
foreach (var job in new[] { id, later })
{
    var stats = await client.StatsJobAsync(job);
    Console.WriteLine($"job {job} is {stats!.State}, priority {stats.Priority}, time to run {stats.TimeToRun}");
}

// Look at the next ready job without taking it, and delete it, until there is none.
while (await client.PeekReadyAsync() is { } next)
{
    Console.WriteLine($"peeked job {next.Id}: {Encoding.UTF8.GetString(next.Body.Span)}");
    await next.DeleteAsync();
}

// With several workers: reserve, so that nobody else gets the job; delete when the work is done. Kick makes the delayed job ready first.
await client.KickAsync(bound: 10);
while ((await client.ReserveAsync(timeout: TimeSpan.Zero)).Job is { } reserved)
{
    Console.WriteLine($"reserved job {reserved.Id}: {Encoding.UTF8.GetString(reserved.Body.Span)}");
    await reserved.DeleteAsync();
}

// Bury what cannot be worked off now; kick it when it can.
await client.PutAsync("""{"processVideo":"?"}"""u8.ToArray());
if ((await client.ReserveAsync(timeout: TimeSpan.Zero)).Job is { } bad)
{
    await bad.BuryAsync();
    Console.WriteLine($"buried job {bad.Id}; peek-buried says {(await client.PeekBuriedAsync())?.Id}");
    Console.WriteLine($"kicked {await client.KickAsync(bound: 1)} job");
    await client.DeleteAsync(bad.Id);
}

Console.WriteLine("done");
return 0;
