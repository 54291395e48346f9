using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Hosting.Tests;

/// <summary>What a host with jobs says of its health.</summary>
public sealed class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_whose_worker_takes_jobs_is_healthy_until_its_broker_is_gone_or_it_stops()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var host = Build(
            services => services.AddTypedJobs(o => o.Server = server.Address).AddWorker<LetterWorker>(),
            checks => checks.AddTypedJobs(static o => o.MaxBacklogAge = TimeSpan.FromMinutes(5)));
        Assert.Equal("TypedJobs.Hosting.Tests.LetterWorker has not started.", (await CheckAsync(host)).Entries["typedjobs-workers"].Description);

        await host.StartAsync(Cancellation);
        var healthy = await UntilAsync(host, static report => report.Status == HealthStatus.Healthy);
        Assert.Equal(["typedjobs-backlog", "typedjobs-broker", "typedjobs-workers"], healthy.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.All(healthy.Entries.Values, static entry => Assert.Equal(["typedjobs"], entry.Tags));
        Assert.Equal("Taking jobs: TypedJobs.Hosting.Tests.LetterWorker.", healthy.Entries["typedjobs-workers"].Description);

        await server.KillAsync();
        var down = await UntilAsync(host, static report => report.Status == HealthStatus.Unhealthy);
        Assert.Equal(HealthStatus.Unhealthy, down.Entries["typedjobs-broker"].Status);
        Assert.Equal(HealthStatus.Unhealthy, down.Entries["typedjobs-workers"].Status);
        Assert.Contains("has no broker", down.Entries["typedjobs-workers"].Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Degraded, down.Entries["typedjobs-backlog"].Status);

        await host.StopAsync(Cancellation);
        Assert.Equal("TypedJobs.Hosting.Tests.LetterWorker has ended.", (await CheckAsync(host)).Entries["typedjobs-workers"].Description);
    }

    [Fact]
    public async Task A_tube_whose_next_job_has_waited_too_long_degrades_the_host()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var host = Build(
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.AddTypedJobs(static o => o.UseEmbedded());
            },
            static checks => checks.AddTypedJobs(static o =>
            {
                o.MaxBacklogAge = TimeSpan.FromMinutes(5);
                o.Tubes.Add("letter");
            }));
        await host.StartAsync(Cancellation);
        await host.Services.GetRequiredService<IJobClient>().EnqueueAsync(new Letter("a"), cancellationToken: Cancellation);

        var early = await CheckAsync(host);
        time.Advance(TimeSpan.FromMinutes(6));
        var late = await CheckAsync(host);

        Assert.Equal(HealthStatus.Healthy, early.Status);
        Assert.Equal(HealthStatus.Degraded, late.Status);
        Assert.Equal("The next job has waited longer than 00:05:00: letter (00:06:00).", late.Entries["typedjobs-backlog"].Description);
        Assert.Equal(TimeSpan.FromMinutes(6), late.Entries["typedjobs-backlog"].Data["letter"]);
        Assert.Equal("This host has no worker.", late.Entries["typedjobs-workers"].Description);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public void A_backlog_is_looked_at_only_where_its_age_is_set_and_makes_sense()
    {
        using var host = Build(static services => services.AddTypedJobs(static o => o.UseEmbedded()), static checks => checks.AddTypedJobs());
        var options = host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<HealthCheckServiceOptions>>().Value;
        Assert.Equal(["typedjobs-broker", "typedjobs-workers"], options.Registrations.Select(static check => check.Name));

        var error = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddHealthChecks().AddTypedJobs(static o => o.MaxBacklogAge = TimeSpan.Zero));
        Assert.StartsWith("JobHealthOptions.MaxBacklogAge is 00:00:00", error.Message, StringComparison.Ordinal);
    }

    private static IHost Build(Action<IServiceCollection> add, Action<IHealthChecksBuilder> check)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<Ledger>().AddScoped<UnitOfWork>();
        add(builder.Services);
        check(builder.Services.AddHealthChecks());
        return builder.Build();
    }

    private static Task<HealthReport> CheckAsync(IHost host) => host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);

    private static async Task<HealthReport> UntilAsync(IHost host, Func<HealthReport, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            if (await CheckAsync(host) is var report && wanted(report))
            {
                return report;
            }
        }
    }
}
