using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Faults;

/// <summary>A connection that ends after every number of bytes that a conversation has, in both directions.</summary>
public sealed class CutTests : FaultTest
{
    [Theory]
    [InlineData(Fault.Cut, true, true)]
    [InlineData(Fault.Cut, true, false)]
    [InlineData(Fault.Cut, false, true)]
    [InlineData(Fault.Cut, false, false)]
    [InlineData(Fault.Reset, true, true)]
    [InlineData(Fault.Reset, false, true)]
    public async Task Wherever_it_is_cut_every_command_ends_and_tells_the_truth(Fault fault, bool toServer, bool atOnce)
    {
        var known = await PutKnownAsync();
        var (sent, heard, _) = await TalkAsync("uncut", null, null, atOnce, known);
        var places = Enumerable.Range(0, (toServer ? sent : heard).Length);
        var failures = 0;

        var unobserved = await UnobservedInAsync(() => Parallel.ForEachAsync(places, Token, async (at, _) =>
        {
            var flow = new Flow { Fault = fault, At = at };
            var (_, _, failed) = await TalkAsync($"{at}", toServer ? flow : null, toServer ? null : flow, atOnce, known);
            Interlocked.Add(ref failures, failed);
        }));

        Assert.Empty(unobserved);
        Assert.NotEqual(0, failures);
    }
}
