using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using TypedJobs.Benchmarks.Client;

namespace TypedJobs.Benchmarks.Typed;

/// <summary>A library that is measured beside this one, in a process of its own.</summary>
/// <param name="Name">As the program that runs it calls it.</param>
/// <param name="Title">How its row is called.</param>
/// <param name="What">What one has to know to compare it.</param>
/// <param name="Jobs">How many jobs a round: fewer where they take long.</param>
internal sealed record Alternative(string Name, string Title, string What, int Jobs)
{
    public const int Callers = 8;

    public static IReadOnlyList<Alternative> All { get; } =
    [
        new("typedjobs", "TypedJobs, beanstalkd over TCP", "JSON; leases and retries by the server, a process of its own; 2 at once (processors)", 20_000) { NeedsServer = true },
        new("typedjobs", "TypedJobs, in memory (`UseEmbedded`)", "JSON; the same through the whole protocol, in the process; 2 at once (processors)", 20_000),
        new("wolverine", "Wolverine, local queue", "no serialization, nothing is leased; as many at once as its queue allows", 20_000),
        new("rebus", "Rebus, in-memory transport", "JSON; transactions on the transport; 5 at once", 20_000),
        new("masstransit", "MassTransit 8.5, in-memory transport", "JSON; exchanges and queues in memory; as many at once as its endpoint allows", 10_000),
        new("hangfire", "Hangfire, Hangfire.InMemory", "JSON; job states and history are kept; 10 at once (5 a processor)", 2_000),
    ];

    public bool NeedsServer { get; init; }

    public Samples Samples { get; } = new();

    public async Task<Sample> RunAsync(string server)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(Alternative).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "Alternatives").Value!);
        start.ArgumentList.Add(Name);
        start.ArgumentList.Add(Callers.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(Jobs.ToString(CultureInfo.InvariantCulture));
        if (NeedsServer)
        {
            start.ArgumentList.Add(server);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && output.Split(' ') is [var rate, var cpu, var bytes]
            ? new Sample(Number(rate), Number(cpu), ServerCpu: 0, Number(bytes))
            : throw new InvalidOperationException($"{Title} did not run: it said '{output}' and ended with {process.ExitCode}.");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
