using TypedJobs.Beanstalk;
using TypedJobs.CompilerServices;
using TypedJobs.Retries;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class RetryRuleTests : ServerTest
{
    private const int Retrying = 112;
    private const int Buried = 113;
    private const int RetryDelayFailed = 125;

    /// <summary>The handler's rules come before the worker's, and of each the one for the most derived type counts.</summary>
    [Theory]
    [InlineData(typeof(IOException), Buried)]
    [InlineData(typeof(FileNotFoundException), Retrying)]
    [InlineData(typeof(ArgumentNullException), Buried)]
    [InlineData(typeof(ArgumentException), Retrying)]
    [InlineData(typeof(InvalidOperationException), Retrying)]
    public async Task Exceptions_are_classed_by_the_handler_and_then_by_the_worker(Type exception, int eventId)
    {
        var handlers = new JobHandlers().Add(() => new ParticularHandler(exception));
        var options = new WorkerOptions().RetryOn<IOException>().BuryOn<ArgumentException>().RetryOn<ArgumentException>().BuryOn<ArgumentNullException>();
        await using var worker = RunningWorker.Start<ParticularWorker>(Server.Address, handlers, options);

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        var log = await worker.Log.SeeAsync(static entry => entry.EventId is Retrying or Buried, Cancellation);
        Assert.Equal(eventId, log.EventId);
    }

    [Fact]
    public void A_handler_that_says_two_things_of_one_exception_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Worker.Create<UndecidedWorker>(
            new ScriptedBroker(), new JobHandlers().Add(static () => new UndecidedHandler())));

        Assert.Contains(nameof(UndecidedHandler), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_is_an_exception_like_any_other()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var begun = new TaskCompletionSource();
        await using var worker = RunningWorker.Start(
            Server.Address,
            async (_, _, cancellation) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            },
            options: new WorkerOptions { HandlerTimeout = TimeSpan.FromSeconds(9) }.BuryOn<TimeoutException>(),
            time: time);
        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        time.Advance(TimeSpan.FromSeconds(9));

        await worker.Log.SeeAsync(Buried, Cancellation);
    }

    [Fact]
    public async Task The_wait_can_be_chosen_in_code()
    {
        var asked = new List<JobFailure>();
        await using var worker = RunningWorker.Start(
            Server.Address,
            static (_, _, _) => throw new InvalidOperationException("no"),
            options: new()
            {
                RetryDelay = failure =>
                {
                    asked.Add(failure);
                    return failure.Failures == 1 ? TimeSpan.Zero : TimeSpan.FromMinutes(7);
                },
            });

        var id = await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        var stats = await UntilAsync(id.Number, static stats => stats!.Releases == 2);
        Assert.Equal(TimeSpan.FromMinutes(7), stats!.Delay);
        Assert.Equal([("test.probe", 1, 1), ("test.probe", 1, 2)], asked.Select(static failure => (failure.Job, failure.Version, failure.Failures)));
        Assert.All(asked, static failure => Assert.IsType<InvalidOperationException>(failure.Exception));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_choice_that_cannot_be_used_does_not_lose_the_job(bool throws)
    {
        await using var worker = RunningWorker.Start(
            Server.Address,
            static (_, _, _) => throw new InvalidOperationException("no"),
            options: new() { RetryDelay = _ => throws ? throw new InvalidOperationException("A bad rule.") : TimeSpan.FromSeconds(-1) });

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        await worker.Log.SeeAsync(RetryDelayFailed, Cancellation);
        Assert.Matches("is retried in 00:00:0[12] after failure 1 of 3", (await worker.Log.SeeAsync(Retrying, Cancellation)).Message);
    }

    [Fact]
    public async Task A_job_that_ends_its_process_is_buried_when_it_has_done_so_too_often()
    {
        var id = await PutAsync("test.probe", """{"type":"test.probe","data":{"number":5}}""");
        for (var i = 0; i < 3; i++)
        {
            // As far as the server can see, this is a process that has ended.
            await using var dies = await RunningWorker.LookAsync(Server.Address, Cancellation);
            await dies.WatchAsync("test.probe", Cancellation);
            Assert.Equal(id, (await dies.ReserveAsync(TimeSpan.FromSeconds(20), Cancellation)).Job?.Id);
        }

        var runs = 0;
        await using var worker = RunningWorker.Start(
            Server.Address,
            (_, _, _) =>
            {
                Interlocked.Increment(ref runs);
                return Task.CompletedTask;
            },
            options: new() { MaxDeliveries = 3 });

        var log = await worker.Log.SeeAsync(Buried, Cancellation);
        Assert.Contains("delivered 3 times", log.Message, StringComparison.Ordinal);
        Assert.Equal((0, JobState.Buried), (runs, (await StatsAsync(id)).State));
        Assert.Equal(id, (await PeekAsync("test.probe.failures")).GetProperty("job").GetUInt64());

        // Whoever kicks it has found out why.
        await Look.KickJobAsync(id, Cancellation);
        await UntilAsync(id, static stats => stats is null);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_job_that_failed_often_has_not_ended_its_process()
    {
        await using var worker = RunningWorker.Start(
            Server.Address,
            static (_, context, _) =>
            {
                context.Retry(TimeSpan.Zero);
                return Task.CompletedTask;
            },
            options: new() { MaxDeliveries = 1 });

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("failure 3 of 3", (await worker.Log.SeeAsync(Buried, Cancellation)).Message, StringComparison.Ordinal);
    }

    [RetryOn<FileNotFoundException>]
    [BuryOn<IOException>]
    private sealed class ParticularHandler(Type exception) : IJobHandler<Probe>
    {
        public Task HandleAsync(Probe job, JobContext context, CancellationToken cancellationToken)
            => throw (Exception)Activator.CreateInstance(exception)!;
    }

    [RetryOn<IOException>]
    [BuryOn<IOException>]
    private sealed class UndecidedHandler : IJobHandler<Probe>
    {
        public Task HandleAsync(Probe job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class ParticularWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } = [JobRoute.Create<Probe, ParticularHandler>()];
    }

    private sealed class UndecidedWorker : IJobWorker
    {
        public static IReadOnlyList<JobRoute> Routes { get; } = [JobRoute.Create<Probe, UndecidedHandler>()];
    }
}
