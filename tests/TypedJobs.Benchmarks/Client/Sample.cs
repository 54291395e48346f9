using System.Diagnostics;
using System.Globalization;
using TypedJobs.TestServers;

namespace TypedJobs.Benchmarks.Client;

/// <summary>What so many jobs took.</summary>
internal sealed record Sample(double Rate, double ClientCpu, double ServerCpu, double Bytes)
{
    /// <summary>Linux counts a process's time in hundredths of a second.</summary>
    private const double MicrosecondsATick = 10_000;

    /// <summary>Measures what happens to <paramref name="count"/> jobs.</summary>
    public static Task<Sample> OfAsync(BeanstalkdServer server, int count, Func<Task> action) => OfAsync(server.ProcessId, count, action);

    /// <summary>The same with a server of which only the process is known.</summary>
    public static async Task<Sample> OfAsync(int server, int count, Func<Task> action)
    {
        var ticks = ServerTicks(server);
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await action();
        var time = Stopwatch.GetElapsedTime(start);
        return new Sample(
            count / time.TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count,
            (ServerTicks(server) - ticks) * MicrosecondsATick / count,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / count);
    }

    private static long ServerTicks(int server)
    {
        var text = File.ReadAllText($"/proc/{server}/stat");

        // The name, in brackets, may hold blanks; user and system time are the twelfth and thirteenth field behind it.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }
}

/// <summary>The samples of one client in one cell.</summary>
internal sealed class Samples
{
    private readonly List<Sample> _samples = [];

    public IEnumerable<double> Rates => _samples.Select(static sample => sample.Rate);

    public double ClientCpu => _samples.Average(static sample => sample.ClientCpu);

    public double ServerCpu => _samples.Average(static sample => sample.ServerCpu);

    public double Bytes => _samples.Min(static sample => sample.Bytes);

    public void Add(Sample sample, bool keep)
    {
        if (keep)
        {
            _samples.Add(sample);
        }
    }
}
