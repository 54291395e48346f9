using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;
using TypedJobs.Testing.Tests.Support;
using Xunit;

namespace TypedJobs.Testing.Tests;

/// <summary>The application's services in a harness: as they are, but for what a test needs otherwise.</summary>
public sealed class ServicesTests : HarnessTest
{
    [Fact]
    public async Task A_collection_is_taken_as_it_is_and_left_as_it_was()
    {
        var services = new ServiceCollection();
        services.AddSingleton(Script);
        services.AddTypedJobs(static o => o.UseEmbedded(static e => e.Listen = "beanstalk://192.0.2.1:1")).AddWorker<ProbeWorker>();
        var before = services.ToList();

        await using var harness = new JobHarness(services);
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        (await harness.RunDueAsync(Cancellation)).EnsureCompleted();
        Assert.Equal(before, services);
    }

    [Fact]
    public async Task The_services_of_a_host_are_taken_as_well()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = "Production" });
        builder.Services.AddSingleton(Script).AddTypedJobs(static o => o.Server = "beanstalk://nowhere.invalid:1").AddWorker<ProbeWorker>();

        await using var harness = new JobHarness(builder.Services);
        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        (await harness.RunDueAsync(Cancellation)).EnsureCompleted();
    }

    [Fact]
    public async Task Tubes_have_the_prefix_of_the_application()
    {
        await using var harness = Harness<ProbeWorker>(more: static jobs => jobs.Services.AddTypedJobs(static o => o.TubePrefix = "staging."));
        await harness.Jobs.EnqueueProbeAsync(new("a"), new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, Cancellation);

        Assert.Single((await harness.DrainAsync(Cancellation)).EnsureCompleted());
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton)]
    [InlineData(ServiceLifetime.Scoped)]
    public async Task A_client_of_the_application_s_own_is_used_and_recorded(ServiceLifetime lifetime)
    {
        await using var harness = Harness<BothWorker>(more: jobs => jobs.Services.Add(new ServiceDescriptor(typeof(IJobClient), typeof(Twice), lifetime)));

        await harness.Jobs.EnqueueProbeAsync(new("a"), cancellationToken: Cancellation);

        Assert.Equal(2, (await harness.RunDueAsync(Cancellation)).EnsureCompleted().Count);
        Assert.Equal(new Probe("a"), harness.Jobs.SingleEnqueued<Probe>().Job);
    }

    [Fact]
    public async Task What_was_taken_of_a_batch_that_failed_is_recorded()
    {
        await using var harness = Harness<ProbeWorker>(more: static jobs => jobs.Services.AddTypedJobs(static o => o.UseEmbedded(static e => e.MaxJobSize = 1000)));

        await Assert.ThrowsAsync<BatchEnqueueException>(
            async () => await harness.Jobs.EnqueueBatchAsync([new Probe("a"), new Probe(new string('b', 2000)), new Probe("c")], cancellationToken: Cancellation));

        Assert.Equal((await harness.RunDueAsync(Cancellation)).EnsureCompleted().Select(static result => result.Job), harness.Jobs.Enqueued<Probe>().Select(static enqueued => enqueued.Job));
    }

    [Fact]
    public async Task What_handlers_enqueue_is_recorded_too()
    {
        await using var harness = new JobHarness(static services => services.AddTypedJobs(static _ => { }).AddWorker<ForwardingWorker>());

        await harness.Jobs.EnqueueStrayAsync(new("a"), cancellationToken: Cancellation);
        (await harness.RunDueAsync(Cancellation)).EnsureCompleted();

        Assert.Equal("""{"text":"a, forwarded"}""", harness.Jobs.SingleEnqueued<Plain>().Json);
        Assert.Equal(["stray", "plain"], harness.Jobs.AllEnqueued.Select(static job => job.Name));
    }

    [Fact]
    public async Task Hosted_services_are_not_started_and_options_are_checked()
    {
        await using var harness = Harness<ProbeWorker>(more: static jobs => jobs.Services.AddHostedService<NeverStarted>());

        Assert.Contains(
            "WorkerOptions.Concurrency is 0",
            Assert.ThrowsAny<Exception>(() => Harness<ProbeWorker>(configure: static w => w.Concurrency = 0)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>A client that enqueues everything twice.</summary>
    private sealed class Twice(Brokers.IJobBroker broker) : IJobClient
    {
        private readonly JobClient _client = new(broker);

        public async ValueTask<JobId> EnqueueAsync<T>(T job, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
            where T : IJob<T>
        {
            await _client.EnqueueAsync(job, options, cancellationToken);
            return await _client.EnqueueAsync(job, options, cancellationToken);
        }

        public ValueTask<IReadOnlyList<JobId>> EnqueueBatchAsync<T>(IEnumerable<T> jobs, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
            where T : IJob<T>
            => throw new NotSupportedException();
    }

    private sealed class NeverStarted : IHostedService
    {
        public NeverStarted() => throw new NotSupportedException("It is not even made.");

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

public sealed class ForwardingHandler(IJobClient jobs, ILogger<ForwardingHandler> logger) : IJobHandler<Stray>
{
    public async Task HandleAsync(Stray job, JobContext context, CancellationToken cancellationToken)
    {
        logger.LogInformation("Forwarding");
        await jobs.EnqueuePlainAsync(new($"{job.Text}, forwarded"), cancellationToken: cancellationToken);
    }
}

public sealed class PlainHandler : IJobHandler<Plain>
{
    public Task HandleAsync(Plain job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}

[JobWorker(typeof(Stray), typeof(Plain))]
public sealed partial class ForwardingWorker;
