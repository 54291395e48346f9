using System.Text;
using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Protocol;

/// <summary>What a beanstalkd that was killed while it wrote into its binlog makes of a job that it had not acknowledged.</summary>
public sealed class TornJobTests
{
    [Fact]
    public async Task A_body_of_zeros_without_an_end_is_handed_out_and_the_connection_goes_on()
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = ScriptedServer.Start("RESERVED 7 5\r\n\0\0\0\0\0\0\0", "BURIED\r\n");
        await using var client = await server.ConnectAsync(token);

        var job = (await client.ReserveAsync(TimeSpan.Zero, token)).Job!;

        Assert.Equal((7ul, "\0\0\0\0\0"), (job.Id, Encoding.ASCII.GetString(job.Body.Span)));
        Assert.True(await job.BuryAsync(cancellationToken: token));
    }
}
