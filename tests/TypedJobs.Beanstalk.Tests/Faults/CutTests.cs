using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Faults;

/// <summary>A connection that ends after every number of bytes that a conversation has, in both directions.</summary>
public sealed class CutTests : FaultTest
{
    [Theory]
    [InlineData(Fault.Cut, true, true, 1)]
    [InlineData(Fault.Cut, true, false, 1)]
    [InlineData(Fault.Cut, false, true, 1)]
    [InlineData(Fault.Cut, false, false, 1)]
    [InlineData(Fault.Reset, true, true, 5)]
    [InlineData(Fault.Reset, false, true, 5)]
    public async Task Wherever_it_is_cut_every_command_ends_and_tells_the_truth(Fault fault, bool toServer, bool atOnce, int step)
    {
        var known = await PutKnownAsync();
        var (bytesToServer, bytesToClient, _) = await TalkAsync("uncut", null, null, atOnce, known);
        var failures = 0;

        var unobserved = await UnobservedInAsync(() => Parallel.ForAsync(0, (toServer ? bytesToServer : bytesToClient) / step, Token, async (place, _) =>
        {
            var at = place * step;
            var flow = new Flow { Fault = fault, At = at };
            var (_, _, failed) = await TalkAsync($"{at}", toServer ? flow : null, toServer ? null : flow, atOnce, known);
            Interlocked.Add(ref failures, failed);
        }));

        Assert.Empty(unobserved);
        Assert.NotEqual(0, failures);
    }
}
