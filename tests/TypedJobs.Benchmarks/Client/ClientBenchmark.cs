using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using TypedJobs.TestServers;

namespace TypedJobs.Benchmarks.Client;

/// <summary>
/// The core client against a raw socket with the same number of commands on its way, and against one command at a time: the same bytes, in turns in one
/// run against a beanstalkd of its own, so that what disturbs the machine disturbs all. What counts are the medians of the rounds' ratios.
/// </summary>
internal static class ClientBenchmark
{
    private static readonly (int Put, int Consume)[] Callers = [(1, 1), (64, 16), (256, 64)];
    private static readonly int[] Sizes = [128, 4096];

    private static readonly string[] Columns =
    [
        "transport", "body", "what", "callers", "core client /s", "raw socket /s", "ratio", "one at a time /s", "ratio",
        "client CPU µs", "server CPU µs", "client / server", "raw socket CPU µs", "bytes allocated",
    ];

    /// <param name="rounds">How many pairs are measured.</param>
    /// <param name="json">A file for the figures; null for none.</param>
    /// <param name="onlyIdle">Whether nothing is measured but the latency on an idle queue.</param>
    public static async Task RunAsync(int rounds, string? json = null, bool onlyIdle = false)
    {
        var rows = new List<Row>();
        var idle = new List<IdleRow>();
        foreach (var unix in new[] { false, true })
        {
            var path = Path.Combine(Path.GetTempPath(), $"typedjobs-{Guid.NewGuid():N}.sock");
            await using var server = unix ? await BeanstalkdServer.StartOnUnixSocketAsync(path) : await BeanstalkdServer.StartAsync();
            EndPoint endPoint = unix ? new System.Net.Sockets.UnixDomainSocketEndPoint(path) : new IPEndPoint(IPAddress.Loopback, server.Port);
            var transport = unix ? "unix" : "TCP";
            foreach (var size in Sizes)
            {
                foreach (var callers in onlyIdle ? [] : Callers)
                {
                    rows.AddRange(await MeasureAsync(server, endPoint, transport, size, callers, rounds));
                }

                idle.Add(await MeasureIdleAsync(server, endPoint, transport, size, rounds));
            }
        }

        Console.WriteLine(Table(rows, idle, rounds));
        if (json is not null)
        {
            await File.WriteAllTextAsync(json, Json(rows, idle));
        }
    }

    private static async Task<IEnumerable<Row>> MeasureAsync(
        BeanstalkdServer server, EndPoint endPoint, string transport, int size, (int Put, int Consume) callers, int rounds)
    {
        var body = Encoding.ASCII.GetBytes(new string('x', size));
        var count = callers.Put == 1 ? 4_000 : size > 1000 ? 15_000 : 30_000;
        var put = new Row(transport, size, "put", callers.Put);
        var consume = new Row(transport, size, "reserve+delete", callers.Consume);

        // The first round is there for the compiler.
        for (var round = 0; round <= rounds; round++)
        {
            var keep = round > 0;
            put.Core.Add(await Sample.OfAsync(server, count, () => CoreClient.PutAsync(server.Address, body, callers.Put, count)), keep);
            consume.Core.Add(await Sample.OfAsync(server, count, () => CoreClient.ConsumeAsync(server.Address, callers.Consume, count)), keep);
            put.Raw.Add(await Sample.OfAsync(server, count, () => Blocking(() => RawSocket.Put(endPoint, body, callers.Put, count))), keep);
            consume.Raw.Add(await Sample.OfAsync(server, count, () => Blocking(() => RawSocket.Consume(endPoint, callers.Consume, count))), keep);
            var few = Math.Min(count, 4_000);
            put.Single.Add(await Sample.OfAsync(server, few, () => Blocking(() => RawSocket.Put(endPoint, body, 1, few))), keep);
            consume.Single.Add(await Sample.OfAsync(server, few, () => Blocking(() => RawSocket.Consume(endPoint, 1, few))), keep);
        }

        return [put, consume];
    }

    private static async Task<IdleRow> MeasureIdleAsync(BeanstalkdServer server, EndPoint endPoint, string transport, int size, int rounds)
    {
        const int Jobs = 200;
        var body = new byte[size];
        body.AsSpan().Fill((byte)'x');
        var core = new List<double>();
        var raw = new List<double>();
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var ours = await CoreClient.IdleAsync(server.Address, body, Jobs);
            var theirs = RawSocket.Idle(endPoint, body, Jobs);
            if (round > 0)
            {
                core.AddRange(ours);
                raw.AddRange(theirs);
                ratios.Add(Median(ours) / Median(theirs));
            }
        }

        return new IdleRow(transport, size, Median(core), At(core, 0.99), Median(raw), At(raw, 0.99), Median(ratios));
    }

    private static Task Blocking(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static string Table(List<Row> rows, List<IdleRow> idle, int rounds)
    {
        var text = new StringBuilder();
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, .NET {Environment.Version}; medians of {rounds} paired rounds.");
        if (rows.Count > 0)
        {
            _ = text.AppendLine().AppendLine($"| {string.Join(" | ", Columns)} |").AppendLine($"|{string.Concat(Enumerable.Repeat("---|", Columns.Length))}");
        }

        foreach (var row in rows)
        {
            _ = text.AppendLine($"| {string.Join(" | ", row.Cells())} |");
        }

        _ = text.AppendLine().AppendLine("| put → reserved, idle | body | core client p50 µs | p99 | raw socket p50 µs | p99 | ratio of p50 |").AppendLine("|---|---|---|---|---|---|---|");
        foreach (var row in idle)
        {
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Transport} | {row.Size} B | {row.P50:0} | {row.P99:0} | {row.RawP50:0} | {row.RawP99:0} | {row.Ratio:0.00} |");
        }

        return text.ToString();
    }

    private static string Json(List<Row> rows, List<IdleRow> idle)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("throughput");
            foreach (var row in rows)
            {
                row.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("idle");
            foreach (var row in idle)
            {
                writer.WriteStartObject();
                writer.WriteString("transport", row.Transport);
                writer.WriteNumber("body", row.Size);
                writer.WriteNumber("p50", row.P50);
                writer.WriteNumber("p99", row.P99);
                writer.WriteNumber("rawP50", row.RawP50);
                writer.WriteNumber("rawP99", row.RawP99);
                writer.WriteNumber("ratio", row.Ratio);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static double Median(IEnumerable<double> values) => At(values, 0.5);

    private static double At(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)((sorted.Count - 1) * part)];
    }

    private sealed record IdleRow(string Transport, int Size, double P50, double P99, double RawP50, double RawP99, double Ratio);

    private sealed record Row(string Transport, int Size, string What, int Callers)
    {
        public Samples Core { get; } = new();

        public Samples Raw { get; } = new();

        public Samples Single { get; } = new();

        private double ToRaw => Median(Core.Rates.Zip(Raw.Rates, static (core, raw) => core / raw));

        private double ToSingle => Median(Core.Rates.Zip(Single.Rates, static (core, single) => core / single));

        public IEnumerable<string> Cells()
        {
            string Show(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
            return
            [
                Transport, $"{Size} B", What, $"{Callers}", Show(Median(Core.Rates), "#,0"), Show(Median(Raw.Rates), "#,0"), Show(ToRaw, "0.00"),
                Show(Median(Single.Rates), "#,0"), Show(ToSingle, "0.0"), Show(Core.ClientCpu, "0.0"), Show(Core.ServerCpu, "0.0"),
                Show(Core.ClientCpu / Core.ServerCpu, "0.00"), Show(Raw.ClientCpu, "0.0"), Show(Core.Bytes, "0"),
            ];
        }

        public void WriteTo(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("transport", Transport);
            writer.WriteNumber("body", Size);
            writer.WriteString("what", What);
            writer.WriteNumber("callers", Callers);
            writer.WriteNumber("perSecond", Median(Core.Rates));
            writer.WriteNumber("rawPerSecond", Median(Raw.Rates));
            writer.WriteNumber("ratio", ToRaw);
            writer.WriteNumber("singlePerSecond", Median(Single.Rates));
            writer.WriteNumber("clientCpuMicroseconds", Core.ClientCpu);
            writer.WriteNumber("serverCpuMicroseconds", Core.ServerCpu);
            writer.WriteNumber("rawClientCpuMicroseconds", Raw.ClientCpu);
            writer.WriteNumber("bytes", Core.Bytes);
            writer.WriteEndObject();
        }
    }
}
