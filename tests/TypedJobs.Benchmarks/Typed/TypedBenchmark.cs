using System.Globalization;
using System.Text;
using System.Text.Json;
using TypedJobs.Beanstalk;
using TypedJobs.Benchmarks.Client;
using TypedJobs.TestServers;

namespace TypedJobs.Benchmarks.Typed;

/// <summary>
/// What the typed path costs above the core client that it is built on, with the same bytes and on the same server, in turns; and what others take for the same job. The
/// figures are medians of the rounds, ratios those of the rounds' ratios; allocations are the least, since nothing makes them fewer.
/// </summary>
internal static class TypedBenchmark
{
    private const int Callers = 64;
    private const int Jobs = 20_000;

    public static async Task RunAsync(int rounds, string? json)
    {
        await using var server = await BeanstalkdServer.StartAsync();
        var comparison = await CompareAsync(server, rounds);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var alternative in Alternative.All)
            {
                await Console.Error.WriteLineAsync($"round {round + 1} of {rounds}: {alternative.Title}");
                alternative.Samples.Add(await alternative.RunAsync(server.Address), keep: true);
            }
        }

        Console.WriteLine(Table(comparison, rounds));
        if (json is not null)
        {
            await File.WriteAllTextAsync(json, Json(comparison));
        }
    }

    private static async Task<Comparison> CompareAsync(BeanstalkdServer server, int rounds)
    {
        await using var typed = new TypedPath(server.Address, Callers);
        await typed.EnqueueAsync(1);
        var body = await BodyAsync(server.Address);
        await typed.HandleAsync(1);
        var core = new CorePath(server.Address, Callers, body);
        var comparison = new Comparison(body.Length, JobCost.OfBody(body), JobCost.OfRecord(body), JobCost.OfScope(typed.Scopes), JobCost.OfDispatch());

        // The first rounds are there for the compiler.
        const int WarmUps = 2;
        for (var round = 1 - WarmUps; round <= rounds; round++)
        {
            await Console.Error.WriteLineAsync(round > 0 ? $"round {round} of {rounds}: core client, typed" : "warming up");
            comparison.Put.Add(await Sample.OfAsync(server, Jobs, () => core.PutAsync(Jobs)), round > 0);
            comparison.Consume.Add(await Sample.OfAsync(server, Jobs, () => core.ConsumeAsync(Jobs)), round > 0);
            comparison.Enqueue.Add(await Sample.OfAsync(server, Jobs, () => typed.EnqueueAsync(Jobs)), round > 0);
            comparison.Handle.Add(await Sample.OfAsync(server, Jobs, () => typed.HandleAsync(Jobs)), round > 0);
        }

        comparison.HandlingBytes = await JobCost.OfHandlingAsync(typed);
        return comparison;
    }

    private static async Task<byte[]> BodyAsync(string server)
    {
        await using var client = await BeanstalkClient.ConnectAsync(server);
        var waiting = await client.PeekReadyAsync(CreateThumbnail.Tube);
        return waiting!.Body.ToArray();
    }

    private static string Table(Comparison comparison, int rounds)
    {
        var text = new StringBuilder();
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, beanstalkd on the same machine; medians of {rounds} paired rounds.")
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"| {Callers} callers, {Callers} jobs at once, an event of {comparison.BodyLength} bytes | core client, jobs/s | typed, jobs/s | ratio | goal | core client: CPU µs a job | typed: CPU µs a job |")
            .AppendLine("|---|---|---|---|---|---|---|");
        AppendRow("put, `EnqueueAsync`", comparison.Put, comparison.Enqueue, string.Empty);
        AppendRow("reserve and delete, handled", comparison.Consume, comparison.Handle, string.Empty);
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"| both | {Median(comparison.CoreRates):#,0} | {Median(comparison.TypedRates):#,0} | {comparison.Ratio:0.00} | ≥ 0.90 | {comparison.Put.ClientCpu + comparison.Consume.ClientCpu:0.0} | {comparison.Enqueue.ClientCpu + comparison.Handle.ClientCpu:0.0} |")
            .AppendLine()
            .AppendLine("| what a job costs | measured | goal | |")
            .AppendLine("|---|---|---|---|")
            .AppendLine(CultureInfo.InvariantCulture, $"| enqueued | {comparison.Enqueue.Bytes:0} bytes | ≤ 150 | the state machine of whoever waits for it is in it |")
            .AppendLine(CultureInfo.InvariantCulture, $"| handled, with heartbeat and handler timeout | {comparison.HandledBytes} bytes | ≤ 250 | of {comparison.HandlingBytes}: without its body ({comparison.BodyBytes}), its record ({comparison.RecordBytes}), scope and handler ({comparison.ScopeBytes}) |")
            .AppendLine(CultureInfo.InvariantCulture, $"| dispatched, with 1,000 kinds of jobs | {comparison.DispatchNanoseconds:0.0} ns | ≤ 25 | |")
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"| enqueued by {Alternative.Callers} callers and handled | jobs/s | CPU µs a job | bytes a job | |")
            .AppendLine("|---|---|---|---|---|");
        foreach (var alternative in Alternative.All)
        {
            _ = text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {alternative.Title} | {Median(alternative.Samples.Rates):#,0} | {alternative.Samples.ClientCpu:0.0} | {alternative.Samples.Bytes:#,0} | {alternative.What} |");
        }

        return text.ToString();

        void AppendRow(string what, Samples core, Samples typed, string goal)
            => text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {what} | {Median(core.Rates):#,0} | {Median(typed.Rates):#,0} | {Ratio(core.Rates, typed.Rates):0.00} | {goal} | {core.ClientCpu:0.0} | {typed.ClientCpu:0.0} |");
    }

    private static string Json(Comparison comparison)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("typedToCore");
            writer.WriteNumber("enqueue", Ratio(comparison.Put.Rates, comparison.Enqueue.Rates));
            writer.WriteNumber("handle", Ratio(comparison.Consume.Rates, comparison.Handle.Rates));
            writer.WriteNumber("both", comparison.Ratio);
            writer.WriteEndObject();
            writer.WriteNumber("corePerSecond", Median(comparison.CoreRates));
            writer.WriteNumber("typedPerSecond", Median(comparison.TypedRates));
            writer.WriteNumber("enqueueBytes", comparison.Enqueue.Bytes);
            writer.WriteNumber("handleBytes", comparison.HandledBytes);
            writer.WriteNumber("dispatchNanoseconds", comparison.DispatchNanoseconds);
            writer.WriteStartArray("alternatives");
            foreach (var alternative in Alternative.All)
            {
                writer.WriteStartObject();
                writer.WriteString("what", alternative.Title);
                writer.WriteNumber("perSecond", Median(alternative.Samples.Rates));
                writer.WriteNumber("cpuMicroseconds", alternative.Samples.ClientCpu);
                writer.WriteNumber("bytes", alternative.Samples.Bytes);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static double Ratio(IEnumerable<double> core, IEnumerable<double> typed) => Median(typed.Zip(core, static (typed, core) => typed / core));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[(sorted.Count - 1) / 2];
    }

    private sealed record Comparison(int BodyLength, long BodyBytes, long RecordBytes, long ScopeBytes, double DispatchNanoseconds)
    {
        public Samples Put { get; } = new();

        public Samples Consume { get; } = new();

        public Samples Enqueue { get; } = new();

        public Samples Handle { get; } = new();

        public IEnumerable<double> CoreRates => Both(Put, Consume);

        public IEnumerable<double> TypedRates => Both(Enqueue, Handle);

        public double Ratio => TypedBenchmark.Ratio(CoreRates, TypedRates);

        public long HandlingBytes { get; set; }

        public long HandledBytes => HandlingBytes - BodyBytes - RecordBytes - ScopeBytes;

        private static IEnumerable<double> Both(Samples first, Samples second) => first.Rates.Zip(second.Rates, static (first, second) => 1 / ((1 / first) + (1 / second)));
    }
}
