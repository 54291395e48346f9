using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.TestServers;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Brokers;

/// <summary>Connections that a burst has left behind.</summary>
public sealed class IdlingTests : ServerTest
{
    [Fact]
    public async Task A_connection_that_nobody_has_needed_for_a_minute_is_closed_and_the_others_go_on()
    {
        var time = new WatchedTime();
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address }, timeProvider: time);
        await using var consumer = broker.OpenConsumer(["a"]);
        var before = await CountAsync("current-connections");

        // The second job comes over a connection of its own, since the first one's holds a job and so does not wait.
        var first = await ReceiveAsync(consumer);
        var second = await ReceiveAsync(consumer);
        await CompleteAsync(first);
        await CompleteAsync(second);
        Assert.Equal(before + 2, await CountAsync("current-connections"));

        time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        await CompleteAsync(await ReceiveAsync(consumer));
        Assert.Equal(before + 2, await CountAsync("current-connections"));

        time.Advance(TimeSpan.FromTicks(1));
        await CompleteAsync(await ReceiveAsync(consumer));
        await Eventually.IsSoAsync(async () => await CountAsync("current-connections") == before + 1);

        await CompleteAsync(await ReceiveAsync(consumer));
    }

    private static async Task CompleteAsync(IJobDelivery delivery)
    {
        await delivery.CompleteAsync(Cancellation);
        await delivery.DisposeAsync();
    }

    /// <summary>Receives a job that is put when somebody waits for it.</summary>
    private async Task<IJobDelivery> ReceiveAsync(IJobConsumer consumer)
    {
        var receiving = consumer.ReceiveAsync([], TimeSpan.FromDays(1), Cancellation).AsTask();
        await Eventually.IsSoAsync(async () => await CountAsync("current-waiting") == 1);
        await PutAsync("a", "{}");
        return (await receiving.WaitAsync(LogSpy.Patience, Cancellation))!;
    }
}
