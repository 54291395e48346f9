using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TypedJobs.CompilerServices;

namespace TypedJobs.Benchmarks.Json;

/// <summary>
/// Writes and reads payloads as TypedJobs does, with System.Text.Json's generated context, and with reflection: in turns in one process, so that
/// what disturbs the machine disturbs all three. What counts is the ratio: the median of that of each round.
/// </summary>
internal static class JsonBenchmark
{
    private const int Rounds = 201;
    private const double RoundMilliseconds = 4;

    public static void Run()
    {
        Console.WriteLine($"{(RuntimeFeature.IsDynamicCodeSupported ? "JIT" : "Native")}, {Environment.Version}; medians of {Rounds} rounds; ratio to the generated context of System.Text.Json in the same round.");
        Console.WriteLine();
        Console.WriteLine("| payload | | TypedJobs | ratio | bytes | STJ context | bytes | STJ reflection | ratio | bytes |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        Measure(new SendMail("cat@example.org", "welcome", 1), SerializerContext.Default.SendMail);
        Measure(
            new ProcessVideo(
                new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), "s3://incoming/cats.mov", "s3://outgoing/cats.mp4", new(1920, 1080), ["cats", "pets"], 29.97, true,
                new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Codec.H265)
            { Tenant = "acme" },
            SerializerContext.Default.ProcessVideo);
        Measure(
            new ImportOrder(
                4711, new("Acme", "Main Street 1", "Springfield", "12345"), new("Cat", "Side Street 2", "Shelbyville", null),
                [.. Enumerable.Range(0, 32).Select(static i => new OrderLine($"product-{i}", 1.5m * i, i, Codec.Av1, new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc), i % 2 == 0 ? "urgent" : null))],
                Enumerable.Range(0, 10).ToDictionary(static i => $"key-{i}", static i => $"a note with number {i}")),
            SerializerContext.Default.ImportOrder);
    }

    private static void Measure<T>(T job, JsonTypeInfo<T> context)
        where T : IJob<T>
    {
        var ours = T.Contract.JsonTypeInfo;
        List<JsonTypeInfo<T>> theirs = [context];
        if (JsonSerializer.IsReflectionEnabledByDefault)
        {
            theirs.Add(Reflection<T>(ours));
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(job, ours);
        if (!json.AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(job, context)))
        {
            throw new InvalidOperationException($"The JSON of {typeof(T).Name} differs, so there is nothing to compare.");
        }

        var name = T.Contract.Name;
        Report(
            $"{typeof(T).Name}, {json.Length} B",
            "write",
            [Writer(writer => Write(writer, job, name, ours)), .. theirs.Select(typeInfo => Writer(writer => JsonSerializer.Serialize(writer, job, typeInfo)))]);
        Report(string.Empty, "read", [() => JobData.Read(json, name, ours), .. theirs.Select(typeInfo => new Action(() => JsonSerializer.Deserialize(json, typeInfo)))]);
    }

    private static void Write<T>(Utf8JsonWriter writer, T job, string name, JsonTypeInfo<T> typeInfo)
        where T : notnull
    {
        JobData.Write(writer, job, name, typeInfo);

        // As the serializer does by itself.
        writer.Flush();
    }

    private static JsonTypeInfo<T> Reflection<T>(JsonTypeInfo<T> like)
    {
#pragma warning disable IL2026, IL3050 // Asked for only where reflection is on.
        var options = new JsonSerializerOptions(like.Options)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        };
#pragma warning restore IL2026, IL3050
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }

    private static Action Writer(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        return () =>
        {
            buffer.ResetWrittenCount();
            writer.Reset(buffer);
            write(writer);
        };
    }

    private static void Report(string payload, string what, Action[] actions)
    {
        var operations = actions.Select(Calibrate).ToArray();
        var rounds = actions.Select(static _ => new double[Rounds]).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var turn = 0; turn < actions.Length; turn++)
            {
                // Forwards and backwards in turn, so that none always follows the same.
                var i = round % 2 == 0 ? turn : actions.Length - 1 - turn;
                rounds[i][round] = Time(actions[i], operations[i]);
            }
        }

        var bytes = actions.Select(Allocated).ToArray();
        var cells = new List<string> { payload, what, Nanoseconds(rounds[0]), Ratio(rounds[0], rounds[1]), $"{bytes[0]}", Nanoseconds(rounds[1]), $"{bytes[1]}" };
        cells.AddRange(actions.Length > 2 ? [Nanoseconds(rounds[2]), Ratio(rounds[2], rounds[1]), $"{bytes[2]}"] : ["off", "", ""]);
        Console.WriteLine($"| {string.Join(" | ", cells)} |");
    }

    /// <summary>How many operations fill a round; it also warms up, long enough for the compiler to finish.</summary>
    private static int Calibrate(Action action)
    {
        var watch = Stopwatch.StartNew();
        var operations = 0;
        while (watch.ElapsedMilliseconds < 700)
        {
            action();
            operations++;
        }

        return Math.Max(1, (int)(operations * RoundMilliseconds / watch.Elapsed.TotalMilliseconds));
    }

    private static double Time(Action action, int operations)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < operations; i++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations;
    }

    private static long Allocated(Action action)
    {
        const int Operations = 100;
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Operations; i++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Operations;
    }

    private static string Nanoseconds(double[] rounds) => Median(rounds).ToString("#,0 ns", CultureInfo.InvariantCulture);

    private static string Ratio(double[] rounds, double[] baseline) => Median(rounds.Zip(baseline, static (mine, theirs) => mine / theirs)).ToString("0.00", CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
