using Microsoft.Extensions.Time.Testing;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.TestServers;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Tests.Brokers;

/// <summary>What becomes of jobs whose connection, server or time-to-run was lost.</summary>
public sealed class LostConnectionTests : ConsumerTest
{
    private const int ConnectFailed = 201;
    private const int Connected = 200;
    private const int ConnectionLost = 202;
    private const int DeletedAfterLoss = 204;
    private const int Reclaimed = 205;

    [Fact]
    public async Task An_answer_that_is_odd_in_content_is_no_loss_and_fails_its_own_question_alone()
    {
        var wires = new Wires(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address, Connect = wires.ConnectAsync });
        await using var consumer = broker.OpenConsumer(["odd"]);
        await PutAsync("odd");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        wires.All.Single().Lie("odd", "-dd");

        var odd = await Assert.ThrowsAsync<BrokerException>(() => delivery.GetRecordAsync(Cancellation).AsTask().WaitAsync(LogSpy.Patience, Cancellation));

        Assert.Contains("named a tube as the protocol does not allow", odd.Message, StringComparison.Ordinal);
        Assert.True(await delivery.TouchAsync(Cancellation));
        await delivery.CompleteAsync(Cancellation);
    }

    [Fact]
    public async Task A_server_that_goes_and_comes_back_is_reported_once_each_and_waited_for()
    {
        var log = new LogSpy();
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address }, log);
        await using var consumer = broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using (var delivery = await consumer.ReceiveAsync(Cancellation))
        {
            await delivery.CompleteAsync(Cancellation);
        }

        var receives = Enumerable.Range(0, 8).Select(_ => consumer.ReceiveAsync(Cancellation).AsTask()).ToList();
        while ((await Look.StatsTubeAsync("a", Cancellation))!.Values["current-waiting"] != "1")
        {
        }

        await Server.KillAsync();
        await log.SeeAsync(ConnectFailed, Cancellation);
        await using var back = await BeanstalkdServer.StartOnPortAsync(Server.Port);
        await log.SeeAsync(Connected, Cancellation);
        await using var look = await BeanstalkClient.ConnectAsync(back.Address, cancellationToken: Cancellation);
        for (var i = 0; i < receives.Count; i++)
        {
            await look.PutAsync("{}"u8.ToArray(), new() { Tube = "a" }, Cancellation);
        }

        var deliveries = await Task.WhenAll(receives);

        Assert.Equal(8, deliveries.Select(static delivery => delivery.Id).Distinct().Count());
        Assert.Single(log.Entries, static entry => entry.EventId == ConnectionLost);
        Assert.Single(log.Entries, static entry => entry.EventId == Connected);
    }

    [Fact]
    public async Task A_job_that_was_done_when_its_connection_was_lost_is_deleted_over_another()
    {
        var log = new LogSpy();
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address }, log);
        await using var consumer = broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);

        proxy.Connections[0].Cut();
        await delivery.CompleteAsync(Cancellation);

        Assert.Null(await Look.PeekAsync(delivery.Id.Number, Cancellation));

        // Deleted over another, or taken again over another first: that depends on whether the loss was seen before there was anything to settle.
        await log.SeeAsync(static entry => entry.EventId is DeletedAfterLoss or Reclaimed, Cancellation);
    }

    [Fact]
    public async Task A_job_that_was_done_when_its_server_was_replaced_may_be_repeated_and_no_other_is_deleted_for_it()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        var id = await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        await Server.KillAsync();
        await using var back = await BeanstalkdServer.StartOnPortAsync(Server.Port);
        await using var look = await BeanstalkClient.ConnectAsync(back.Address, cancellationToken: Cancellation);
        Assert.Equal(id.Number, await look.PutAsync("another"u8.ToArray(), new() { Tube = "a" }, Cancellation));

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await delivery.CompleteAsync(Cancellation));

        Assert.Contains("may be done again", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await look.PeekAsync(id.Number, Cancellation));
    }

    [Fact]
    public async Task A_handler_goes_on_when_its_connection_is_lost_and_its_job_can_be_taken_again()
    {
        var log = new LogSpy();
        await using var proxy = FaultProxy.Start(Server.Port);
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
        Assert.Null(await Look.PeekAsync(first.Id.Number, Cancellation));
        Assert.Equal(1ul, (await Look.StatsJobAsync(second.Id.Number, Cancellation))!.Releases);
        foreach (var delivery in new[] { first, second })
        {
            // Said as soon as the handler can go on, and perhaps a little later.
            await log.SeeAsync(entry => entry.EventId == Reclaimed && entry.Message.Contains(delivery.Id.ToString(), StringComparison.Ordinal), Cancellation);
        }
    }

    [Fact]
    public async Task Whoever_touches_a_job_that_may_be_lost_need_not_wait_until_that_is_known()
    {
        // No time passes on the broker's clock, so it waits for ever for a server that takes connections and says nothing.
        await using var proxy = FaultProxy.Start(Server.Port).Arrange().Arrange(toClient: new() { Fault = Fault.Swallow });
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address }, timeProvider: new FakeTimeProvider());
        await using var consumer = broker.OpenConsumer(["a"]);
        await PutAsync("a");
        var delivery = await consumer.ReceiveAsync(Cancellation);
        using var impatient = new CancellationTokenSource();

        proxy.Connections[0].Cut();
        var touch = delivery.TouchAsync(impatient.Token).AsTask();
        while (proxy.Connections.Count < 2)
        {
            await Task.Yield();
        }

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => touch.WaitAsync(LogSpy.Patience, Cancellation));
    }

    [Fact]
    public async Task A_job_that_another_has_taken_after_its_connection_was_lost_is_lost()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address });
        await using var consumer = broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        var lost = new TaskCompletionSource();
        delivery.Lost.Register(lost.SetResult);
        await Look.WatchAsync("a", Cancellation);
        var other = Look.ReserveAsync(TimeSpan.FromMinutes(1), Cancellation);

        // This look's reserve is in the server before the connection is cut.
        await using var second = await BeanstalkClient.ConnectAsync(Server.Address, cancellationToken: Cancellation);
        while ((await second.StatsAsync(Cancellation)).Values["current-waiting"] != "1")
        {
        }

        proxy.Connections[0].Cut();

        Assert.Equal(delivery.Id.Number, (await other).Job!.Id);
        await lost.Task.WaitAsync(Cancellation);
        Assert.False(await delivery.TouchAsync(Cancellation).AsTask().ContinueWith(static touch => touch is { IsCompletedSuccessfully: true, Result: true }, TaskScheduler.Default));
    }

    [Fact]
    public async Task A_handler_that_is_just_being_told_that_its_job_is_lost_is_not_given_it_again()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address });
        await using var consumer = broker.OpenConsumer(["a"]);
        await Look.PutAsync("{}"u8.ToArray(), new() { Tube = "a", TimeToRun = TimeSpan.FromHours(1) }, Cancellation);
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        var told = new TaskCompletionSource();
        using var goOn = new ManualResetEventSlim();
        delivery.Lost.Register(() =>
        {
            told.SetResult();
            goOn.Wait(Cancellation);
        });
        await Look.WatchAsync("a", Cancellation);
        var other = Look.ReserveAsync(TimeSpan.FromMinutes(1), Cancellation).AsTask();
        await using var second = await BeanstalkClient.ConnectAsync(Server.Address, cancellationToken: Cancellation);
        while ((await second.StatsAsync(Cancellation)).CurrentWaiting != 1)
        {
        }

        proxy.Connections[0].Cut();
        var taken = (await other).Job!;
        await told.Task.WaitAsync(Cancellation);
        var next = consumer.ReceiveAsync(Cancellation).AsTask();
        await taken.ReleaseAsync(cancellationToken: Cancellation);

        await using var again = await next.WaitAsync(LogSpy.Patience, Cancellation);
        goOn.Set();
        Assert.Equal(delivery.Id, again.Id);
        await again.CompleteAsync(Cancellation);
    }

    [Fact]
    public async Task A_job_that_was_taken_again_beside_one_that_could_not_be_goes_back_at_once_when_it_is_given_up()
    {
        var wires = new Wires(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address, Connect = wires.ConnectAsync });
        await using var consumer = broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await PutAsync("a");
        await using var first = await consumer.ReceiveAsync(Cancellation);
        await using var second = await consumer.ReceiveAsync(Cancellation);
        var lost = new TaskCompletionSource<IJobDelivery>();
        foreach (var delivery in new[] { first, second })
        {
            delivery.Lost.Register(() => lost.TrySetResult(delivery));
        }

        // Another worker takes one of the two, and the server has no memory for saying so.
        await Look.WatchAsync("a", Cancellation);
        var other = Look.ReserveAsync(TimeSpan.FromMinutes(1), Cancellation).AsTask();
        await using var look = await BeanstalkClient.ConnectAsync(Server.Address, cancellationToken: Cancellation);
        while ((await look.StatsAsync(Cancellation)).CurrentWaiting != 1)
        {
        }

        wires.Made = static wire => wire.Lie("NOT_FOUND", "OUT_OF_MEMORY");
        wires.All[0].Cut();
        var gone = await lost.Task.WaitAsync(LogSpy.Patience, Cancellation);
        Assert.Equal(gone.Id.Number, (await other).Job!.Id);
        var left = gone == first ? second : first;
        await left.DisposeAsync();

        await look.WatchAsync("a", Cancellation);
        Assert.Equal(left.Id.Number, (await look.ReserveAsync(TimeSpan.FromSeconds(20), Cancellation)).Job?.Id);
    }

    [Fact]
    public async Task A_job_that_comes_back_to_the_consumer_that_has_lost_it_stays_with_its_handler()
    {
        var log = new LogSpy();
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address }, log);
        await using var consumer = broker.OpenConsumer(["a"]);
        var id = await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        var next = consumer.ReceiveAsync(Cancellation).AsTask();
        while ((await Look.StatsAsync(Cancellation)).Values["current-waiting"] != "1")
        {
        }

        // The server gives it to the receive that waits.
        proxy.Connections[0].Cut();
        await log.SeeAsync(Reclaimed, Cancellation);
        await delivery.CompleteAsync(Cancellation);

        Assert.Null(await Look.PeekAsync(id.Number, Cancellation));
        Assert.False(delivery.Lost.IsCancellationRequested);
        var other = await PutAsync("a");
        await using var received = await next;
        Assert.Equal(other.Number, received.Id.Number);
    }

    [Fact]
    public async Task A_job_whose_time_to_run_was_over_and_that_comes_again_stays_with_its_handler_and_is_not_run_beside_it()
    {
        var log = new LogSpy();
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address }, log);
        await using var consumer = broker.OpenConsumer(["a"]);
        await Look.PutAsync("{}"u8.ToArray(), new() { Tube = "a", TimeToRun = TimeSpan.FromSeconds(1) }, Cancellation);
        await using var late = await consumer.ReceiveAsync(Cancellation);
        var next = consumer.ReceiveAsync(Cancellation).AsTask();

        // beanstalkd 1.12 can miss the end of a time-to-run on a connection that sends nothing, so this one goes on asking.
        while ((await late.GetRecordAsync(Cancellation))!.Deliveries < 2)
        {
        }

        await log.SeeAsync(Reclaimed, Cancellation);
        await late.CompleteAsync(Cancellation);

        Assert.Null(await Look.PeekAsync(late.Id.Number, Cancellation));
        var other = await PutAsync("a");
        await using var received = await next;
        Assert.Equal(other.Number, received.Id.Number);
    }

    [Fact]
    public async Task A_touch_that_comes_too_late_takes_its_job_again_if_nobody_else_has()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        await using var late = await ReceiveExpiredAsync(consumer);

        Assert.True(await late.TouchAsync(Cancellation));

        var record = (await late.GetRecordAsync(Cancellation))!;
        Assert.Equal((1, 2), (record.Timeouts, record.Deliveries));
        await late.CompleteAsync(Cancellation);
        Assert.Null(await Look.PeekAsync(late.Id.Number, Cancellation));
    }

    [Fact]
    public async Task A_job_that_somebody_else_has_had_since_its_time_to_run_was_over_is_delivered_anew()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        await using var late = await ReceiveExpiredAsync(consumer);
        await Look.ReserveJobAsync(late.Id.Number, Cancellation);

        // So its handler is being cancelled, and cannot go on.
        Assert.False(await late.TouchAsync(Cancellation));
        await Look.ReleaseAsync(late.Id.Number, cancellationToken: Cancellation);
        await using var next = await consumer.ReceiveAsync(Cancellation);

        Assert.Equal(late.Id, next.Id);
    }

    [Fact]
    public async Task A_late_touch_leaves_a_job_alone_that_somebody_else_has_buried()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        await using var late = await ReceiveExpiredAsync(consumer);
        await Look.ReserveJobAsync(late.Id.Number, Cancellation);
        Assert.True(await Look.BuryAsync(late.Id.Number, 1, Cancellation));

        Assert.False(await late.TouchAsync(Cancellation));

        Assert.Equal(JobState.Buried, (await Look.StatsJobAsync(late.Id.Number, Cancellation))?.State);
    }

    /// <summary>A job whose time-to-run is over while it is held.</summary>
    private async Task<IJobDelivery> ReceiveExpiredAsync(IJobConsumer consumer)
    {
        await Look.PutAsync("{}"u8.ToArray(), new() { Tube = "a", TimeToRun = TimeSpan.FromSeconds(3) }, Cancellation);
        var late = await consumer.ReceiveAsync(Cancellation);

        // beanstalkd 1.12 can miss the end of a time-to-run on a connection that sends nothing, so this one goes on asking.
        while ((await late.GetRecordAsync(Cancellation))!.Timeouts == 0)
        {
        }

        return late;
    }
}
