using System.Buffers.Text;
using System.Net;

namespace TypedJobs.Benchmarks.Client;

/// <summary>
/// The practical limit: one thread, one blocking socket, the same bytes and the same number of commands on their way as the client under test has callers.
/// With one it is a request/response client.
/// </summary>
internal static class RawSocket
{
    private const int MostBytes = 64 * 1024;

    public static void Put(EndPoint server, byte[] body, int onTheirWay, int count)
    {
        // It does not read while it writes, so what it writes must fit the sockets' buffers; more gains nothing.
        onTheirWay = Math.Clamp(MostBytes / body.Length, 1, onTheirWay);
        using var wire = new Wire(server);
        wire.Add("use jobs\r\n"u8);
        wire.Flush();
        _ = wire.Line();
        var sent = 0;
        for (var answered = 0; answered < count;)
        {
            for (; sent < count && sent - answered < onTheirWay; sent++)
            {
                wire.Add("put 1024 0 60 "u8);
                wire.Add((ulong)body.Length);
                wire.Add("\r\n"u8);
                wire.Add(body);
                wire.Add("\r\n"u8);
            }

            wire.Flush();
            do
            {
                Expect(wire.Line(), "INSERTED "u8);
                answered++;
            }
            while (answered < sent && wire.HasLine);
        }
    }

    public static void Consume(EndPoint server, int onTheirWay, int count)
    {
        using var wire = new Wire(server);
        wire.Add("watch jobs\r\nignore default\r\n"u8);
        wire.Flush();
        _ = wire.Line();
        _ = wire.Line();
        var started = Math.Min(onTheirWay, count);
        for (var n = 0; n < started; n++)
        {
            wire.Add("reserve-with-timeout 0\r\n"u8);
        }

        // Each worker deletes and reserves again, as the client's callers do: delete, its answer, reserve, its answer.
        for (var deleted = 0; deleted < count;)
        {
            wire.Flush();
            do
            {
                var line = wire.Line();
                if (line.SequenceEqual("DELETED"u8))
                {
                    deleted++;
                    if (started < count)
                    {
                        started++;
                        wire.Add("reserve-with-timeout 0\r\n"u8);
                    }
                }
                else
                {
                    Expect(line, "RESERVED "u8);
                    _ = Utf8Parser.TryParse(line[9..], out ulong id, out var digits);
                    _ = Utf8Parser.TryParse(line[(10 + digits)..], out int size, out _);
                    wire.Skip(size);
                    wire.Add("delete "u8);
                    wire.Add(id);
                    wire.Add("\r\n"u8);
                }
            }
            while (deleted < count && wire.HasLine);
        }
    }

    /// <summary>Puts on one connection and waits on another; the microseconds from each put to its job.</summary>
    public static double[] Idle(EndPoint server, byte[] body, int count)
    {
        using var producer = new Wire(server);
        using var worker = new Wire(server);
        producer.Add("use jobs\r\n"u8);
        producer.Flush();
        _ = producer.Line();
        worker.Add("watch jobs\r\n"u8);
        worker.Flush();
        _ = worker.Line();
        var times = new double[count];
        using var waiting = new SemaphoreSlim(0);
        using var done = new SemaphoreSlim(0);
        long put = 0;
        var thread = new Thread(() =>
        {
            for (var n = 0; n < count; n++)
            {
                worker.Add("reserve-with-timeout 10\r\n"u8);
                worker.Flush();
                waiting.Release();
                var line = worker.Line();
                times[n] = System.Diagnostics.Stopwatch.GetElapsedTime(Volatile.Read(ref put)).TotalMicroseconds;
                Expect(line, "RESERVED "u8);
                _ = Utf8Parser.TryParse(line[9..], out ulong id, out _);
                worker.Skip(body.Length);
                worker.Add("delete "u8);
                worker.Add(id);
                worker.Add("\r\n"u8);
                worker.Flush();
                Expect(worker.Line(), "DELETED"u8);
                done.Release();
            }
        });
        thread.Start();
        for (var n = 0; n < count; n++)
        {
            waiting.Wait();

            // Until the server has the reserve and nobody runs any more.
            Thread.Sleep(1);
            producer.Add("put 1024 0 60 "u8);
            producer.Add((ulong)body.Length);
            producer.Add("\r\n"u8);
            producer.Add(body);
            producer.Add("\r\n"u8);
            Volatile.Write(ref put, System.Diagnostics.Stopwatch.GetTimestamp());
            producer.Flush();
            Expect(producer.Line(), "INSERTED "u8);
            done.Wait();
        }

        thread.Join();
        return times;
    }

    private static void Expect(ReadOnlySpan<byte> line, ReadOnlySpan<byte> start)
    {
        if (!line.StartsWith(start))
        {
            throw new InvalidOperationException($"The server said '{System.Text.Encoding.ASCII.GetString(line)}'.");
        }
    }
}
