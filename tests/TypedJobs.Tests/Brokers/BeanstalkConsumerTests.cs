using TypedJobs.Beanstalk;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.TestServers;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Tests.Brokers;

public sealed class BeanstalkConsumerTests : IAsyncLifetime
{
    private BeanstalkdServer _server = null!;
    private BeanstalkBroker _broker = null!;
    private BeanstalkClient _look = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await BeanstalkdServer.StartAsync();
        _broker = new BeanstalkBroker(new() { Server = _server.Address });
        _look = await BeanstalkClient.ConnectAsync(_server.Address, cancellationToken: Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _look.DisposeAsync();
        await _broker.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_job_is_settled_while_other_receives_wait()
    {
        await using var consumer = _broker.OpenConsumer(["a", "b"]);
        var first = consumer.ReceiveAsync(Cancellation).AsTask();
        var second = consumer.ReceiveAsync(Cancellation).AsTask();
        await PutAsync("b");
        var delivery = await await Task.WhenAny(first, second);

        // The other receive goes on waiting in the server all the while.
        await delivery.CompleteAsync(Cancellation);

        Assert.Null(await _look.PeekAsync(delivery.Id.Number, Cancellation));
        Assert.Contains(new[] { first, second }, static receive => !receive.IsCompleted);
    }

    [Fact]
    public async Task A_connection_is_used_again_once_its_job_is_settled()
    {
        await using var consumer = _broker.OpenConsumer(["a"]);
        for (var i = 0; i < 20; i++)
        {
            await PutAsync("a");
            await using var delivery = await consumer.ReceiveAsync(Cancellation);
            await delivery.CompleteAsync(Cancellation);
        }

        // The fixture's wait, this look, the producers, the consumer.
        Assert.Equal("4", (await _look.StatsAsync(Cancellation)).Values["total-connections"]);
    }

    [Fact]
    public async Task Only_the_given_tubes_are_watched()
    {
        await using var consumer = _broker.OpenConsumer(["a"]);
        await PutAsync("default");
        await PutAsync("a");

        await using var delivery = await consumer.ReceiveAsync(Cancellation);

        Assert.Equal(2ul, delivery.Id.Number);
    }

    [Fact]
    public async Task A_delivery_that_is_not_settled_goes_back_uncounted()
    {
        await using var consumer = _broker.OpenConsumer(["a"]);
        var id = await PutAsync("a");

        var delivery = await consumer.ReceiveAsync(Cancellation);
        await delivery.DisposeAsync();

        await AssertGivenBackAsync(id);
    }

    [Fact]
    public async Task Disposing_a_consumer_gives_back_what_it_holds()
    {
        var consumer = _broker.OpenConsumer(["a"]);
        var id = await PutAsync("a");
        await consumer.ReceiveAsync(Cancellation);

        await consumer.DisposeAsync();
        await consumer.DisposeAsync();

        await AssertGivenBackAsync(id);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await consumer.ReceiveAsync(Cancellation));
    }

    [Fact]
    public async Task Disposing_the_broker_gives_back_what_its_consumers_hold()
    {
        var id = await PutAsync("a");
        await _broker.OpenConsumer(["a"]).ReceiveAsync(Cancellation);

        await _broker.DisposeAsync();

        await AssertGivenBackAsync(id);
    }

    [Fact]
    public async Task A_cancelled_receive_takes_no_job()
    {
        await using var consumer = _broker.OpenConsumer(["a"]);
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
        await using var consumer = _broker.OpenConsumer(["a"]);
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
    public async Task A_job_whose_time_to_run_is_over_can_no_longer_be_settled()
    {
        await using var consumer = _broker.OpenConsumer(["a"]);
        await _look.PutAsync("{}"u8.ToArray(), new() { Tube = "a", TimeToRun = TimeSpan.FromSeconds(1) }, Cancellation);
        await using var late = await consumer.ReceiveAsync(Cancellation);
        var receive = consumer.ReceiveAsync(Cancellation);

        // beanstalkd 1.12 can miss the end of a time-to-run on a connection that sends nothing, so this one goes on asking.
        while ((await late.GetRecordAsync(Cancellation))!.Deliveries < 2)
        {
        }

        await using var next = await receive;
        var error = await Assert.ThrowsAsync<BrokerException>(async () => await late.CompleteAsync(Cancellation));

        Assert.Equal(next.Id, late.Id);
        Assert.Equal(BrokerOutcome.Answered, error.Outcome);
        Assert.Contains($"no longer holds job {late.Id}", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await next.GetRecordAsync(Cancellation))!.Failures);
    }

    [Fact]
    public async Task A_delivery_is_settled_once()
    {
        await using var consumer = _broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        await delivery.BuryAsync(9, Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await delivery.CompleteAsync(Cancellation));
    }

    [Fact]
    public async Task The_record_is_what_the_server_has_counted()
    {
        await using var consumer = _broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using (var once = await consumer.ReceiveAsync(Cancellation))
        {
            await once.ReleaseAsync(42, TimeSpan.Zero, Cancellation);
        }

        await using (var twice = await consumer.ReceiveAsync(Cancellation))
        {
            await twice.BuryAsync(43, Cancellation);
            await _look.KickJobAsync(twice.Id.Number, Cancellation);
        }

        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        var record = await delivery.GetRecordAsync(Cancellation);

        Assert.Equal(
            new DeliveryRecord
            {
                Tube = "a",
                Priority = 43,
                TimeToRun = TimeSpan.FromSeconds(60),
                Age = record!.Age,
                Deliveries = 3,
                Releases = 1,
                Timeouts = 0,
                Burials = 1,
            },
            record);
        Assert.Equal((1, 1), (record.Failures, record.Unsettled));
    }

    [Fact]
    public async Task A_server_that_goes_and_comes_back_is_reported_once_each_and_waited_for()
    {
        var log = new LogSpy();
        await using var broker = new BeanstalkBroker(new() { Server = _server.Address }, log);
        await using var consumer = broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using (var delivery = await consumer.ReceiveAsync(Cancellation))
        {
            await delivery.CompleteAsync(Cancellation);
        }

        var receives = Enumerable.Range(0, 8).Select(_ => consumer.ReceiveAsync(Cancellation).AsTask()).ToList();
        while ((await _look.StatsTubeAsync("a", Cancellation))!.Values["current-waiting"] != "1")
        {
        }

        await _server.KillAsync();
        await log.SeeAsync(201, Cancellation);
        await using var back = await BeanstalkdServer.StartOnPortAsync(_server.Port);
        await log.SeeAsync(200, Cancellation);
        await using var look = await BeanstalkClient.ConnectAsync(back.Address, cancellationToken: Cancellation);
        for (var i = 0; i < receives.Count; i++)
        {
            await look.PutAsync("{}"u8.ToArray(), new() { Tube = "a" }, Cancellation);
        }

        var deliveries = await Task.WhenAll(receives);

        Assert.Equal(8, deliveries.Select(static delivery => delivery.Id).Distinct().Count());
        Assert.Single(log.Entries, static entry => entry.EventId == 202);
        Assert.Single(log.Entries, static entry => entry.EventId == 200);
    }

    [Fact]
    public async Task Many_receives_share_few_connections_and_each_settles_while_one_waits()
    {
        const int Slots = 64;
        await using var consumer = _broker.OpenConsumer(["a"]);
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

        while ((await _look.StatsAsync(Cancellation)).Values["current-waiting"] != "1")
        {
        }

        await Task.WhenAll(deliveries.Select(delivery => delivery.CompleteAsync(Cancellation).AsTask()));

        var stats = await _look.StatsAsync(Cancellation);
        Assert.Equal(("0", "1"), (stats.Values["current-jobs-reserved"], stats.Values["current-waiting"]));

        // This look, the producers, and of the consumer one that holds and one that waits.
        Assert.Equal(4ul, stats.CurrentConnections);
    }

    [Fact]
    public async Task A_delivery_that_is_not_settled_goes_back_uncounted_once_the_others_of_its_connection_are()
    {
        await using var consumer = _broker.OpenConsumer(["a"]);
        var id = await PutAsync("a");
        var undone = await consumer.ReceiveAsync(Cancellation);
        await PutAsync("a");
        var other = await consumer.ReceiveAsync(Cancellation);

        await undone.DisposeAsync();
        await other.CompleteAsync(Cancellation);
        await other.DisposeAsync();

        await AssertGivenBackAsync(id);
    }

    [Fact]
    public async Task When_nobody_wants_a_job_any_more_nothing_waits_in_the_server()
    {
        await using var consumer = _broker.OpenConsumer(["a"]);
        using var cancelled = new CancellationTokenSource();
        var receives = Enumerable.Range(0, 4).Select(_ => consumer.ReceiveAsync(cancelled.Token).AsTask()).ToList();
        while ((await _look.StatsAsync(Cancellation)).Values["current-waiting"] != "1")
        {
        }

        await cancelled.CancelAsync();

        foreach (var receive in receives)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
        }

        while ((await _look.StatsAsync(Cancellation)).Values["current-waiting"] != "0")
        {
        }
    }

    [Fact]
    public async Task A_job_that_was_done_when_its_connection_was_lost_is_deleted_over_another()
    {
        var log = new LogSpy();
        await using var proxy = FaultProxy.Start(_server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address }, log);
        await using var consumer = broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);

        proxy.Connections[0].Cut();
        await delivery.CompleteAsync(Cancellation);

        Assert.Null(await _look.PeekAsync(delivery.Id.Number, Cancellation));

        // Deleted over another, or taken again over another first: that depends on whether the loss was seen before there was anything to settle.
        await log.SeeAsync(static entry => entry.EventId is 204 or 205, Cancellation);
    }

    [Fact]
    public async Task A_job_that_was_done_when_its_server_was_replaced_may_be_repeated_and_no_other_is_deleted_for_it()
    {
        await using var consumer = _broker.OpenConsumer(["a"]);
        var id = await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        await _server.KillAsync();
        await using var back = await BeanstalkdServer.StartOnPortAsync(_server.Port);
        await using var look = await BeanstalkClient.ConnectAsync(back.Address, cancellationToken: Cancellation);
        Assert.Equal(id.Number, await look.PutAsync("another"u8.ToArray(), new() { Tube = "a" }, Cancellation));

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await delivery.CompleteAsync(Cancellation));

        Assert.Contains("may be done again", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await look.PeekAsync(id.Number, Cancellation));
    }

    [Fact]
    public async Task Receives_that_leave_out_the_same_tubes_share_a_connection()
    {
        await using var consumer = _broker.OpenConsumer(["a", "b"]);
        await PutAsync("b");
        var receives = Enumerable.Range(0, 40).Select(_ => consumer.ReceiveAsync(["b"], TimeSpan.FromMinutes(1), Cancellation).AsTask()).ToList();
        while ((await _look.StatsAsync(Cancellation)).Values["current-waiting"] != "1")
        {
        }

        for (var n = 0; n < receives.Count; n++)
        {
            await PutAsync("a");
        }

        var deliveries = await Task.WhenAll(receives);
        await Task.WhenAll(deliveries.Select(delivery => delivery!.CompleteAsync(Cancellation).AsTask()));

        Assert.Equal("0", (await _look.StatsAsync(Cancellation)).Values["current-waiting"]);
        Assert.Equal(1ul, (await _look.StatsTubeAsync("b", Cancellation))!.CurrentJobsReady);
        await using var other = await consumer.ReceiveAsync(["a"], TimeSpan.FromMinutes(1), Cancellation);
        Assert.NotNull(other);
    }

    [Fact]
    public async Task Whoever_leaves_out_tubes_is_told_when_there_is_no_job()
    {
        await using var consumer = _broker.OpenConsumer(["a", "b"]);
        await PutAsync("b");

        Assert.Null(await consumer.ReceiveAsync(["b"], TimeSpan.FromSeconds(1), Cancellation));
    }

    [Fact]
    public async Task A_job_is_settled_and_the_next_one_asked_for_in_one_write()
    {
        var writes = new RecordedWrites(_server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = _server.Address, Connect = writes.ConnectAsync });
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
    public async Task A_handler_goes_on_when_its_connection_is_lost_and_its_job_can_be_taken_again()
    {
        var log = new LogSpy();
        await using var proxy = FaultProxy.Start(_server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address }, log);
        await using var consumer = broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await PutAsync("a");
        await using var first = await consumer.ReceiveAsync(Cancellation);
        await using var second = await consumer.ReceiveAsync(Cancellation);

        proxy.Connections[0].Cut();
        Assert.True(await first.TouchAsync(Cancellation));
        Assert.Equal(2, (await second.GetRecordAsync(Cancellation))!.Deliveries);
        await first.CompleteAsync(Cancellation);
        await second.ReleaseAsync(9, TimeSpan.Zero, Cancellation);

        Assert.False(first.Lost.IsCancellationRequested);
        Assert.Null(await _look.PeekAsync(first.Id.Number, Cancellation));
        Assert.Equal(1ul, (await _look.StatsJobAsync(second.Id.Number, Cancellation))!.Releases);
        Assert.Equal(2, log.Entries.Count(static entry => entry.EventId == 205));
    }

    [Fact]
    public async Task A_job_that_another_has_taken_after_its_connection_was_lost_is_lost()
    {
        await using var proxy = FaultProxy.Start(_server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address });
        await using var consumer = broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        var lost = new TaskCompletionSource();
        delivery.Lost.Register(lost.SetResult);
        await _look.WatchAsync("a", Cancellation);
        var other = _look.ReserveAsync(TimeSpan.FromMinutes(1), Cancellation);

        // This look's reserve is in the server before the connection is cut.
        await using var second = await BeanstalkClient.ConnectAsync(_server.Address, cancellationToken: Cancellation);
        while ((await second.StatsAsync(Cancellation)).Values["current-waiting"] != "1")
        {
        }

        proxy.Connections[0].Cut();

        Assert.Equal(delivery.Id.Number, (await other).Job!.Id);
        await lost.Task.WaitAsync(Cancellation);
        Assert.False(await delivery.TouchAsync(Cancellation).AsTask().ContinueWith(static touch => touch is { IsCompletedSuccessfully: true, Result: true }, TaskScheduler.Default));
    }

    [Fact]
    public async Task A_job_that_comes_back_to_the_consumer_that_has_lost_it_stays_with_its_handler()
    {
        var log = new LogSpy();
        await using var proxy = FaultProxy.Start(_server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address }, log);
        await using var consumer = broker.OpenConsumer(["a"]);
        var id = await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        var next = consumer.ReceiveAsync(Cancellation).AsTask();
        while ((await _look.StatsAsync(Cancellation)).Values["current-waiting"] != "1")
        {
        }

        // The server gives it to the receive that waits.
        proxy.Connections[0].Cut();
        await log.SeeAsync(205, Cancellation);
        await delivery.CompleteAsync(Cancellation);

        Assert.Null(await _look.PeekAsync(id.Number, Cancellation));
        Assert.False(delivery.Lost.IsCancellationRequested);
        var other = await PutAsync("a");
        await using var received = await next;
        Assert.Equal(other.Number, received.Id.Number);
    }

    [Fact]
    public void A_consumer_needs_a_tube() => Assert.Throws<ArgumentException>(() => _broker.OpenConsumer([]));

    [Fact]
    public void A_tube_that_the_server_cannot_have_is_refused_at_once()
        => Assert.Contains("'no tube'", Assert.Throws<ArgumentException>(() => _broker.OpenConsumer(["no tube"])).Message, StringComparison.Ordinal);

    private ValueTask<JobId> PutAsync(string tube)
        => _broker.PutAsync(
            new BrokerMessage { Tube = tube, Body = "{}"u8.ToArray(), Priority = 1, TimeToRun = TimeSpan.FromSeconds(60) },
            TimeSpan.FromSeconds(20),
            Cancellation);

    private async Task AssertGivenBackAsync(JobId id)
    {
        // Reserving it waits for the server to notice that the connection has gone.
        await _look.WatchAsync("a", Cancellation);
        var again = (await _look.ReserveAsync(TimeSpan.FromSeconds(20), Cancellation)).Job;
        Assert.Equal(id.Number, again?.Id);
        var stats = (await again!.StatsAsync(Cancellation))!;
        Assert.Equal((2ul, 0ul, 0ul, 0ul), (stats.Reserves, stats.Releases, stats.Timeouts, stats.Buries));
    }
}
