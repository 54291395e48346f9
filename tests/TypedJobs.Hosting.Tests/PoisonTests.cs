using System.Diagnostics;
using TypedJobs.Beanstalk;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Hosting.Tests;

public sealed class PoisonTests
{
    /// <summary>What the worker program has for <c>MaxDeliveries</c>.</summary>
    private const int MaxDeliveries = 6;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_ends_its_process_is_buried_and_what_runs_beside_it_is_completed()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        await using var look = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Cancellation);
        var poison = await look.PutAsync("""{"type":"poison","data":{}}"""u8.ToArray(), new() { Tube = "poison" }, Cancellation);
        var neighbours = new List<ulong>();
        for (var number = 0; number < 4; number++)
        {
            neighbours.Add(await look.PutAsync("""{"type":"neighbour","data":{}}"""u8.ToArray(), new() { Tube = "neighbour" }, Cancellation));
        }

        var deaths = 0;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        var program = Path.Combine(AppContext.BaseDirectory.Replace("TypedJobs.Hosting.Tests", "TypedJobs.HangingWorker", StringComparison.Ordinal), "TypedJobs.HangingWorker");
        while (true)
        {
            using var worker = Process.Start(new ProcessStartInfo(program, [server.Address, "8"]))!;
            try
            {
                while (!worker.HasExited && !await IsOverAsync(look, poison, neighbours, limit.Token))
                {
                    await Task.Yield();
                }

                if (!worker.HasExited)
                {
                    break;
                }

                deaths++;
            }
            finally
            {
                worker.Kill();
                await worker.WaitForExitAsync(Cancellation);
            }
        }

        // Each run ended a process, and it had no more runs than it may have.
        Assert.Equal(MaxDeliveries, deaths);
        Assert.Equal(JobState.Buried, (await look.StatsJobAsync(poison, Cancellation))!.State);
        foreach (var neighbour in neighbours)
        {
            Assert.Null(await look.StatsJobAsync(neighbour, Cancellation));
        }
    }

    /// <summary>Whether nothing is left to be run.</summary>
    private static async Task<bool> IsOverAsync(BeanstalkClient look, ulong poison, IEnumerable<ulong> neighbours, CancellationToken cancellationToken)
    {
        foreach (var id in neighbours.Append(poison))
        {
            if (await look.StatsJobAsync(id, cancellationToken) is { State: not JobState.Buried })
            {
                return false;
            }
        }

        return true;
    }
}
