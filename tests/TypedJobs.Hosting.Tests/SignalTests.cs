using System.Diagnostics;
using System.Globalization;
using TypedJobs.Beanstalk;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Hosting.Tests;

public sealed class SignalTests
{
    /// <summary>For what a machine does late that is busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task The_second_signal_ends_a_worker_at_once_and_its_jobs_are_there_for_others(int jobs)
    {
        await using var server = await BeanstalkdServer.StartAsync();
        await using var look = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Cancellation);
        var ids = new List<ulong>();
        for (var number = 0; number < jobs; number++)
        {
            ids.Add(await look.PutAsync("""{"type":"hang","data":{}}"""u8.ToArray(), new() { Tube = "hang", TimeToRun = TimeSpan.FromHours(1) }, Cancellation));
        }

        var program = Path.Combine(AppContext.BaseDirectory.Replace("TypedJobs.Hosting.Tests", "TypedJobs.HangingWorker", StringComparison.Ordinal), "TypedJobs.HangingWorker");
        using var worker = Process.Start(new ProcessStartInfo(program, jobs == 1 ? [server.Address] : [server.Address, "several"]) { RedirectStandardOutput = true })!;
        try
        {
            for (var number = 0; number < jobs; number++)
            {
                await SaysAsync(worker, "hanging", Patience);
            }

            await SignalAsync(worker, "TERM");
            await SaysAsync(worker, "stops: it takes no more jobs", Patience);
            Assert.False(worker.HasExited);

            // From here on the worker would wait 28 seconds: 25 for the handler to end, 3 for it to mind its token.
            await SignalAsync(worker, "TERM");
            await SaysAsync(worker, "ended in order", TimeSpan.FromSeconds(20));
            await worker.WaitForExitAsync(Cancellation);
            await look.WatchAsync("hang", Cancellation);
            Assert.Equal(0, worker.ExitCode);
            foreach (var id in ids)
            {
                var again = (await look.ReserveAsync(TimeSpan.FromSeconds(20), Cancellation)).Job;
                Assert.Equal(id, again?.Id);
                var stats = (await again!.StatsAsync(Cancellation))!;
                Assert.Equal((2ul, 0ul, 0ul), (stats.Reserves, stats.Releases, stats.Timeouts));
            }
        }
        finally
        {
            if (!worker.HasExited)
            {
                worker.Kill();
            }
        }
    }

    private static async Task SaysAsync(Process process, string text, TimeSpan within)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(within);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The worker ended without saying '{text}'.");
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancellation);
    }
}
