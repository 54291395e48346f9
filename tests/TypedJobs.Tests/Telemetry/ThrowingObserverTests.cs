using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using TypedJobs.Telemetry;
using TypedJobs.Tests.Support;
using TypedJobs.TestServers;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Tests.Telemetry;

/// <summary>Whoever looks on may throw: no job runs again for that, and no slot ends.</summary>
[Collection(nameof(ListensToTheProcess))]
public sealed class ThrowingObserverTests : ServerTest
{
    private static readonly InvalidOperationException Fault = new("An observer's own fault.");

    [Fact]
    public async Task A_listener_that_throws_repeats_no_job_and_fails_no_enqueueing()
    {
        using var meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == JobTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw Fault);
        meters.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw Fault);
        meters.Start();
        using var spans = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == JobTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = static _ => throw Fault,
        };
        ActivitySource.AddActivityListener(spans);

        await AssertEachRunsAsItShouldAsync(RunningWorker.Start);
    }

    [Fact]
    public async Task A_listener_that_throws_as_a_span_begins_repeats_no_job_and_fails_no_enqueueing()
    {
        using var spans = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == JobTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = static _ => throw Fault,
        };
        ActivitySource.AddActivityListener(spans);

        await AssertEachRunsAsItShouldAsync(RunningWorker.Start);
    }

    [Fact]
    public async Task A_logger_that_throws_repeats_no_job_and_ends_no_slot()
        => await AssertEachRunsAsItShouldAsync((server, probe, _, options, time) =>
        {
            var worker = RunningWorker.Start(server, probe, versioned: null, options, time);
            worker.Log.Added = static _ => throw Fault;
            return worker;
        });

    [Fact]
    public async Task A_logger_that_throws_does_not_keep_an_idle_worker_from_connecting_again()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        var handled = new ConcurrentQueue<int>();
        await using var worker = RunningWorker.Start(proxy.Address, (job, _, _) =>
        {
            handled.Enqueue(job.Number);
            return Task.CompletedTask;
        });
        worker.Log.Added = static _ => throw Fault;
        await CompleteAsync(worker, new Probe(1));

        foreach (var connection in proxy.Connections)
        {
            connection.Cut();
        }

        await PutAndAwaitAsync("""{"type":"test.probe","data":{"number":2}}""");

        Assert.Equal([1, 2], handled);
    }

    private async Task AssertEachRunsAsItShouldAsync(
        Func<string, Func<Probe, JobContext, CancellationToken, Task>?, Action<Versioned, JobContext>?, TypedJobs.Workers.WorkerOptions?, TimeProvider?, RunningWorker> start)
    {
        var handled = new ConcurrentQueue<int>();
        await using var worker = start(
            Server.Address,
            (job, context, _) =>
            {
                handled.Enqueue(job.Number);
                if (job.Number == 2 && handled.Count(static number => number == 2) == 1)
                {
                    context.Retry(TimeSpan.Zero);
                }

                return Task.CompletedTask;
            },
            null,
            new() { Concurrency = 1 },
            null);

        await CompleteAsync(worker, new Probe(1));
        await CompleteAsync(worker, new Probe(2));
        await CompleteAsync(worker, new Probe(3));

        Assert.Equal([1, 2, 2, 3], handled);
    }

    private async Task CompleteAsync(RunningWorker worker, Probe job)
    {
        var id = await worker.Jobs.EnqueueAsync(job, cancellationToken: Cancellation);
        await UntilAsync(id.Number, static stats => stats is null);
    }

    private async Task PutAndAwaitAsync(string body)
    {
        var id = await PutAsync("test.probe", body);
        await UntilAsync(id, static stats => stats is null);
    }
}
