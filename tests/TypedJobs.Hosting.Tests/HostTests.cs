using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedJobs.Brokers;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Hosting.Tests;

public sealed class HostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_are_enqueued_and_handled_in_a_host_each_in_a_scope_of_its_own()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var host = Build(services => services.AddTypedJobs(o => o.Server = server.Address).AddWorker<LetterWorker>(w => w.Concurrency = 2));
        await host.StartAsync(Cancellation);
        var jobs = host.Services.GetRequiredService<IJobClient>();

        await jobs.EnqueueBatchAsync([new Letter("a"), new Letter("b")], cancellationToken: Cancellation);

        var ledger = host.Services.GetRequiredService<Ledger>();
        var first = await ledger.NextAsync(Cancellation);
        var second = await ledger.NextAsync(Cancellation);
        Assert.Equal([new Letter("a"), new Letter("b")], new[] { first.Job, second.Job }.Cast<Letter>().OrderBy(static letter => letter.To));
        Assert.NotSame(first.Scope, second.Scope);
        await host.StopAsync(Cancellation);
        Assert.True(((UnitOfWork)first.Scope).IsDisposed);
        Assert.True(((UnitOfWork)second.Scope).IsDisposed);
    }

    [Fact]
    public async Task A_host_has_several_workers_each_with_its_own_options()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var host = Build(services => services.AddTypedJobs(o => o.Server = server.Address)
            .AddWorker<LetterWorker>(w => w.Concurrency = 1)
            .AddWorker<PictureWorker>(w => w.Concurrency = 3));
        await host.StartAsync(Cancellation);
        var jobs = host.Services.GetRequiredService<IJobClient>();

        await jobs.EnqueueAsync(new Letter("a"), cancellationToken: Cancellation);
        await jobs.EnqueueAsync(new Picture("cat.jpg"), cancellationToken: Cancellation);

        var ledger = host.Services.GetRequiredService<Ledger>();
        Assert.Equal(
            new HashSet<object> { new Letter("a"), new Picture("cat.jpg") },
            new HashSet<object> { (await ledger.NextAsync(Cancellation)).Job, (await ledger.NextAsync(Cancellation)).Job });
        await using var look = await Beanstalk.BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Cancellation);
        await Eventually.IsSoAsync(async () => (await look.StatsAsync(Cancellation)).Values["current-waiting"] == "2");

        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Middleware_of_the_container_stands_around_the_handlers()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var host = Build(services => services.AddTypedJobs(o => o.Server = server.Address)
            .AddWorker<LetterWorker>(w => w.Use(new Noted("options")))
            .AddMiddleware<NotedByTheContainer>());
        await host.StartAsync(Cancellation);

        await host.Services.GetRequiredService<IJobClient>().EnqueueAsync(new Letter("a"), cancellationToken: Cancellation);
        await host.Services.GetRequiredService<Ledger>().NextAsync(Cancellation);
        await host.StopAsync(Cancellation);

        Assert.Equal(["container", "options"], host.Services.GetServices<IJobMiddleware>().OfType<NotedByTheContainer>().Single().Seen);
    }

    [Fact]
    public void The_second_signal_is_heard_and_not_the_first()
    {
        using var signals = new SecondSignal();

        signals.Count();
        Assert.False(signals.Token.IsCancellationRequested);
        signals.Count();
        signals.Count();

        Assert.True(signals.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_handler_that_the_application_registered_itself_is_left_as_it_is()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        var own = new Ledger();
        using var host = Build(services =>
        {
            services.AddSingleton(new PictureHandler(own));
            services.AddTypedJobs(o => o.Server = server.Address).AddWorker<PictureWorker>();
        });
        await host.StartAsync(Cancellation);

        await host.Services.GetRequiredService<IJobClient>().EnqueueAsync(new Picture("cat.jpg"), cancellationToken: Cancellation);

        Assert.Equal(new Picture("cat.jpg"), (await own.NextAsync(Cancellation)).Job);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_host_starts_and_stops_while_the_broker_is_down_and_enqueueing_says_so()
    {
        using var host = Build(services => services
            .AddTypedJobs(o =>
            {
                o.Server = $"beanstalk://127.0.0.1:{BeanstalkdServer.FreePort()}";
                o.EnqueueTimeout = TimeSpan.FromMilliseconds(300);
            })
            .AddWorker<LetterWorker>());
        await host.StartAsync(Cancellation);

        var error = await Assert.ThrowsAsync<BrokerException>(
            async () => await host.Services.GetRequiredService<IJobClient>().EnqueueAsync(new Letter("a"), cancellationToken: Cancellation));

        Assert.Equal(BrokerOutcome.NotSent, error.Outcome);
        Assert.Contains("00:00:00.3", error.Message, StringComparison.Ordinal);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Adding_the_same_things_twice_is_harmless()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var host = Build(services =>
        {
            services.AddTypedJobs(o => o.Server = server.Address).AddWorker<LetterWorker>(w => w.Concurrency = 2);
            services.AddTypedJobs(o => o.TubePrefix = "staging.").AddWorker<LetterWorker>(w => w.ShutdownTimeout = TimeSpan.FromSeconds(5));
        });
        await host.StartAsync(Cancellation);

        await host.Services.GetRequiredService<IJobClient>().EnqueueAsync(new Letter("a"), cancellationToken: Cancellation);

        await host.Services.GetRequiredService<Ledger>().NextAsync(Cancellation);
        Assert.Single(host.Services.GetServices<IJobClient>());
        await using var look = await Beanstalk.BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Cancellation);
        await Eventually.IsSoAsync(async () => (await look.StatsTubeAsync("staging.letter", Cancellation))!.Values["current-waiting"] == "1");

        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task All_workers_stop_with_the_first_sign_and_not_one_after_the_other()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        var stopsLast = new SlowToStop();
        using var host = Build(services =>
        {
            services.AddTypedJobs(o => o.Server = server.Address).AddWorker<LetterWorker>(w => w.Concurrency = 1);
            services.AddSingleton<IHostedService>(stopsLast);
        });
        await host.StartAsync(Cancellation);
        await using var look = await Beanstalk.BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Cancellation);
        await Eventually.IsSoAsync(async () => (await look.StatsAsync(Cancellation)).Values["current-waiting"] == "1");

        // Services stop in the reverse order of their start: the worker's turn has not come while this one stops.
        var stop = host.StopAsync(Cancellation);
        await stopsLast.Stopping.Task.WaitAsync(Cancellation);
        await Eventually.IsSoAsync(async () => (await look.StatsAsync(Cancellation)).Values["current-waiting"] == "0");

        stopsLast.MayStop.SetResult();
        await stop;
    }

    [Fact]
    public async Task A_host_that_waits_no_longer_still_lets_handlers_know_that_they_are_to_end()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        var begun = new TaskCompletionSource();
        var ended = new TaskCompletionSource<JobCancellationReason>();
        using var host = Build(services => services.AddTypedJobs(o => o.Server = server.Address)
            .AddWorker<LetterWorker>(w => w.Use(new Endless(begun, ended)).ShutdownTimeout = TimeSpan.FromHours(1)));
        await host.StartAsync(Cancellation);
        await host.Services.GetRequiredService<IJobClient>().EnqueueAsync(new Letter("a"), cancellationToken: Cancellation);
        await begun.Task.WaitAsync(Cancellation);

        await host.StopAsync(new CancellationToken(canceled: true)).ContinueWith(static _ => { }, TaskScheduler.Default);

        Assert.Equal(JobCancellationReason.Shutdown, await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    [Fact]
    public void A_container_without_a_host_gives_a_client_and_is_disposed_either_way()
    {
        var services = new ServiceCollection();
        services.AddTypedJobs(static o => o.Server = "beanstalk://localhost:1");
        using var provider = services.BuildServiceProvider(validateScopes: true);

        Assert.Same(provider.GetRequiredService<IJobClient>(), provider.GetRequiredService<IJobClient>());
    }

    private static IHost Build(Action<IServiceCollection> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<Ledger>();
        builder.Services.AddScoped<UnitOfWork>();
        configure(builder.Services);
        return builder.Build();
    }

    private sealed class SlowToStop : IHostedService
    {
        public TaskCompletionSource Stopping { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayStop { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Stopping.SetResult();
            return MayStop.Task;
        }
    }

    private sealed class Endless(TaskCompletionSource begun, TaskCompletionSource<JobCancellationReason> ended) : IJobMiddleware
    {
        public async Task InvokeAsync(JobContext context, JobPipeline inner, CancellationToken cancellationToken)
        {
            begun.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                ended.SetResult(context.CancellationReason);
            }
        }
    }

    private sealed class NotedByTheContainer : IJobMiddleware
    {
        public static AsyncLocal<List<string>?> Current { get; } = new();

        public List<string> Seen { get; } = [];

        public Task InvokeAsync(JobContext context, JobPipeline inner, CancellationToken cancellationToken)
        {
            Seen.Add("container");
            Current.Value = Seen;
            return inner(context, cancellationToken);
        }
    }

    private sealed class Noted(string name) : IJobMiddleware
    {
        public Task InvokeAsync(JobContext context, JobPipeline inner, CancellationToken cancellationToken)
        {
            NotedByTheContainer.Current.Value!.Add(name);
            return inner(context, cancellationToken);
        }
    }
}
