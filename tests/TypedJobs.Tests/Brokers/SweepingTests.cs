using Microsoft.Extensions.Time.Testing;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Brokers;

/// <summary>That the marks of jobs that are gone are looked for now and then, and by nobody who has been disposed.</summary>
public sealed class SweepingTests : ServerTest
{
    [Fact]
    public async Task A_consumer_sweeps_every_hour_until_it_is_disposed()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var broker = new BeanstalkBroker(new() { Server = Server.Address }, timeProvider: time);
        var consumer = broker.OpenConsumer(["a"]);
        using var stopping = new CancellationTokenSource();
        var receiving = consumer.ReceiveAsync([], TimeSpan.FromDays(1), stopping.Token).AsTask();
        await CountsAsync("cmd-list-tubes", 1);

        time.Advance(TimeSpan.FromHours(1));
        await CountsAsync("cmd-list-tubes", 2);
        await stopping.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        await consumer.DisposeAsync();
        var connections = await CountAsync("total-connections");

        time.Advance(TimeSpan.FromHours(3));

        Assert.Equal((2, connections), (await CountAsync("cmd-list-tubes"), await CountAsync("total-connections")));
    }

    private async Task CountsAsync(string figure, int count)
    {
        while (await CountAsync(figure) < count)
        {
            await Task.Yield();
        }
    }
}
