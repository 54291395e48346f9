using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests;

public sealed class BeanstalkdServerTests
{
    [Fact]
    public async Task A_test_has_a_server_of_its_own()
    {
        await using var server = await BeanstalkdServer.StartAsync();

        Assert.NotEqual(0, server.Port);
    }
}
