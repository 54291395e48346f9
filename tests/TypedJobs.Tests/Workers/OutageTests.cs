using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.TestServers;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed partial class OutageTests
{
    private const int SettleFailed = 115;
    private const int ConnectFailed = 201;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_starts_before_its_broker()
    {
        var port = BeanstalkdServer.FreePort();
        var handled = new TaskCompletionSource<int>();
        await using var worker = RunningWorker.Start($"beanstalk://127.0.0.1:{port}", (job, _, _) =>
        {
            handled.SetResult(job.Number);
            return Task.CompletedTask;
        });
        var failure = await worker.Log.SeeAsync(ConnectFailed, Cancellation);
        await using var server = await BeanstalkdServer.StartOnPortAsync(port);

        await worker.Jobs.EnqueueAsync(new Probe(7), cancellationToken: Cancellation);

        Assert.Equal(7, await handled.Task.WaitAsync(Cancellation));
        Assert.Contains(server.Address, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_asked_for_after_pauses_that_grow_to_ten_seconds()
    {
        var time = new FakeTimeProvider();
        using var log = new LogSpy();
        using var stopping = new CancellationTokenSource();
        await using var broker = new BeanstalkBroker(
            new() { Server = "beanstalk://nowhere:1", Connect = static _ => ValueTask.FromException<IDuplexPipe>(new IOException("Nobody is there.")) }, log, time);
        await using var consumer = broker.OpenConsumer(["a"]);
        var receive = consumer.ReceiveAsync(stopping.Token).AsTask();
        var longest = TimeSpan.FromSeconds(0.1);
        for (var attempts = 1; attempts <= 10; attempts++)
        {
            var failures = log.Entries.Where(static entry => entry.EventId == ConnectFailed).ToList();
            while (failures.Count < attempts)
            {
                await Task.Yield();
                Cancellation.ThrowIfCancellationRequested();
                failures = [.. log.Entries.Where(static entry => entry.EventId == ConnectFailed)];
            }

            var pause = TimeSpan.Parse(PauseInMessage().Match(failures[attempts - 1].Message).Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.InRange(pause, longest / 2, longest);
            longest = longest * 2 < TimeSpan.FromSeconds(10) ? longest * 2 : TimeSpan.FromSeconds(10);
            while (log.Entries.Count(static entry => entry.EventId == ConnectFailed) <= attempts)
            {
                // A pause begins a little after it was announced.
                time.Advance(pause);
                await Task.Yield();
                Cancellation.ThrowIfCancellationRequested();
            }
        }

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
    }

    [Fact]
    public async Task A_worker_stops_while_its_broker_is_down()
    {
        await using var worker = RunningWorker.Start($"beanstalk://127.0.0.1:{BeanstalkdServer.FreePort()}", options: new() { Concurrency = 8 });
        await worker.Log.SeeAsync(ConnectFailed, Cancellation);

        await worker.StopAsync();
    }

    [Fact]
    public async Task A_worker_stops_while_its_broker_says_nothing()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        var begun = new TaskCompletionSource();
        await using var worker = RunningWorker.Start(
            server.Address,
            async (_, _, cancellation) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            },
            options: new() { Concurrency = 4, ShutdownTimeout = TimeSpan.Zero });
        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        await server.SignalAsync("STOP");
        await worker.StopAsync();
        await worker.Broker.DisposeAsync();
    }

    [Fact]
    public async Task A_broker_that_is_killed_and_comes_back_with_its_jobs_loses_none()
    {
        var binlog = Directory.CreateTempSubdirectory("typedjobs-");
        var server = await BeanstalkdServer.StartAsync("-b", binlog.FullName, "-F");
        var handled = new ConcurrentDictionary<int, bool>();
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = new TaskCompletionSource();
        await using var worker = RunningWorker.Start(
            server.Address,
            async (job, _, _) =>
            {
                begun.TrySetResult();
                await goOn.Task;
                handled[job.Number] = true;
                if (handled.Count == 50)
                {
                    all.TrySetResult();
                }
            },
            options: new() { Concurrency = 4 });
        await worker.Jobs.EnqueueBatchAsync(Enumerable.Range(0, 50).Select(static number => new Probe(number)), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        await server.KillAsync();
        goOn.SetResult();
        var lost = await worker.Log.SeeAsync(SettleFailed, Cancellation);
        await using var back = await BeanstalkdServer.StartOnPortAsync(server.Port, "-b", binlog.FullName, "-F");

        await all.Task.WaitAsync(Cancellation);
        Assert.IsType<BrokerException>(lost.Exception, exactMatch: false);
        await using var look = await RunningWorker.LookAsync(back.Address, Cancellation);
        while ((await look.StatsAsync(Cancellation)).Values is var stats && (stats["current-jobs-ready"], stats["current-jobs-reserved"]) != ("0", "0"))
        {
        }

        await worker.StopAsync();
        await back.KillAsync();
        binlog.Delete(recursive: true);
    }

    [Fact]
    public async Task What_a_handler_threw_is_said_even_if_the_broker_cannot_be_told()
    {
        var refusal = new BrokerException("The server has gone.", BrokerOutcome.Unknown);
        var broker = new OneJobBroker("""{"type":"test.probe","data":{"number":1}}""") { Refusal = refusal };
        var log = new LogSpy();
        using var stopping = new CancellationTokenSource();
        var handlers = new JobHandlers()
            .Add(() => new ProbeHandler(static (_, _, _) => throw new InvalidOperationException("the handler's own")))
            .Add(() => new VersionedHandler(static (_, _) => { }));

        var running = Worker.Create<ProbeWorker>(broker, handlers, new() { Concurrency = 1 }, log).RunAsync(stopping.Token);
        var failed = await log.SeeAsync(SettleFailed, Cancellation);
        await stopping.CancelAsync();
        await running.WaitAsync(Cancellation);

        Assert.Contains("the handler's own", failed.Message, StringComparison.Ordinal);
        var both = Assert.IsType<AggregateException>(failed.Exception).InnerExceptions;
        Assert.Equal([typeof(InvalidOperationException), typeof(BrokerException)], both.Select(static one => one.GetType()));
    }

    [GeneratedRegex("trying again in ([0-9:.]+): ")]
    private static partial Regex PauseInMessage();
}
