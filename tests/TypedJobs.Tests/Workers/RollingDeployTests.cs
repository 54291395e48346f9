using System.Threading.Channels;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Tests.Support;
using TypedJobs.TestServers;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

/// <summary>For a while the old release and the new one work side by side, and the queue holds jobs that only the new one knows.</summary>
public sealed class RollingDeployTests : IAsyncLifetime
{
    private const int Many = 100;

    /// <summary>Each job that the old worker gives back waits as long as it is old: with many, one of them would be unlucky often.</summary>
    private const int Some = 20;

    private readonly Channel<object> _handled = Channel.CreateUnbounded<object>();
    private BeanstalkdServer _server = null!;
    private BeanstalkBroker _broker = null!;
    private BeanstalkClient _look = null!;
    private JobClient _jobs = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await BeanstalkdServer.StartAsync();
        _broker = new BeanstalkBroker(new() { Server = _server.Address });
        _jobs = new JobClient(_broker);
        _look = await RunningWorker.LookAsync(_server.Address, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _look.DisposeAsync();
        await _broker.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_old_worker_never_sees_a_job_in_a_tube_that_it_does_not_know()
    {
        await using var old = Run<OldWorker>();
        var newcomer = await _jobs.EnqueueAsync(new Newcomer(1), cancellationToken: Cancellation);
        var changed = await _jobs.EnqueueAsync(new Changed(2, "version 2"), cancellationToken: Cancellation);
        await _jobs.EnqueueAsync(new Established(3), cancellationToken: Cancellation);

        Assert.Equal(new Established(3), await NextAsync());
        Assert.Equal((JobState.Ready, 0ul), await StateAsync(newcomer));
        Assert.Equal((JobState.Ready, 0ul), await StateAsync(changed));

        await using var @new = Run<NewWorker>();
        Assert.Equal([new Changed(2, "version 2"), new Newcomer(1)], [.. (await NextAsync(2)).OrderBy(static job => job.GetType().Name)]);
    }

    [Fact]
    public async Task Side_by_side_every_job_in_a_tube_of_its_own_is_handled_once()
    {
        await using var old = Run<OldWorker>();
        await using var @new = Run<NewWorker>();
        foreach (var number in Enumerable.Range(0, Many))
        {
            await _jobs.EnqueueAsync(new Established(number), cancellationToken: Cancellation);
            await _jobs.EnqueueAsync(new Newcomer(number), cancellationToken: Cancellation);
            await _jobs.EnqueueAsync(new Changed(number, "version 2"), cancellationToken: Cancellation);
        }

        var handled = await NextAsync(3 * Many);

        Assert.Equal(3 * Many, handled.Distinct().Count());
        await AssertNothingIsLeftAsync("deploy.established", "deploy.established/2", "deploy.newcomer");
    }

    [Fact]
    public async Task Side_by_side_on_a_shared_tube_the_new_worker_handles_every_job_that_the_old_one_does_not_know()
    {
        var handled = new List<object>();
        await using var @new = Run<NewWorker>();
        await using (Run<OldWorker>())
        {
            foreach (var number in Enumerable.Range(0, Some))
            {
                await _jobs.EnqueueAsync(new EstablishedShared(number), cancellationToken: Cancellation);
                await _jobs.EnqueueAsync(new NewcomerShared(number), cancellationToken: Cancellation);
            }

            handled.AddRange(await NextAsync(Some));
        }

        // The deploy is over: the old one is gone, and what it gave back comes after a delay of ten seconds, or five times its age.
        handled.AddRange(await NextAsync(Some));

        Assert.Equal(2 * Some, handled.Distinct().Count());
        await AssertNothingIsLeftAsync("deploy.shared");
    }

    [Fact]
    public async Task What_an_old_worker_alone_could_not_handle_waits_for_the_new_one()
    {
        JobId newcomer;
        await using (Run<OldWorker>())
        {
            newcomer = await _jobs.EnqueueAsync(new NewcomerShared(1), cancellationToken: Cancellation);
            await _jobs.EnqueueAsync(new EstablishedShared(2), cancellationToken: Cancellation);
            Assert.Equal(new EstablishedShared(2), await NextAsync());
        }

        Assert.NotEqual(JobState.Buried, (await StateAsync(newcomer)).State);
        await using var @new = Run<NewWorker>();
        Assert.Equal(new NewcomerShared(1), await NextAsync());
    }

    private async Task<object> NextAsync() => Assert.Single(await NextAsync(1));

    private async Task<IReadOnlyList<object>> NextAsync(int count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(LogSpy.Patience);
        var jobs = new List<object>();
        while (jobs.Count < count)
        {
            jobs.Add(await _handled.Reader.ReadAsync(limit.Token));
        }

        return jobs;
    }

    private async Task<(JobState State, ulong Reserves)> StateAsync(JobId id)
    {
        var stats = (await _look.StatsJobAsync(id.Number, Cancellation))!;
        return (stats.State, stats.Reserves);
    }

    private async Task AssertNothingIsLeftAsync(params string[] tubes)
    {
        foreach (var tube in tubes)
        {
            // The last job leaves the queue a moment after its handler has returned.
            while (await _look.StatsTubeAsync(tube, Cancellation) is { CurrentJobsReserved: > 0 })
            {
            }

            var stats = await _look.StatsTubeAsync(tube, Cancellation);
            Assert.True(stats is null or { CurrentJobsReady: 0, CurrentJobsDelayed: 0, CurrentJobsBuried: 0 }, $"Jobs are left in {tube}.");
        }
    }

    private Deployed Run<TWorker>()
        where TWorker : IJobWorker
        => new(Worker.Create<TWorker>(_broker, new JobHandlers().Add(() => new DeployHandler(job => _handled.Writer.TryWrite(job))), new() { Concurrency = 4 }));

    /// <summary>A worker that runs until it is disposed.</summary>
    private sealed class Deployed : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task _completion;

        public Deployed(Worker worker) => _completion = worker.RunAsync(_stopping.Token);

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _completion;
            _stopping.Dispose();
        }
    }
}
