using Microsoft.Extensions.Time.Testing;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Embedded;
using TypedJobs.Inspection;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Tests.Inspection;

public sealed class LookingAtBeanstalkdTests : LookingTests
{
    private BeanstalkdServer? _server;

    protected override async ValueTask<BeanstalkBrokerOptions> StartServerAsync()
    {
        _server = await BeanstalkdServer.StartAsync();
        return new() { Server = _server.Address };
    }

    protected override ValueTask StopServerAsync() => _server!.DisposeAsync();

    [Fact]
    public async Task A_server_that_is_down_is_named_and_was_not_asked()
    {
        var time = new FakeTimeProvider();
        await using var inspector = new JobInspector(new() { Server = $"beanstalk://127.0.0.1:{BeanstalkdServer.FreePort()}" }, timeProvider: time);
        var asking = inspector.GetTubesAsync(Cancellation).AsTask();
        while (!asking.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var error = await Assert.ThrowsAsync<BrokerException>(() => asking);
        Assert.Equal(BrokerOutcome.NotSent, error.Outcome);
        Assert.Contains("was not reached within 00:00:05", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_comes_back_is_asked_again()
    {
        Assert.Empty(await Inspector.GetTubesAsync(Cancellation));
        var port = int.Parse(_server!.Address.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
        await _server.KillAsync();
        await using var again = await BeanstalkdServer.StartOnPortAsync(port);

        while (true)
        {
            try
            {
                Assert.Empty(await Inspector.GetTubesAsync(Cancellation));
                return;
            }
            catch (BrokerException)
            {
                // The loss may be seen only by the question that meets it.
            }
        }
    }
}

public sealed class LookingAtTheEmbeddedBrokerTests : LookingTests
{
    private readonly EmbeddedBroker _broker = new();

    protected override ValueTask<BeanstalkBrokerOptions> StartServerAsync() => new(new BeanstalkBrokerOptions { Server = _broker.Address.ToString(), Connect = _broker.OpenAsync });

    protected override ValueTask StopServerAsync() => _broker.DisposeAsync();
}

public sealed class FailuresInBeanstalkdTests : FailureTests
{
    private BeanstalkdServer? _server;

    protected override async ValueTask<BeanstalkBrokerOptions> StartServerAsync()
    {
        _server = await BeanstalkdServer.StartAsync();
        return new() { Server = _server.Address };
    }

    protected override ValueTask StopServerAsync() => _server!.DisposeAsync();
}

public sealed class FailuresInTheEmbeddedBrokerTests : FailureTests
{
    private readonly EmbeddedBroker _broker = new();

    protected override ValueTask<BeanstalkBrokerOptions> StartServerAsync() => new(new BeanstalkBrokerOptions { Server = _broker.Address.ToString(), Connect = _broker.OpenAsync });

    protected override ValueTask StopServerAsync() => _broker.DisposeAsync();
}
