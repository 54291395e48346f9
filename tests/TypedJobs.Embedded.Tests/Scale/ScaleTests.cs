using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TypedJobs.Beanstalk;
using TypedJobs.Embedded.Tests.Servers;
using Xunit;

namespace TypedJobs.Embedded.Tests.Scale;

/// <summary>Many of everything, and clients that behave badly. Timings are for the benchmarks; here it has to work.</summary>
public sealed class ScaleTests
{
    private const int Connections = 1_000;
    private const int Tubes = 10_000;
    private const int Jobs = 200_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_connections_wait_and_each_gets_a_job()
    {
        await using var broker = new EmbeddedBroker();
        var listening = broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var wires = new List<Wire>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(listening, Token);
                wires.Add(new Wire(socket));
                await wires[i].SendAsync("reserve\r\n");
            }

            await using var producer = await broker.ConnectAsync(cancellationToken: Token);
            var ids = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ => await producer.PutAsync("x"u8.ToArray(), cancellationToken: Token)));

            var replies = await Task.WhenAll(wires.Select(static wire => wire.ReadReplyAsync()));

            Assert.Equal(ids.Select(static id => $"RESERVED {id} 1\r\nx\r\n").Order(), replies.Order());
            Assert.Equal((ulong)Connections, (await producer.StatsAsync(Token)).CurrentWorkers);
        }
        finally
        {
            foreach (var wire in wires)
            {
                await wire.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Ten_thousand_tubes_are_watched_by_one_connection_and_vanish_when_they_are_empty()
    {
        await using var broker = new EmbeddedBroker();
        await using var producer = await broker.ConnectAsync(cancellationToken: Token);
        await using var worker = await broker.ConnectAsync(cancellationToken: Token);
        var names = Enumerable.Range(0, Tubes).Select(static number => $"tube-{number}").ToList();
        _ = await Task.WhenAll(names.Select(async name => await worker.WatchAsync(name, Token)));
        _ = await Task.WhenAll(names.Select(async (name, index) => await producer.PutAsync("x"u8.ToArray(), new PutOptions { Tube = name, Priority = (uint)(Tubes - index) }, Token)));
        Assert.Equal(Tubes + 1, (await producer.ListTubesAsync(Token)).Count);

        var reserved = await Task.WhenAll(names.Select(_ => worker.ReserveAsync(TimeSpan.Zero, Token).AsTask()));
        Assert.Equal(Enumerable.Range(0, Tubes).Select(static index => (ulong)(Tubes - index)), reserved.Select(static result => result.Job!.Id));
        Assert.All(await Task.WhenAll(reserved.Select(static result => result.Job!.DeleteAsync(Token).AsTask())), Assert.True);
        _ = await Task.WhenAll(names.Select(async name => await worker.IgnoreAsync(name, Token)));
        await producer.UseAsync("default", Token);
        Assert.Equal(["default"], (await producer.ListTubesAsync(Token)).Select(static tube => tube.ToString()));
    }

    [Fact]
    public async Task Hundreds_of_thousands_of_jobs_wait_come_out_in_order_and_are_held_by_one_connection()
    {
        await using var broker = new EmbeddedBroker();
        await using var client = await broker.ConnectAsync(cancellationToken: Token);
        var put = Enumerable.Range(0, 16).Select(static priority => new PutOptions { Priority = (uint)priority, TimeToRun = TimeSpan.FromHours(1) }).ToArray();
        var numbers = Enumerable.Range(0, Jobs).ToList();

        // One caller asks without waiting for answers: they are carried out in the order in which they are asked.
        var ids = await Task.WhenAll(numbers.Select(number => client.PutAsync("x"u8.ToArray(), put[number % put.Length], Token).AsTask()));
        var reserved = await Task.WhenAll(numbers.Select(_ => client.ReserveAsync(TimeSpan.Zero, Token).AsTask()));

        Assert.Equal(numbers.OrderBy(number => number % put.Length).Select(number => ids[number]), reserved.Select(static result => result.Job!.Id));
        Assert.Equal((ulong)Jobs, (await client.StatsAsync(Token)).CurrentJobsReserved);
        Assert.All(await Task.WhenAll(reserved.Select(static result => result.Job!.DeleteAsync(Token).AsTask())), Assert.True);
        Assert.Equal(0ul, (await client.StatsAsync(Token)).CurrentJobsReserved);
    }

    [Fact]
    public async Task Silent_clients_hold_up_nobody()
    {
        await using var broker = new EmbeddedBroker();
        var silent = new List<Wire>();
        foreach (var words in new[] { "put 0 0 60 65535\r\nx", "reserve\r\n", "put 0 0 60 100000\r\n", "list-tu", new string('x', 300), string.Empty })
        {
            var wire = new Wire(await broker.OpenAsync(Token));
            await wire.SendAsync("watch other\r\nignore default\r\n" + words);
            silent.Add(wire);
        }

        await WholeJobsAsync(broker, 1_000);

        foreach (var wire in silent)
        {
            await wire.DisposeAsync();
        }

        await using var client = await broker.ConnectAsync(cancellationToken: Token);
        Assert.Equal(0ul, (await client.StatsAsync(Token)).CurrentJobsReady);
    }

    [Fact]
    public async Task Replies_that_nobody_reads_are_bounded_and_come_when_somebody_does()
    {
        const string Command = "list-tube-used\r\n";
        const int Commands = 500_000;
        await using var broker = new EmbeddedBroker();
        var pipe = await broker.OpenAsync(Token);
        long accepted = 0;
        var writing = Task.Run(
            async () =>
            {
                var some = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Command, 100)));
                for (var i = 0; i < Commands / 100; i++)
                {
                    _ = await pipe.Output.WriteAsync(some, Token);
                    Interlocked.Add(ref accepted, some.Length);
                }

                await pipe.Output.CompleteAsync();
            },
            Token);

        await WholeJobsAsync(broker, 1_000);

        Assert.InRange(Interlocked.Read(ref accepted), 0, 1024 * 1024);
        Assert.Equal(Commands * "USING default\r\n".Length, await CountAsync(pipe.Input));
        await writing;
    }

    [Fact]
    public async Task A_half_close_is_heard_behind_a_waiting_reserve_and_much_more()
    {
        const int Commands = 7_000;
        await using var broker = new EmbeddedBroker();
        var listening = broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listening, Token);
        await using var wire = new Wire(socket);

        await wire.SendAsync("reserve\r\n" + string.Concat(Enumerable.Repeat("list-tube-used\r\n", Commands)));
        await wire.FinishSendingAsync();

        Assert.Equal("TIMED_OUT\r\n" + string.Concat(Enumerable.Repeat("USING default\r\n", Commands)), await wire.ReadToEndAsync());
    }

    private static async Task WholeJobsAsync(EmbeddedBroker broker, int count)
    {
        await using var client = await broker.ConnectAsync(cancellationToken: Token);
        for (var i = 0; i < count; i++)
        {
            var id = await client.PutAsync("x"u8.ToArray(), cancellationToken: Token);
            Assert.Equal(id, (await client.ReserveAsync(TimeSpan.Zero, Token)).Job!.Id);
            Assert.True(await client.DeleteAsync(id, Token));
        }
    }

    private static async Task<long> CountAsync(PipeReader input)
    {
        long count = 0;
        while (true)
        {
            var read = await input.ReadAsync(Token);
            count += read.Buffer.Length;
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return count;
            }
        }
    }
}
