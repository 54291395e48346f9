using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Tests.Brokers;

/// <summary>How many receives share few connections.</summary>
public sealed class RotationTests : ConsumerTest
{
    [Fact]
    public async Task A_job_is_settled_while_other_receives_wait()
    {
        await using var consumer = Broker.OpenConsumer(["a", "b"]);
        var first = consumer.ReceiveAsync(Cancellation).AsTask();
        var second = consumer.ReceiveAsync(Cancellation).AsTask();
        await PutAsync("b");
        var delivery = await await Task.WhenAny(first, second);

        // The other receive goes on waiting in the server all the while.
        await delivery.CompleteAsync(Cancellation);

        Assert.Null(await Look.PeekAsync(delivery.Id.Number, Cancellation));
        Assert.Contains(new[] { first, second }, static receive => !receive.IsCompleted);
    }

    [Fact]
    public async Task A_connection_is_used_again_once_its_job_is_settled()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        for (var i = 0; i < 20; i++)
        {
            await PutAsync("a");
            await using var delivery = await consumer.ReceiveAsync(Cancellation);
            await delivery.CompleteAsync(Cancellation);
        }

        // The fixture's wait, this look, the producers, the consumer.
        Assert.Equal("4", (await Look.StatsAsync(Cancellation)).Values["total-connections"]);
    }

    [Fact]
    public async Task Many_receives_share_few_connections_and_each_settles_while_one_waits()
    {
        const int Slots = 64;
        await using var consumer = Broker.OpenConsumer(["a"]);
        for (var n = 0; n < Slots; n++)
        {
            await PutAsync("a");
        }

        var receives = Enumerable.Range(0, Slots + 1).Select(_ => consumer.ReceiveAsync(Cancellation).AsTask()).ToList();
        var deliveries = new List<IJobDelivery>();
        while (deliveries.Count < Slots)
        {
            var received = await Task.WhenAny(receives);
            receives.Remove(received);
            deliveries.Add(await received);
        }

        while ((await Look.StatsAsync(Cancellation)).Values["current-waiting"] != "1")
        {
        }

        await Task.WhenAll(deliveries.Select(delivery => delivery.CompleteAsync(Cancellation).AsTask()));

        var stats = await Look.StatsAsync(Cancellation);
        Assert.Equal(("0", "1"), (stats.Values["current-jobs-reserved"], stats.Values["current-waiting"]));

        // This look, the producers, and of the consumer one that holds and one that waits.
        Assert.Equal(4ul, stats.CurrentConnections);
    }

    [Fact]
    public async Task A_job_is_settled_and_the_next_one_asked_for_in_one_write()
    {
        var writes = new RecordedWrites(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address, Connect = writes.ConnectAsync });
        await using var consumer = broker.OpenConsumer(["a"]);
        var ids = new List<JobId> { await PutAsync("a"), await PutAsync("a"), await PutAsync("a") };

        foreach (var id in ids)
        {
            await using var delivery = await consumer.ReceiveAsync(Cancellation);
            Assert.Equal(id, delivery.Id);
            await delivery.CompleteAndGoOnAsync(Cancellation);
        }

        Assert.Equal(ids.Select(static id => $"delete {id.Number}\r\nreserve-with-timeout 0\r\n"), writes.All.Where(static write => write.Contains("delete", StringComparison.Ordinal)));
        Assert.Single(writes.All, static write => write.Contains("reserve-with-timeout 20", StringComparison.Ordinal));

        // The last question found nothing; whoever comes next waits in the server.
        var receive = consumer.ReceiveAsync(Cancellation).AsTask();
        var last = await PutAsync("a");
        await using var late = await receive;
        Assert.Equal(last, late.Id);
    }

    [Fact]
    public async Task A_server_that_has_no_memory_for_a_question_takes_no_job_from_those_who_work_on_theirs()
    {
        var wires = new Wires(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address, Connect = wires.ConnectAsync });
        await using var consumer = broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using var first = await consumer.ReceiveAsync(Cancellation);
        wires.All[0].Lie("TIMED_OUT", "OUT_OF_MEMORY");

        var receive = consumer.ReceiveAsync(Cancellation).AsTask();
        await wires.All[0].SendsAsync("reserve-with-timeout 0", 1, Cancellation);
        await PutAsync("a");
        await using var second = await receive;

        await first.CompleteAsync(Cancellation);
        Assert.Equal(1, wires.All[0].Sent.AsSpan().Count("delete"));
        Assert.Equal(2, wires.All.Count);
    }

    [Fact]
    public async Task Connections_that_were_lost_while_idle_are_no_failures_to_connect()
    {
        const int Many = 6;
        var time = new PauseCounter();
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address }, timeProvider: time);
        await using var consumer = broker.OpenConsumer(["a"]);
        var deliveries = new List<IJobDelivery>();
        for (var n = 0; n < Many; n++)
        {
            var receiving = consumer.ReceiveAsync(Cancellation).AsTask();
            while ((await Look.StatsAsync(Cancellation)).CurrentWaiting != 1)
            {
            }

            await PutAsync("a");
            deliveries.Add(await receiving);
        }

        foreach (var delivery in deliveries)
        {
            await delivery.CompleteAsync(Cancellation);
            await delivery.DisposeAsync();
        }

        foreach (var connection in proxy.Connections)
        {
            connection.Cut();
        }

        // Those that have not noticed yet may still fail.
        await PutAsync("a");
        await using var next = await consumer.ReceiveAsync(Cancellation);
        Assert.InRange(time.Pauses, 0, Many / 2);
        Assert.InRange(proxy.Connections.Count, Many + 1, Many + 2);
    }

    [Fact]
    public async Task A_connection_that_was_lost_while_it_held_a_job_is_not_used_again()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address });
        await using var consumer = broker.OpenConsumer(["a"]);
        for (var n = 0; n < 4; n++)
        {
            await PutAsync("a");
            var delivery = await consumer.ReceiveAsync(Cancellation);
            proxy.Connections[^1].Cut();
            await delivery.CompleteAsync(Cancellation);
            await delivery.DisposeAsync();
        }

        // Each time one to take the job again or to delete it, and at most one more to take the next.
        Assert.InRange(proxy.Connections.Count, 1 + 4, 1 + (2 * 4));
    }

    [Fact]
    public async Task Whatever_goes_wrong_while_one_waits_for_a_job_somebody_waits_again()
    {
        var time = new OnceFaulty();
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address }, timeProvider: time);
        await using var consumer = broker.OpenConsumer(["a"]);

        // The first time is noted when it is begun, and the second when somebody is to wait for it.
        time.FailAt(2);
        var receive = consumer.ReceiveAsync(Cancellation).AsTask();
        Assert.True(time.HasFailed);
        var id = await PutAsync("a");

        await using var delivery = await receive.WaitAsync(LogSpy.Patience, Cancellation);
        Assert.Equal(id, delivery.Id);
    }

    [Fact]
    public async Task When_nobody_wants_a_job_any_more_nothing_waits_in_theServer()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        using var cancelled = new CancellationTokenSource();
        var receives = Enumerable.Range(0, 4).Select(_ => consumer.ReceiveAsync(cancelled.Token).AsTask()).ToList();
        while ((await Look.StatsAsync(Cancellation)).Values["current-waiting"] != "1")
        {
        }

        await cancelled.CancelAsync();

        foreach (var receive in receives)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
        }

        while ((await Look.StatsAsync(Cancellation)).Values["current-waiting"] != "0")
        {
        }
    }

    [Fact]
    public async Task A_cancelled_receive_takes_no_job()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        using var cancelled = new CancellationTokenSource();
        var receive = consumer.ReceiveAsync(cancelled.Token).AsTask();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
        var id = await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        Assert.Equal(id, delivery.Id);
    }

    [Fact]
    public async Task Receives_cancelled_at_any_moment_lose_no_job()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        var put = new List<JobId>();
        var received = new HashSet<JobId>();
        for (var i = 0; i < 100; i++)
        {
            using var cancelled = new CancellationTokenSource();
            var receive = consumer.ReceiveAsync(cancelled.Token).AsTask();
            put.Add(await PutAsync("a"));
            await cancelled.CancelAsync();
            try
            {
                await using var delivery = await receive;
                await delivery.CompleteAsync(Cancellation);
                Assert.True(received.Add(delivery.Id));
            }
            catch (OperationCanceledException)
            {
            }
        }

        while (received.Count < put.Count)
        {
            await using var delivery = await consumer.ReceiveAsync(Cancellation);
            await delivery.CompleteAsync(Cancellation);
            Assert.True(received.Add(delivery.Id));
        }

        Assert.Equal(put.ToHashSet(), received);
    }

    [Fact]
    public async Task Receives_that_leave_out_the_same_tubes_share_a_connection()
    {
        await using var consumer = Broker.OpenConsumer(["a", "b"]);
        await PutAsync("b");
        var receives = Enumerable.Range(0, 40).Select(_ => consumer.ReceiveAsync(["b"], TimeSpan.FromMinutes(1), Cancellation).AsTask()).ToList();
        while ((await Look.StatsAsync(Cancellation)).Values["current-waiting"] != "1")
        {
        }

        for (var n = 0; n < receives.Count; n++)
        {
            await PutAsync("a");
        }

        var deliveries = await Task.WhenAll(receives);
        await Task.WhenAll(deliveries.Select(delivery => delivery!.CompleteAsync(Cancellation).AsTask()));

        Assert.Equal("0", (await Look.StatsAsync(Cancellation)).Values["current-waiting"]);
        Assert.Equal(1ul, (await Look.StatsTubeAsync("b", Cancellation))!.CurrentJobsReady);
        await using var other = await consumer.ReceiveAsync(["a"], TimeSpan.FromMinutes(1), Cancellation);
        Assert.NotNull(other);
    }

    [Fact]
    public async Task Whoever_leaves_out_tubes_is_told_when_there_is_no_job()
    {
        await using var consumer = Broker.OpenConsumer(["a", "b"]);
        await PutAsync("b");

        Assert.Null(await consumer.ReceiveAsync(["b"], TimeSpan.FromSeconds(1), Cancellation));
    }

    [Fact]
    public async Task A_job_that_was_asked_for_and_that_nobody_receives_is_left_over_for_whoever_asks()
    {
        await using var consumer = Broker.OpenConsumer(["a", "b"]);
        await PutAsync("a");
        var next = await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        await delivery.CompleteAndGoOnAsync(Cancellation);

        // It may still be on its way.
        await using var leftover = await consumer.ReceiveLeftoverAsync([]);

        Assert.Equal(next, leftover?.Id);
        Assert.Null(await consumer.ReceiveLeftoverAsync([]));
        await PutAsync("a");
        Assert.Null(await consumer.ReceiveLeftoverAsync([]));
    }

    [Fact]
    public async Task What_is_left_over_comes_from_no_tube_that_was_left_out()
    {
        await using var consumer = Broker.OpenConsumer(["a", "b"]);
        await PutAsync("a");
        var next = await PutAsync("b");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        await delivery.CompleteAndGoOnAsync(Cancellation);

        Assert.Null(await consumer.ReceiveLeftoverAsync(["b"]));

        await using var leftover = await consumer.ReceiveLeftoverAsync([]);
        Assert.Equal(next, leftover?.Id);
    }

    /// <summary>Counts what looks like a pause between attempts: a timer that is shorter than any timeout.</summary>
    private sealed class PauseCounter : TimeProvider
    {
        private int _pauses;

        public int Pauses => _pauses;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (period == Timeout.InfiniteTimeSpan && dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromSeconds(4))
            {
                Interlocked.Increment(ref _pauses);
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class OnceFaulty : TimeProvider
    {
        private int _left = int.MinValue;

        public bool HasFailed => Volatile.Read(ref _left) == 0;

        public void FailAt(int call) => Volatile.Write(ref _left, call);

        public override long GetTimestamp()
            => Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) == 0 ? throw new InsufficientMemoryException() : base.GetTimestamp();
    }
}
