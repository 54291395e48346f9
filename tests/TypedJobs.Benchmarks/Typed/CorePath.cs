using TypedJobs.Beanstalk;

namespace TypedJobs.Benchmarks.Typed;

/// <summary>The core client alone, with the bytes that the typed path puts: nothing is written, read, dispatched or watched over.</summary>
internal sealed class CorePath(string server, int callers, byte[] body)
{
    private static readonly PutOptions IntoTube = new() { Tube = CreateThumbnail.Tube };

    public async Task PutAsync(int count)
    {
        await using var client = await BeanstalkClient.ConnectAsync(server);
        await Callers.RepeatAsync(callers, count, async () => await client.PutAsync(body, IntoTube));
    }

    /// <summary>Reserves and deletes jobs that are there.</summary>
    public async Task ConsumeAsync(int count)
    {
        await using var client = await BeanstalkClient.ConnectAsync(server);
        _ = await client.WatchAsync(CreateThumbnail.Tube);
        _ = await client.IgnoreAsync(TubeName.Default);
        await Callers.RepeatAsync(callers, count, async () =>
        {
            var job = (await client.ReserveAsync(TimeSpan.Zero)).Job ?? throw new InvalidOperationException("The tube is empty too soon.");
            await job.DeleteAsync();
        });
    }
}
