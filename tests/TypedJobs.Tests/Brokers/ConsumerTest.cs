using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Brokers;

/// <summary>A test of consumers of one broker.</summary>
public abstract class ConsumerTest : ServerTest
{
    protected BeanstalkBroker Broker { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Broker = new BeanstalkBroker(new() { Server = Server.Address });
    }

    public override async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected ValueTask<JobId> PutAsync(string tube)
        => Broker.PutAsync(
            new BrokerMessage { Tube = tube, Body = "{}"u8.ToArray(), Priority = 1, TimeToRun = TimeSpan.FromSeconds(60) },
            TimeSpan.FromSeconds(20),
            Cancellation);

    /// <summary>That a job of the tube a is there again, and that the server has counted nothing but its delivery.</summary>
    protected async Task AssertGivenBackAsync(JobId id)
    {
        // Reserving it waits for the server to notice that the connection has gone.
        await Look.WatchAsync("a", Cancellation);
        var again = (await Look.ReserveAsync(TimeSpan.FromSeconds(20), Cancellation)).Job;
        Assert.Equal(id.Number, again?.Id);
        var stats = (await again!.StatsAsync(Cancellation))!;
        Assert.Equal((2ul, 0ul, 0ul, 0ul), (stats.Reserves, stats.Releases, stats.Timeouts, stats.Buries));
    }
}
