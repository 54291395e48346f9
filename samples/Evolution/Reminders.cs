using TypedJobs;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Workers;

namespace Evolution;

/// <summary>The reminders on a server.</summary>
/// <param name="server">The server.</param>
internal sealed class Reminders(BeanstalkAddress server)
{
    private const string Tube = "invoice.remind";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>What release 1 has put and nobody has worked off: what Step1 writes, in the fewest words.</summary>
    private static readonly string[] OfRelease1 =
    [
        """{"type":"invoice.remind","data":{"invoice":1001,"to":"Ann <ann@example.org>"}}""",
        """{"type":"invoice.remind","data":{"invoice":1002,"to":"Bob <bob@example.org>"}}""",
    ];

    /// <summary>Puts jobs as release 1 has left them.</summary>
    public async Task LeaveThoseOfRelease1Async()
    {
        await using var client = await BeanstalkClient.ConnectAsync(server);
        foreach (var body in OfRelease1)
        {
            await client.PutAsync(System.Text.Encoding.UTF8.GetBytes(body), new PutOptions { Tube = Tube });
        }

        Console.WriteLine($"{OfRelease1.Length} reminders of release 1 are in flight");
    }

    /// <summary>Enqueues what is due, in the version that this code writes.</summary>
    public async Task EnqueueAsync()
    {
        await using var broker = new BeanstalkBroker(new() { Server = server.ToString() });
        var ids = await new JobClient(broker).EnqueueBatchAsync(Due.Reminders);
        Console.WriteLine($"{ids.Count} reminders enqueued");
    }

    /// <summary>Works until nothing is left, and says so of each tube, as one asks before an old version goes.</summary>
    public async Task WorkOffAsync()
    {
        await using var broker = new BeanstalkBroker(new() { Server = server.ToString() });
        using var stopping = new CancellationTokenSource();
        var working = Worker.Create<ReminderWorker>(broker, new JobHandlers().Add(static () => new SendReminderHandler())).RunAsync(stopping.Token);
        await using var client = await BeanstalkClient.ConnectAsync(server);
        using var timer = new PeriodicTimer(Interval);
        IReadOnlyList<TubeStats> tubes;
        while ((tubes = await TubesAsync(client)).Any(static tube => tube.CurrentJobsReady + tube.CurrentJobsDelayed + tube.CurrentJobsReserved > 0))
        {
            await timer.WaitForNextTickAsync();
        }

        await stopping.CancelAsync();
        await working;
        foreach (var tube in tubes)
        {
            Console.WriteLine(
                $"stats-tube {tube.Name}: {tube.CurrentJobsReady} ready, {tube.CurrentJobsReserved} reserved, {tube.CurrentJobsDelayed} delayed, {tube.CurrentJobsBuried} buried");
        }
    }

    /// <summary>The tubes of all versions that the server has seen.</summary>
    private static async Task<IReadOnlyList<TubeStats>> TubesAsync(BeanstalkClient client)
    {
        var tubes = new List<TubeStats>();
        foreach (var name in (await client.ListTubesAsync()).Select(static tube => tube.ToString()).Order(StringComparer.Ordinal))
        {
            if ((name == Tube || name.StartsWith(Tube + "/", StringComparison.Ordinal)) && await client.StatsTubeAsync(name) is { } stats)
            {
                tubes.Add(stats);
            }
        }

        return tubes;
    }
}
