using TypedJobs.Brokers;
using TypedJobs.Telemetry;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Telemetry;

/// <summary>What telemetry costs where nobody listens: nothing that is allocated.</summary>
[Collection(nameof(ListensToTheProcess))]
public sealed class CostTests
{
    [Fact]
    public void To_ask_whether_anybody_listens_allocates_nothing()
    {
        Assert.False(SendObservation.IsWanted || ProcessObservation.IsWanted);
        Assert.Equal(0, Allocation.Of(static () => _ = SendObservation.IsWanted || ProcessObservation.IsWanted));
    }

    [Fact]
    public void To_count_what_nobody_listens_to_allocates_nothing()
        => Assert.Equal(0, Allocation.Of(static () => WorkerMeter.Retried.Add(1, MessagingTags.Of("test.probe"))));

    [Fact]
    public void An_enqueueing_that_nobody_observes_allocates_what_it_would_without_telemetry()
    {
        var client = new JobClient(new Sink());
        var probe = new Probe(1);

        var with = Allocation.Of(() => Take(client.SendAsync(probe, options: null, CancellationToken.None)));
        var without = Allocation.Of(() => Take(client.PutAsync(probe, options: null, CancellationToken.None)));

        Assert.Equal(without, with);
        using (new SpanListener())
        {
            Assert.True(Allocation.Of(() => Take(client.SendAsync(probe, options: null, CancellationToken.None))) > with);
        }
    }

    private static void Take(ValueTask<JobId> put) => Assert.True(put.IsCompletedSuccessfully);

    /// <summary>Takes every job at once and keeps none.</summary>
    private sealed class Sink : IJobBroker
    {
        public ValueTask<JobId> PutAsync(BrokerMessage message, TimeSpan timeout, CancellationToken cancellationToken = default) => new(new JobId("beanstalk://sink:1", 1));

        public IJobConsumer OpenConsumer(IReadOnlyList<string> tubes) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
