using TypedJobs.Beanstalk;

namespace TypedJobs.Benchmarks.Embedded;

/// <summary>What is asked of a server: always by the core client, by so many callers over so many connections.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const string Tube = "jobs";

    private static readonly byte[] Body = MakeBody();
    private static readonly PutOptions IntoTube = new() { Tube = Tube, TimeToRun = TimeSpan.FromHours(1) };

    private readonly BeanstalkClient[] _clients;
    private readonly int _callers;

    private Load(BeanstalkClient[] clients, int callers) => (_clients, _callers) = (clients, callers);

    public static async Task<Load> ConnectAsync(Contender server, int connections, int callers)
    {
        var clients = new BeanstalkClient[connections];
        for (var i = 0; i < connections; i++)
        {
            clients[i] = await server.ConnectAsync();
            _ = await clients[i].WatchAsync(Tube);
            _ = await clients[i].IgnoreAsync("default");
        }

        return new(clients, callers);
    }

    public Task PutAsync(int count) => RepeatAsync(count, static async client => await client.PutAsync(Body, IntoTube));

    /// <summary>Reserves and deletes jobs that are there.</summary>
    public Task ConsumeAsync(int count) => RepeatAsync(count, static async client => await (await ReserveAsync(client)).DeleteAsync());

    public Task HoldAsync(int count) => RepeatAsync(count, static async client => await ReserveAsync(client));

    /// <summary>A delayed job in each of so many other tubes, which keeps them there.</summary>
    public async Task FillTubesAsync(int tubes, bool watch)
    {
        var next = 0;
        await RepeatAsync(tubes, async client =>
        {
            TubeName tube = $"tube-{Interlocked.Increment(ref next)}";
            _ = await client.PutAsync(Body, new PutOptions { Tube = tube, Delay = TimeSpan.FromDays(1) });
            if (watch)
            {
                _ = await client.WatchAsync(tube);
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
    }

    private static async Task<ReservedJob> ReserveAsync(BeanstalkClient client)
        => (await client.ReserveAsync(TimeSpan.Zero)).Job ?? throw new InvalidOperationException("The tube is empty too soon.");

    private Task RepeatAsync(int count, Func<BeanstalkClient, Task> action)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, _callers).Select(caller => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await action(_clients[caller % _clients.Length]);
            }
        })));
    }

    private static byte[] MakeBody()
    {
        var body = new byte[128];
        body.AsSpan().Fill((byte)'x');
        return body;
    }
}
