using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TypedJobs.Brokers;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Hosting.Tests;

public sealed class OptionsTests
{
    private const string SomeServer = "beanstalk://localhost:1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_missing_server_fails_the_start_and_shows_how_to_set_it(bool withWorker)
    {
        var error = await StartAsync(static _ => { }, builder =>
        {
            if (withWorker)
            {
                builder.AddWorker<PictureWorker>();
            }
        });

        Assert.StartsWith("TypedJobsOptions.Server is not set", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddTypedJobs(o => o.Server = \"beanstalk://localhost:11300\")", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:11300", "beanstalk://")]
    [InlineData("beanstalk://localhost:99999", "99999")]
    [InlineData("beanstalk://", "host")]
    public async Task A_server_that_is_no_address_fails_the_start_with_what_is_wrong(string server, string part)
    {
        var error = await StartAsync(o => o.Server = server);

        Assert.StartsWith("TypedJobsOptions.Server: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_option_that_is_wrong_is_named_at_once()
    {
        var error = await StartAsync(static o => (o.Server, o.TubePrefix, o.EnqueueTimeout, o.MaxWaiting) = (SomeServer, "-no ", TimeSpan.Zero, 0));

        Assert.Contains("TypedJobsOptions.TubePrefix is '-no ', which no tube", error.Message, StringComparison.Ordinal);
        Assert.Contains("TypedJobsOptions.EnqueueTimeout is 00:00:00", error.Message, StringComparison.Ordinal);
        Assert.Contains("TypedJobsOptions.MaxWaiting is 0; it must be above zero", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("TypedJobsOptions.Server", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prefix_that_is_null_is_named()
        => Assert.Contains(
            "TypedJobsOptions.TubePrefix is null; leave it empty for none.",
            (await StartAsync(static o => (o.Server, o.TubePrefix) = (SomeServer, null!))).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_workers_option_is_named_with_its_worker()
    {
        var error = await StartAsync(static o => o.Server = SomeServer, static builder => builder.AddWorker<PictureWorker>(static w => w.Concurrency = -1));

        Assert.Contains(nameof(PictureWorker), error.Message, StringComparison.Ordinal);
        Assert.Contains("WorkerOptions.Concurrency is -1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prefix_that_leaves_no_room_for_a_workers_tube_is_named_with_both()
    {
        var prefix = new string('p', 195);

        var error = await StartAsync(o => (o.Server, o.TubePrefix) = (SomeServer, prefix), static builder => builder.AddWorker<LetterWorker>());

        Assert.Contains($"{nameof(LetterWorker)} cannot take 'letter'", string.Join(' ', error.Failures), StringComparison.Ordinal);
        Assert.Contains($"TubePrefix '{prefix}' before it", error.Message, StringComparison.Ordinal);
        Assert.Contains("200", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_host_the_options_are_checked_on_first_use()
    {
        var services = new ServiceCollection();
        services.AddTypedJobs(static _ => { });
        using var provider = services.BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IJobClient>());

        Assert.Contains("TypedJobsOptions.Server", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_does_not_wait_for_the_server_fails_at_once()
    {
        var services = new ServiceCollection();
        services.AddTypedJobs(static o => (o.Server, o.WaitsForServer, o.EnqueueTimeout) = ($"beanstalk://127.0.0.1:{BeanstalkdServer.FreePort()}", false, TimeSpan.FromHours(1)));
        await using var provider = services.BuildServiceProvider();

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await provider.GetRequiredService<IJobClient>().EnqueueAsync(new Letter("Ann"), cancellationToken: Cancellation));

        Assert.Equal(BrokerOutcome.NotSent, error.Outcome);
    }

    private static async Task<OptionsValidationException> StartAsync(Action<TypedJobsOptions> configure, Action<TypedJobsBuilder>? add = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<Ledger>();
        var jobs = builder.Services.AddTypedJobs(configure);
        add?.Invoke(jobs);
        using var host = builder.Build();
        return await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
    }
}
