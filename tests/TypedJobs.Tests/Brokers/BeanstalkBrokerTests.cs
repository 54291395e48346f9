using System.Net;
using System.Net.Sockets;
using System.Text;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Tests.Brokers;

public sealed class BeanstalkBrokerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    /// <summary>Long enough to connect on a busy machine, short enough to wait for.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(700);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_stored_with_all_that_it_says()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        await using var broker = Broker(server);
        var message = Message("mail") with { Priority = 5, Delay = TimeSpan.FromSeconds(100), TimeToRun = TimeSpan.FromSeconds(7) };

        var id = await broker.PutAsync(message, Long, Cancellation);

        await using var look = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Cancellation);
        var stats = await look.StatsJobAsync(id.Number, Cancellation);
        Assert.NotNull(stats);
        Assert.Equal(("mail", 5u, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(7)), (stats.Tube.ToString(), stats.Priority, stats.Delay, stats.TimeToRun));
        Assert.Equal($"{server.Address}#{stats.Id}", id.ToString());
    }

    [Fact]
    public async Task A_prefix_is_put_before_the_tubes_of_producers_and_consumers()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        await using var broker = new BeanstalkBroker(new() { Server = server.Address, TubePrefix = "staging." });
        await using var other = Broker(server);
        await using var consumer = broker.OpenConsumer(["mail"]);

        await other.PutAsync(Message("mail", "not this"), Long, Cancellation);
        var id = await broker.PutAsync(Message("mail", "this"), Long, Cancellation);

        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        Assert.Equal(id, delivery.Id);
        await using var look = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Cancellation);
        Assert.Contains("staging.mail", (await look.ListTubesAsync(Cancellation)).Select(static tube => tube.ToString()));
    }

    [Fact]
    public async Task Producers_share_one_connection()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        await using var broker = Broker(server);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => broker.PutAsync(Message("mail"), Long, Cancellation).AsTask()));

        await using var look = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Cancellation);
        var stats = await look.StatsAsync(Cancellation);
        Assert.Equal("200", stats.Values["current-jobs-ready"]);
        // One more each for the fixture's wait for the server, and for this look at it.
        Assert.Equal("3", stats.Values["total-connections"]);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_given_up_as_not_sent_with_its_name_and_the_reason()
    {
        await using var broker = new BeanstalkBroker(new() { Server = $"beanstalk://127.0.0.1:{BeanstalkdServer.FreePort()}" });

        var errors = await Task.WhenAll(Enumerable.Range(0, 5).Select(
            _ => Assert.ThrowsAsync<BrokerException>(async () => await broker.PutAsync(Message("mail"), Short, Cancellation))));

        Assert.All(errors, error =>
        {
            Assert.Equal(BrokerOutcome.NotSent, error.Outcome);
            Assert.Contains(broker.Server, error.Message, StringComparison.Ordinal);
            Assert.Contains("'mail'", error.Message, StringComparison.Ordinal);
            Assert.Contains("refused", error.Message, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task A_batch_is_one_write_a_window()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        var writes = new RecordedWrites(server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = server.Address, Connect = writes.ConnectAsync });

        var ids = await new JobClient(broker).EnqueueBatchAsync(Enumerable.Range(0, 200).Select(static number => new Probe(number)), cancellationToken: Cancellation);

        Assert.Equal(Enumerable.Range(1, 200).Select(static number => (ulong)number), ids.Select(static id => id.Number));
        Assert.Equal([1, 128, 71], writes.All.Select(static write => write.Split("put ").Length - 1).Where(static puts => puts > 0));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_not_waited_for_if_the_options_say_so()
    {
        await using var broker = new BeanstalkBroker(new() { Server = $"beanstalk://127.0.0.1:{BeanstalkdServer.FreePort()}", WaitsForServer = false });

        for (var n = 0; n < 3; n++)
        {
            var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.PutAsync(Message("mail"), TimeSpan.FromHours(1), Cancellation));
            Assert.Equal(BrokerOutcome.NotSent, error.Outcome);
            Assert.Contains("refused", error.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task No_more_puts_wait_for_a_server_than_the_options_say()
    {
        var port = BeanstalkdServer.FreePort();
        await using var broker = new BeanstalkBroker(new() { Server = $"beanstalk://127.0.0.1:{port}", MaxWaiting = 2 });
        var waiting = Enumerable.Range(0, 2).Select(_ => broker.PutAsync(Message("mail"), Long, Cancellation).AsTask()).ToList();

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.PutAsync(Message("mail"), Long, Cancellation));
        await using var server = await BeanstalkdServer.StartOnPortAsync(port);

        Assert.Equal(BrokerOutcome.NotSent, error.Outcome);
        Assert.Contains("MaxWaiting", error.Message, StringComparison.Ordinal);
        Assert.Equal([1ul, 2ul], (await Task.WhenAll(waiting)).Select(static id => id.Number).Order());
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_is_given_up_as_not_sent()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var broker = new BeanstalkBroker(new() { Server = $"beanstalk://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}" });

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.PutAsync(Message("mail"), Short, Cancellation));

        Assert.Equal(BrokerOutcome.NotSent, error.Outcome);
    }

    [Fact]
    public async Task A_server_that_comes_in_time_gets_the_message()
    {
        var port = BeanstalkdServer.FreePort();
        await using var broker = new BeanstalkBroker(new() { Server = $"beanstalk://127.0.0.1:{port}" });

        var put = broker.PutAsync(Message("mail"), Long, Cancellation);
        await using var server = await BeanstalkdServer.StartOnPortAsync(port);

        Assert.Equal(1ul, (await put).Number);
    }

    [Fact]
    public async Task A_server_that_falls_silent_leaves_the_outcome_unknown_and_is_asked_over_a_new_connection()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        await using var broker = Broker(server);
        await broker.PutAsync(Message("mail"), Long, Cancellation);

        await server.SignalAsync("STOP");
        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.PutAsync(Message("mail"), Short, Cancellation));
        await server.SignalAsync("CONT");
        await broker.PutAsync(Message("mail"), Long, Cancellation);

        Assert.Equal(BrokerOutcome.Unknown, error.Outcome);
        await using var look = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Cancellation);
        // Three puts were made and none was made twice: the one without an answer was stored after all, as the outcome says it may.
        Assert.Equal("3", (await look.StatsAsync(Cancellation)).Values["total-jobs"]);
        Assert.Equal("4", (await look.StatsAsync(Cancellation)).Values["total-connections"]);
    }

    [Fact]
    public async Task A_cancelled_put_ends_as_cancelled()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        await using var broker = Broker(server);
        await broker.PutAsync(Message("mail"), Long, Cancellation);
        await server.SignalAsync("STOP");
        using var cancelled = new CancellationTokenSource();

        var put = broker.PutAsync(Message("mail"), Long, cancelled.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await put);
        await server.SignalAsync("CONT");
    }

    [Fact]
    public async Task A_server_that_was_restarted_is_connected_again()
    {
        var first = await BeanstalkdServer.StartAsync();
        await using var broker = Broker(first);
        await broker.PutAsync(Message("mail"), Long, Cancellation);

        await first.DisposeAsync();
        await using var second = await BeanstalkdServer.StartOnPortAsync(first.Port);

        // The first put after the crash may find out that the connection is dead; it is never sent twice.
        JobId? id = null;
        while (id is null)
        {
            try
            {
                id = await broker.PutAsync(Message("mail"), Long, Cancellation);
            }
            catch (BrokerException exception) when (exception.Outcome == BrokerOutcome.Unknown)
            {
            }
        }

        Assert.Equal(1ul, id.Value.Number);
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_with_server_and_tube()
    {
        await using var server = await BeanstalkdServer.StartAsync("-z", "100");
        await using var broker = Broker(server);

        var tooBig = await Assert.ThrowsAsync<BrokerException>(
            async () => await broker.PutAsync(Message("mail", new string('x', 101)), Long, Cancellation));
        await server.DrainAsync();
        var draining = await Assert.ThrowsAsync<BrokerException>(async () =>
        {
            // The signal is taken between two commands.
            while (true)
            {
                await broker.PutAsync(Message("mail"), Long, Cancellation);
            }
        });

        Assert.Equal(BrokerOutcome.NotSent, tooBig.Outcome);
        Assert.Equal(BrokerOutcome.Answered, draining.Outcome);
        Assert.All([tooBig, draining], error =>
        {
            Assert.Contains(server.Address, error.Message, StringComparison.Ordinal);
            Assert.Contains("'mail'", error.Message, StringComparison.Ordinal);
            Assert.IsAssignableFrom<BeanstalkException>(error.InnerException);

            // What was not sent, or was refused, is known not to be stored.
            Assert.DoesNotContain("not known", error.Message, StringComparison.Ordinal);
        });
        Assert.Contains("101", tooBig.Message, StringComparison.Ordinal);
        Assert.Contains("100", tooBig.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_size_the_server_takes_a_consumer_can_receive()
    {
        // More than the core client accepts unless it is told otherwise.
        var size = new BeanstalkClientOptions().MaxReplySize + 1;
        await using var server = await BeanstalkdServer.StartAsync("-z", $"{size}");
        await using var broker = Broker(server);
        await using var consumer = broker.OpenConsumer(["mail"]);
        await broker.PutAsync(Message("mail") with { Body = new byte[size] }, Long, Cancellation);

        await using var delivery = await consumer.ReceiveAsync(Cancellation);

        Assert.Equal(size, delivery.Body.Length);
    }

    [Theory]
    [InlineData("BeanstalkBrokerOptions.Server", "", "")]
    [InlineData("BeanstalkBrokerOptions.Server", "localhost:11300", "")]
    [InlineData("BeanstalkBrokerOptions.TubePrefix", "beanstalk://localhost", "my tubes.")]
    public void An_option_that_cannot_be_used_is_named(string name, string address, string prefix)
    {
        var error = Assert.Throws<ArgumentException>(() => new BeanstalkBroker(new() { Server = address, TubePrefix = prefix }));

        Assert.StartsWith(name, error.Message, StringComparison.Ordinal);
    }

    private static BeanstalkBroker Broker(BeanstalkdServer server) => new(new() { Server = server.Address });

    private static BrokerMessage Message(string tube, string body = "{}")
        => new() { Tube = tube, Body = Encoding.UTF8.GetBytes(body), Priority = 1, TimeToRun = TimeSpan.FromSeconds(60) };
}
