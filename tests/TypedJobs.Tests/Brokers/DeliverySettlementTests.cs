using TypedJobs.Beanstalk;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Brokers;

/// <summary>What a delivery can be told, and what becomes of one that is told nothing.</summary>
public sealed class DeliverySettlementTests : ConsumerTest
{
    [Fact]
    public async Task A_delivery_is_settled_once()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);
        await delivery.BuryAsync(9, Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await delivery.CompleteAsync(Cancellation));
    }

    [Fact]
    public async Task The_record_is_what_the_server_has_counted()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using (var once = await consumer.ReceiveAsync(Cancellation))
        {
            await once.ReleaseAsync(42, TimeSpan.Zero, Cancellation);
        }

        await using (var twice = await consumer.ReceiveAsync(Cancellation))
        {
            await twice.BuryAsync(43, Cancellation);
            await Look.KickJobAsync(twice.Id.Number, Cancellation);
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
    public async Task A_job_whose_time_to_run_is_over_can_no_longer_be_settled()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        await Look.PutAsync("{}"u8.ToArray(), new() { Tube = "a", TimeToRun = TimeSpan.FromSeconds(4) }, Cancellation);
        await using var late = await consumer.ReceiveAsync(Cancellation);
        await using var other = Broker.OpenConsumer(["a"]);
        var receive = other.ReceiveAsync(Cancellation);

        // beanstalkd 1.12 can miss the end of a time-to-run on a connection that sends nothing, so this one goes on asking.
        while ((await late.GetRecordAsync(Cancellation))!.Deliveries < 2)
        {
        }

        await using var next = await receive;
        Assert.Equal(1, (await next.GetRecordAsync(Cancellation))!.Failures);
        var error = await Assert.ThrowsAsync<BrokerException>(async () => await late.CompleteAsync(Cancellation));

        Assert.Equal(next.Id, late.Id);
        Assert.Equal(BrokerOutcome.Answered, error.Outcome);
        Assert.Contains($"no longer holds job {late.Id}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_lost_with_its_connection_is_put_over_the_next()
    {
        var wires = new Wires(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address, Connect = wires.ConnectAsync });
        await using var consumer = broker.OpenConsumer(["a"]);
        await PutAsync("a");
        await using var delivery = await consumer.ReceiveAsync(Cancellation);

        wires.All[0].Lose();
        var recorded = delivery.RecordFailureAsync("a", "why"u8.ToArray(), Cancellation).AsTask();
        await wires.All[0].SendsAsync("put ", 1, Cancellation);
        wires.All[0].Cut();
        await recorded;
        await delivery.BuryAsync(1, Cancellation);

        Assert.Equal(JobState.Buried, (await Look.StatsJobAsync(delivery.Id.Number, Cancellation))?.State);
        await Look.UseAsync("a.failures", Cancellation);
        Assert.Equal("why"u8.ToArray(), (await Look.PeekReadyAsync(Cancellation))!.Body.ToArray());
    }

    [Fact]
    public async Task A_delivery_that_is_not_settled_goes_back_uncounted()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        var id = await PutAsync("a");

        var delivery = await consumer.ReceiveAsync(Cancellation);
        await delivery.DisposeAsync();

        await AssertGivenBackAsync(id);
    }

    [Fact]
    public async Task A_delivery_that_is_not_settled_goes_back_uncounted_once_the_others_of_its_connection_are()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
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
    public async Task Disposing_a_consumer_gives_back_what_it_holds()
    {
        var consumer = Broker.OpenConsumer(["a"]);
        var id = await PutAsync("a");
        await consumer.ReceiveAsync(Cancellation);

        await consumer.DisposeAsync();
        await consumer.DisposeAsync();

        await AssertGivenBackAsync(id);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await consumer.ReceiveAsync(Cancellation));
    }

    [Fact]
    public async Task A_job_that_comes_while_its_consumer_is_disposed_goes_back_uncounted()
    {
        var wires = new Wires(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address, Connect = wires.ConnectAsync });
        var consumer = broker.OpenConsumer(["a"]);
        var receive = consumer.ReceiveAsync(Cancellation).AsTask();
        while (await CountAsync("current-waiting") < 1)
        {
        }

        // The server has given it away, and nobody here has read of it.
        wires.All[0].Hold();
        var id = await PutAsync("a");
        while (await CountAsync("current-jobs-reserved") < 1)
        {
        }

        var disposed = consumer.DisposeAsync();
        wires.All[0].Let();
        await disposed;

        await Assert.ThrowsAsync<ObjectDisposedException>(() => receive);
        await AssertGivenBackAsync(id);
    }

    [Fact]
    public async Task Disposing_the_broker_gives_back_what_its_consumers_hold()
    {
        var id = await PutAsync("a");
        await Broker.OpenConsumer(["a"]).ReceiveAsync(Cancellation);

        await Broker.DisposeAsync();

        await AssertGivenBackAsync(id);
    }
}
