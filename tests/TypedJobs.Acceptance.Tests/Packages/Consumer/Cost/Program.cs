using System.Globalization;
using System.Text;
using System.Text.Json;
using Cost;
using TypedJobs;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Workers;

// Cost SERVER: prints how many bytes a job allocates, on all threads together, when it is enqueued, and when it is handled, beyond its body and its record.
// The scope and the handler are one for all jobs. It is what more jobs allocate more, so that starting and stopping are not in it, and the least of some rounds:
// what is compiled, or a pool that grows, comes on top now and then.
const int Few = 1_000;
const int Many = 9_000;
const int Rounds = 6;
const int AtOnce = 64;
const int ArrayHeader = 24;
const int Alignment = 8;

var job = new CreateThumbnail("pictures/cat.jpg", 320, 240, Crop: false);
await using var broker = new BeanstalkBroker(new() { Server = args[0] });
var client = new JobClient(broker);
var scope = new SharedScope();
var worker = Worker.Create<ThumbnailWorker>(broker, scope, new() { Concurrency = AtOnce, HandlerTimeout = TimeSpan.FromMinutes(1) });
var payload = await PayloadAsync();
var few = await LeastAsync(Few);
var many = await LeastAsync(Many);
var enqueued = (many.Enqueued - few.Enqueued) / (Many - Few);
var handled = ((many.Handled - few.Handled) / (Many - Few)) - payload;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"enqueued {enqueued}\nhandled {handled}"));

async Task<(long Enqueued, long Handled)> LeastAsync(int jobs)
{
    var (enqueued, handled) = (long.MaxValue, long.MaxValue);
    for (var round = 0; round < Rounds; round++)
    {
        enqueued = Math.Min(enqueued, await AllocatedAsync(() => EnqueueAsync(jobs)));
        handled = Math.Min(handled, await AllocatedAsync(() => HandleAsync(jobs)));
    }

    return (enqueued, handled);
}

async Task EnqueueAsync(int jobs)
{
    var left = jobs;
    await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
    {
        while (Interlocked.Decrement(ref left) >= 0)
        {
            await client.EnqueueAsync(job);
        }
    })));
}

async Task HandleAsync(int jobs)
{
    var all = scope.Handler.Expect(jobs);
    using var stopping = new CancellationTokenSource();
    var running = worker.RunAsync(stopping.Token);
    await all;
    await stopping.CancelAsync();
    await running;
}

async Task<long> PayloadAsync()
{
    var id = await client.EnqueueCreateThumbnailAsync(job);
    await using var look = await BeanstalkClient.ConnectAsync(args[0]);
    var waiting = (await look.PeekReadyAsync(CreateThumbnail.Tube))!;
    await waiting.DeleteAsync();
    Console.WriteLine($"as {id}: {Encoding.UTF8.GetString(waiting.Body.Span)}");
    using var json = JsonDocument.Parse(waiting.Body);
    var data = JsonSerializer.SerializeToUtf8Bytes(json.RootElement.GetProperty("data"));
    return ((ArrayHeader + waiting.Body.Length + Alignment - 1) / Alignment * Alignment) + RecordFrom(data);
}

static long RecordFrom(byte[] data)
{
    _ = Read<CreateThumbnail>(data);
    var before = GC.GetAllocatedBytesForCurrentThread();
    _ = Read<CreateThumbnail>(data);
    return GC.GetAllocatedBytesForCurrentThread() - before;
}

static TJob? Read<TJob>(byte[] data)
    where TJob : IJob<TJob>
    => JsonSerializer.Deserialize(data, TJob.Contract.JsonTypeInfo);

static async Task<long> AllocatedAsync(Func<Task> action)
{
    var before = GC.GetTotalAllocatedBytes(precise: true);
    await action();
    return GC.GetTotalAllocatedBytes(precise: true) - before;
}
