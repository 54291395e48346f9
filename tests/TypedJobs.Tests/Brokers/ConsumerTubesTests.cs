using Xunit;

namespace TypedJobs.Tests.Brokers;

/// <summary>Which tubes a consumer takes jobs from.</summary>
public sealed class ConsumerTubesTests : ConsumerTest
{
    [Fact]
    public async Task Only_the_given_tubes_are_watched()
    {
        await using var consumer = Broker.OpenConsumer(["a"]);
        await PutAsync("default");
        await PutAsync("a");

        await using var delivery = await consumer.ReceiveAsync(Cancellation);

        Assert.Equal(2ul, delivery.Id.Number);
    }

    [Fact]
    public void A_consumer_needs_a_tube() => Assert.Throws<ArgumentException>(() => Broker.OpenConsumer([]));

    [Fact]
    public void A_tube_that_the_server_cannot_have_is_refused_at_once()
        => Assert.Contains("'no tube'", Assert.Throws<ArgumentException>(() => Broker.OpenConsumer(["no tube"])).Message, StringComparison.Ordinal);
}
