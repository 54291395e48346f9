using System.Diagnostics;
using TypedJobs.Beanstalk;

namespace TypedJobs.Benchmarks.Client;

/// <summary>The client under test: so many callers share one connection, and each waits for its own answer.</summary>
internal static class CoreClient
{
    private static readonly BeanstalkClientOptions Options = new();

    public static async Task PutAsync(string server, byte[] body, int callers, int count)
    {
        await using var client = await BeanstalkClient.ConnectAsync(server, Options);
        var put = new PutOptions { Tube = "jobs" };
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await client.PutAsync(body, put);
            }
        })));
    }

    public static async Task ConsumeAsync(string server, int callers, int count)
    {
        await using var client = await BeanstalkClient.ConnectAsync(server, Options);
        _ = await client.WatchAsync("jobs");
        _ = await client.IgnoreAsync("default");
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var job = (await client.ReserveAsync(TimeSpan.Zero)).Job ?? throw new InvalidOperationException("The tube is empty too soon.");
                await job.DeleteAsync();
            }
        })));
    }

    /// <summary>As <see cref="RawSocket.Idle"/>.</summary>
    public static async Task<double[]> IdleAsync(string server, byte[] body, int count)
    {
        await using var producer = await BeanstalkClient.ConnectAsync(server, Options);
        await using var worker = await BeanstalkClient.ConnectAsync(server, Options);
        _ = await worker.WatchAsync("jobs");
        var options = new PutOptions { Tube = "jobs" };
        var times = new double[count];
        for (var n = 0; n < count; n++)
        {
            long put = 0;
            var reserving = Task.Run(async () =>
            {
                var job = (await worker.ReserveAsync(TimeSpan.FromSeconds(10))).Job!;
                times[n] = Stopwatch.GetElapsedTime(Volatile.Read(ref put)).TotalMicroseconds;
                await job.DeleteAsync();
            });
            await Task.Delay(2);
            put = Stopwatch.GetTimestamp();
            _ = await producer.PutAsync(body, options);
            await reserving;
        }

        return times;
    }
}
