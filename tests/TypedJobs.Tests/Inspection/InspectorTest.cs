using System.Text;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Inspection;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Inspection;

/// <summary>A test of an inspector that looks at a server of its own, of whichever kind.</summary>
public abstract class InspectorTest : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected BeanstalkBrokerOptions Options { get; private set; } = null!;

    protected BeanstalkClient Look { get; private set; } = null!;

    protected JobInspector Inspector { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Options = new() { Server = "unix:///nowhere" };
        Options = await StartServerAsync();
        Look = await BeanstalkClient.ConnectAsync(BeanstalkAddress.Parse(Options.Server), new() { Connect = Options.Connect }, Cancellation);
        Inspector = new JobInspector(Options, new KnownJobs().AddWorker<ProbeWorker>().Add<Plain>().Add<Letter>());
    }

    public async ValueTask DisposeAsync()
    {
        await Inspector.DisposeAsync();
        await Look.DisposeAsync();
        await StopServerAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask<BeanstalkBrokerOptions> StartServerAsync();

    protected abstract ValueTask StopServerAsync();

    protected async ValueTask<JobId> PutAsync(string tube, string body, PutOptions? options = null)
        => IdOf(await Look.PutAsync(Encoding.UTF8.GetBytes(body), (options ?? new()) with { Tube = tube }, Cancellation));

    protected JobId IdOf(ulong number) => new(Options.Server, number);

    protected static string Probe(int number) => $$$"""{"specversion":"1.0","id":"e-{{{number}}}","type":"test.probe","data":{"number":{{{number}}}}}""";

    /// <summary>Buries a job as another program would, without a record.</summary>
    protected async Task BuryAsync(JobId id)
    {
        Assert.NotNull(await Look.ReserveJobAsync(id.Number, Cancellation));
        Assert.True(await Look.BuryAsync(id.Number, cancellationToken: Cancellation));
    }

    /// <summary>Lets a worker fail all jobs that wait, until as many are buried.</summary>
    protected async Task FailAsync(int jobs, BeanstalkBrokerOptions? options = null, Func<Probe, Exception>? error = null)
    {
        await using var broker = new BeanstalkBroker(options ?? Options);
        using var stopping = new CancellationTokenSource();
        var handlers = new JobHandlers()
            .Add(() => new ProbeHandler((probe, _, _) => throw error?.Invoke(probe) ?? new InvalidOperationException($"number {probe.Number} failed")))
            .Add(static () => new VersionedHandler(static (_, _) => { }));
        var run = Worker.Create<ProbeWorker>(broker, handlers, new WorkerOptions { Concurrency = 2 }.BuryOn<Exception>()).RunAsync(stopping.Token);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        while (await Look.StatsTubeAsync((options ?? Options).TubePrefix + "test.probe", limit.Token) is not { } tube || tube.CurrentJobsBuried < (ulong)jobs)
        {
        }

        await stopping.CancelAsync();
        await run;

        // Until the server hears that the worker is gone, it still hands jobs to its reserves.
        while ((await Look.StatsAsync(limit.Token)).Values["current-waiting"] != "0")
        {
        }
    }

    protected async Task<JobStats> StatsAsync(JobId id) => (await Look.StatsJobAsync(id.Number, Cancellation))!;

    protected async Task<ulong> RecordsAsync(string tube = "test.probe.failures")
        => (await Look.StatsTubeAsync(tube, Cancellation))?.CurrentJobsReady ?? 0;
}
