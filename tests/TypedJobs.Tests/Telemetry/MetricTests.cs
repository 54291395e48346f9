using Microsoft.Extensions.Time.Testing;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.TestServers.Faults;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Telemetry;

[Collection(nameof(ListensToTheProcess))]
public sealed class MetricTests : ServerTest
{
    private const string Tube = "test.probe";
    private const int Completed = 111;
    private const int Retrying = 112;
    private const int Buried = 113;
    private const int Snoozed = 119;

    [Fact]
    public async Task A_job_that_completes_is_counted_and_timed()
    {
        using var metrics = new MetricListener();
        IReadOnlyList<MetricListener.Measured> whileRunning = [];
        await using var worker = RunningWorker.Start(Server.Address, (_, _, _) =>
        {
            whileRunning = metrics.Of("typedjobs.worker.jobs_in_flight", Tube);
            return Task.CompletedTask;
        });

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await worker.Log.SeeAsync(Completed, Cancellation);

        var sent = Assert.Single(metrics.Of("messaging.client.sent.messages", Tube));
        Assert.Equal(1, sent.Value);
        Assert.Equal(
            [("messaging.destination.name", Tube), ("messaging.operation.name", "send"), ("messaging.operation.type", "send"), ("messaging.system", "beanstalkd")],
            sent.Tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal).Select(static tag => (tag.Key, tag.Value)));
        Assert.InRange(Assert.Single(metrics.Of("messaging.client.operation.duration", Tube)).Value, 0, 3600);
        var consumed = Assert.Single(metrics.Of("messaging.client.consumed.messages", Tube));
        Assert.Equal((1, "process"), (consumed.Value, consumed.Tags["messaging.operation.name"]));
        Assert.DoesNotContain("error.type", Assert.Single(metrics.Of("messaging.process.duration", Tube)).Tags.Keys);
        Assert.InRange(Assert.Single(metrics.Of("typedjobs.worker.queue_wait", Tube)).Value, 0, 3600);
        Assert.Equal(1, whileRunning.Sum(static measured => measured.Value));
        Assert.Equal(0, metrics.Of("typedjobs.worker.jobs_in_flight", Tube).Sum(static measured => measured.Value));
        Assert.All(
            ["failed", "retried", "buried", "snoozed"],
            what => Assert.Empty(metrics.Of($"typedjobs.worker.{what}_jobs", Tube)));
    }

    [Fact]
    public async Task A_connection_that_takes_the_place_of_a_lost_one_is_counted()
    {
        const string Reconnects = "typedjobs.broker.reconnects";
        using var metrics = new MetricListener();
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var broker = new BeanstalkBroker(new() { Server = proxy.Address });
        await using var consumer = broker.OpenConsumer([Tube]);
        await PutAsync();
        await using (var delivery = await consumer.ReceiveAsync(Cancellation))
        {
            await delivery.CompleteAsync(Cancellation);
        }

        Assert.Equal(0, metrics.Total(Reconnects));
        var receiving = consumer.ReceiveAsync(Cancellation);
        foreach (var connection in proxy.Connections)
        {
            connection.Cut();
        }

        await PutAsync();
        await using (var delivery = await receiving)
        {
            await delivery.CompleteAsync(Cancellation);
        }

        Assert.Equal(2, metrics.Total(Reconnects));

        async Task PutAsync()
        {
            while (true)
            {
                try
                {
                    await broker.PutAsync(new BrokerMessage { Tube = Tube, Body = "x"u8.ToArray(), Priority = 0, TimeToRun = TimeSpan.FromMinutes(1) }, TimeSpan.FromMinutes(1), Cancellation);
                    return;
                }
                catch (BrokerException exception) when (exception.Outcome == BrokerOutcome.Unknown)
                {
                    // It was sent before the loss showed.
                }
            }
        }
    }

    [Fact]
    public async Task The_wait_is_from_the_time_in_the_event_to_the_begin_of_the_handler()
    {
        using var metrics = new MetricListener();
        var enqueued = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        await using var worker = RunningWorker.Start(Server.Address, time: new FakeTimeProvider(enqueued.AddSeconds(90)));

        await new JobClient(worker.Broker, timeProvider: new FakeTimeProvider(enqueued)).EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await worker.Log.SeeAsync(Completed, Cancellation);

        Assert.Equal(90, Assert.Single(metrics.Of("typedjobs.worker.queue_wait", Tube)).Value);
    }

    [Fact]
    public async Task What_becomes_of_a_job_is_counted_for_its_tube()
    {
        using var metrics = new MetricListener();
        await using var worker = RunningWorker.Start(
            Server.Address,
            static (probe, context, _) =>
            {
                switch (probe.Number)
                {
                    case 1:
                        throw new InvalidOperationException("no");
                    case 2:
                        context.Bury("no use");
                        break;
                    default:
                        context.Snooze(TimeSpan.FromHours(1));
                        break;
                }

                return Task.CompletedTask;
            },
            options: new WorkerOptions { RetryDelay = static _ => TimeSpan.FromHours(1) });

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await worker.Log.SeeAsync(Retrying, Cancellation);
        await worker.Jobs.EnqueueAsync(new Probe(2), cancellationToken: Cancellation);
        await worker.Log.SeeAsync(Buried, Cancellation);
        await worker.Jobs.EnqueueAsync(new Probe(3), cancellationToken: Cancellation);
        await worker.Log.SeeAsync(Snoozed, Cancellation);
        await worker.StopAsync();

        Assert.All(["retried", "buried", "snoozed"], what => Assert.Equal(1, Assert.Single(metrics.Of($"typedjobs.worker.{what}_jobs", Tube)).Value));
        var errors = metrics.Of("typedjobs.worker.failed_jobs", Tube).Select(static measured => $"{measured.Tags["error.type"]}").Order(StringComparer.Ordinal);
        Assert.Equal(["System.InvalidOperationException", "bury"], errors);
        Assert.Equal(
            errors,
            metrics.Of("messaging.process.duration", Tube).Select(static measured => measured.Tags.GetValueOrDefault("error.type")).OfType<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_could_not_be_sent_is_counted_with_its_error()
    {
        using var metrics = new MetricListener();
        var broker = new ScriptedBroker(static (_, _, _) => throw new BrokerException("no", BrokerOutcome.NotSent));

        await Assert.ThrowsAsync<BatchEnqueueException>(async () => await new JobClient(broker).EnqueueBatchAsync([new Probe(1)], cancellationToken: Cancellation));

        var sent = Assert.Single(metrics.Of("messaging.client.sent.messages", Tube));
        Assert.Equal("TypedJobs.Brokers.BrokerException", sent.Tags["error.type"]);
    }
}
