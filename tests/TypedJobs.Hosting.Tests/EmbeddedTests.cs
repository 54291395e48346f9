using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using TypedJobs.Embedded;
using Xunit;

namespace TypedJobs.Hosting.Tests;

/// <summary>A host that keeps its jobs in its own process.</summary>
public sealed class EmbeddedTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_and_worker_share_the_embedded_broker()
    {
        using var host = Build(Environments.Production, static o => o.UseEmbedded());
        await EnqueuedJobIsHandledAsync(host);
    }

    [Fact]
    public async Task In_Development_no_server_is_needed()
    {
        using var host = Build(Environments.Development, static _ => { });
        await EnqueuedJobIsHandledAsync(host);
    }

    [Fact]
    public async Task The_log_says_at_start_that_jobs_end_with_the_process_and_why_the_broker_is_on()
    {
        Assert.Equal(
            [
                "Jobs are kept in this process and end with it: the embedded broker is on, because the application asks for it (UseEmbedded)",
                "Jobs are kept in this process and end with it: the embedded broker is on, because no server is set, in the Development environment",
            ],
            [
                await SaidAtStartAsync(Environments.Production, static o => o.UseEmbedded()),
                await SaidAtStartAsync(Environments.Development, static _ => { }),
            ]);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Anywhere_else_a_missing_server_fails_the_start(string environment)
    {
        using var host = Build(environment, static _ => { });
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
        Assert.StartsWith("TypedJobsOptions.Server is not set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_and_the_embedded_broker_exclude_each_other()
    {
        using var host = Build(Environments.Development, static o =>
        {
            o.Server = "beanstalk://localhost:1";
            o.UseEmbedded();
        });
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
        Assert.Contains("UseEmbedded is called too", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_set_is_used_in_Development_too()
    {
        using var host = Build(Environments.Development, static o => o.Server = "embedded://x");
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
        Assert.Contains("a broker in its own process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_of_the_embedded_broker_that_is_wrong_fails_the_start()
    {
        using var host = Build(Environments.Production, static o => o.UseEmbedded(static e => e.MaxJobSize = -1));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
        Assert.StartsWith("EmbeddedBrokerOptions.MaxJobSize is -1", error.Message, StringComparison.Ordinal);
    }

    private static IHost Build(string environment, Action<TypedJobsOptions> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = environment });
        builder.Services.AddFakeLogging();
        builder.Services.AddSingleton<Ledger>().AddScoped<UnitOfWork>();
        builder.Services.AddTypedJobs(configure).AddWorker<LetterWorker>(static w => w.Concurrency = 2);
        return builder.Build();
    }

    private static async Task<string> SaidAtStartAsync(string environment, Action<TypedJobsOptions> configure)
    {
        using var host = Build(environment, configure);
        await host.StartAsync(Cancellation);
        await host.StopAsync(Cancellation);
        var broker = typeof(TypedJobsOptions).Namespace + ".EmbeddedBrokerService";
        return Assert.Single(host.Services.GetFakeLogCollector().GetSnapshot(), record => record.Category == broker).Message;
    }

    private static async Task EnqueuedJobIsHandledAsync(IHost host)
    {
        await host.StartAsync(Cancellation);
        var id = await host.Services.GetRequiredService<IJobClient>().EnqueueAsync(new Letter("a"), cancellationToken: Cancellation);
        Assert.StartsWith(host.Services.GetRequiredService<EmbeddedBroker>().Address.ToString(), id.ToString(), StringComparison.Ordinal);
        Assert.Equal(new Letter("a"), (await host.Services.GetRequiredService<Ledger>().NextAsync(Cancellation)).Job);
        await host.StopAsync(Cancellation);
    }
}
