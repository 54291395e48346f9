using System.Globalization;
using System.Text;
using System.Text.Json;
using TypedJobs.Benchmarks.Client;

namespace TypedJobs.Benchmarks.Embedded;

/// <summary>
/// The embedded broker, over TCP in a process of its own and over the pipe in this one, beside a beanstalkd: the same client and the same jobs of 128 bytes, in turns in
/// one run, so that what disturbs the machine disturbs all. What counts are the medians of the rounds' ratios.
/// </summary>
internal static class EmbeddedBenchmark
{
    private const int MostTubes = 10_000;
    private const int MostHeld = 200_000;
    private const int JobsInMemory = 1_000_000;
    private const int MostRoundsOfMemory = 3;

    private static readonly string[] Columns =
    [
        "what", "beanstalkd jobs/s", "TCP jobs/s", "ratio", "pipe jobs/s", "ratio",
        "beanstalkd: server / client CPU µs a job", "TCP: server / client CPU µs a job", "pipe: CPU µs a job",
    ];

    public static async Task RunAsync(int rounds, string? json)
    {
        Row[] rows =
        [
            await MeasureAsync("64 callers, 1 connection", new(1, 64, 20_000, 20_000), rounds),
            await MeasureAsync("64 callers, 64 connections", new(64, 64, 20_000, 20_000), rounds),
            await MeasureAsync("1,000 callers, 1,000 connections", new(1_000, 1_000, 20_000, 20_000), rounds),
            await MeasureAsync("64 callers, 1 connection, 10,000 tubes", new(1, 64, 2_000, 20_000) { Tubes = MostTubes }, rounds),
            await MeasureAsync("64 callers, 1 connection that watches 10,000 tubes", new(1, 64, 1_000, 20_000) { Tubes = MostTubes, Watched = true }, rounds),
            await MeasureAsync("64 callers, 1 connection that holds 200,000 jobs", new(1, 64, 500, 20_000) { Held = MostHeld }, rounds),
        ];
        var memory = await MemoryAsync(rounds);
        Console.WriteLine(Table(rows, memory, rounds));
        if (json is not null)
        {
            await File.WriteAllTextAsync(json, Json(rows, memory));
        }
    }

    private static async Task<Row> MeasureAsync(string what, Cell cell, int rounds)
    {
        var row = new Row(what);
        await using var beanstalkd = await Contender.BeanstalkdAsync();
        await using var tcp = await Contender.TcpAsync();
        await using var pipe = await Contender.PipeAsync();
        await using var toBeanstalkd = await PrepareAsync(beanstalkd, cell);
        await using var toTcp = await PrepareAsync(tcp, cell);
        await using var toPipe = await PrepareAsync(pipe, cell);

        // The first round is there for the compiler.
        for (var round = 0; round <= rounds; round++)
        {
            row.Beanstalkd.Add(await SampleAsync(beanstalkd, toBeanstalkd, cell.Jobs), round > 0);
            row.Tcp.Add(await SampleAsync(tcp, toTcp, cell.EmbeddedJobs), round > 0);
            row.Pipe.Add(await SampleAsync(pipe, toPipe, cell.EmbeddedJobs), round > 0);
        }

        return row;
    }

    private static async Task<Load> PrepareAsync(Contender server, Cell cell)
    {
        var load = await Load.ConnectAsync(server, cell.Connections, cell.Callers);
        await load.FillTubesAsync(cell.Tubes, cell.Watched);
        await load.PutAsync(cell.Held);
        await load.HoldAsync(cell.Held);
        return load;
    }

    /// <summary>Whole jobs: all are put, then all are reserved and deleted.</summary>
    private static Task<Sample> SampleAsync(Contender server, Load load, int jobs)
        => Sample.OfAsync(server.Process, jobs, async () =>
        {
            await load.PutAsync(jobs);
            await load.ConsumeAsync(jobs);
        });

    private static async Task<Growth> MemoryAsync(int rounds)
    {
        var growth = new Growth([], []);
        for (var round = 0; round < Math.Min(rounds, MostRoundsOfMemory); round++)
        {
            growth.Beanstalkd.Add(await GrowthAsync(Contender.BeanstalkdAsync));
            growth.Embedded.Add(await GrowthAsync(Contender.TcpAsync));
        }

        return growth;
    }

    /// <summary>How many bytes of memory a server takes from the system for a waiting job.</summary>
    private static async Task<double> GrowthAsync(Func<Task<Contender>> start)
    {
        await using var server = await start();
        await using var load = await Load.ConnectAsync(server, 1, 64);
        await load.PutAsync(1_000);
        await load.ConsumeAsync(1_000);
        var before = ResidentBytes(server.Process);
        await load.PutAsync(JobsInMemory);
        return (double)(ResidentBytes(server.Process) - before) / JobsInMemory;
    }

    private static long ResidentBytes(int process)
    {
        const string Key = "VmRSS:";
        var line = File.ReadLines($"/proc/{process}/status").Single(static line => line.StartsWith(Key, StringComparison.Ordinal));
        return 1024 * long.Parse(line[Key.Length..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static string Table(Row[] rows, Growth memory, int rounds)
    {
        var text = new StringBuilder();
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, .NET {Environment.Version}; medians of {rounds} paired rounds.")
            .AppendLine()
            .AppendLine($"| {string.Join(" | ", Columns)} |")
            .AppendLine($"|{string.Concat(Enumerable.Repeat("---|", Columns.Length))}");
        foreach (var row in rows)
        {
            _ = text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {row.What} | {Median(row.Beanstalkd.Rates):#,0} | {Median(row.Tcp.Rates):#,0} | {row.TcpRatio:0.00} | {Median(row.Pipe.Rates):#,0} | {row.PipeRatio:0.00} | {row.Beanstalkd.ServerCpu:0.0} / {row.Beanstalkd.ClientCpu:0.0} | {row.Tcp.ServerCpu:0.0} / {row.Tcp.ClientCpu:0.0} | {row.Pipe.ClientCpu:0.0} |");
        }

        _ = text.AppendLine()
            .AppendLine($"| memory a waiting job of 128 bytes, with {JobsInMemory:#,0} of them | beanstalkd, bytes | embedded, bytes | ratio |")
            .AppendLine("|---|---|---|---|")
            .AppendLine(CultureInfo.InvariantCulture, $"| growth of the process | {Median(memory.Beanstalkd):0} | {Median(memory.Embedded):0} | {memory.Ratio:0.00} |");
        return text.ToString();
    }

    private static string Json(Row[] rows, Growth memory)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("throughput");
            foreach (var row in rows)
            {
                writer.WriteStartObject();
                writer.WriteString("what", row.What);
                Write(writer, "beanstalkd", row.Beanstalkd);
                Write(writer, "tcp", row.Tcp);
                Write(writer, "pipe", row.Pipe);
                writer.WriteNumber("tcpRatio", row.TcpRatio);
                writer.WriteNumber("pipeRatio", row.PipeRatio);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartObject("memory");
            writer.WriteNumber("beanstalkdBytes", Median(memory.Beanstalkd));
            writer.WriteNumber("embeddedBytes", Median(memory.Embedded));
            writer.WriteNumber("ratio", memory.Ratio);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, string name, Samples samples)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("perSecond", Median(samples.Rates));
        writer.WriteNumber("clientCpuMicroseconds", samples.ClientCpu);
        writer.WriteNumber("serverCpuMicroseconds", samples.ServerCpu);
        writer.WriteEndObject();
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[(sorted.Count - 1) / 2];
    }

    /// <param name="Connections">Over how many connections.</param>
    /// <param name="Callers">By how many callers.</param>
    /// <param name="Jobs">How many jobs a round; fewer where beanstalkd takes long.</param>
    /// <param name="EmbeddedJobs">The same for the embedded broker.</param>
    private sealed record Cell(int Connections, int Callers, int Jobs, int EmbeddedJobs)
    {
        /// <summary>How many other tubes there are.</summary>
        public int Tubes { get; init; }

        /// <summary>Whether they are watched, too.</summary>
        public bool Watched { get; init; }

        /// <summary>How many jobs the connection holds besides.</summary>
        public int Held { get; init; }
    }

    private sealed record Row(string What)
    {
        public Samples Beanstalkd { get; } = new();

        public Samples Tcp { get; } = new();

        public Samples Pipe { get; } = new();

        public double TcpRatio => Ratio(Tcp);

        public double PipeRatio => Ratio(Pipe);

        private double Ratio(Samples samples) => Median(samples.Rates.Zip(Beanstalkd.Rates, static (embedded, beanstalkd) => embedded / beanstalkd));
    }

    private sealed record Growth(List<double> Beanstalkd, List<double> Embedded)
    {
        public double Ratio => Median(Embedded.Zip(Beanstalkd, static (embedded, beanstalkd) => embedded / beanstalkd));
    }
}
