using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests;

public sealed class SmokeTests
{
    [Fact]
    public async Task A_job_goes_through_its_life()
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await BeanstalkdServer.StartAsync();
        await using var client = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: token);

        var id = await client.PutAsync("hello"u8.ToArray(), cancellationToken: token);
        var reserved = (await client.ReserveAsync(cancellationToken: token)).Job!;
        Assert.Equal(id, reserved.Id);
        Assert.Equal("hello"u8, reserved.Body.Span);
        Assert.Equal(ReleaseResult.Released, await reserved.ReleaseAsync(cancellationToken: token));
        var again = (await client.ReserveAsync(TimeSpan.Zero, token)).Job!;
        Assert.True(await again.BuryAsync(cancellationToken: token));
        Assert.Equal(JobState.Buried, (await again.StatsAsync(token))!.State);
        Assert.True(await again.DeleteAsync(token));
        await client.QuitAsync(token);
        await client.QuitAsync(token);
        Assert.False(client.IsConnected);
    }
}
