using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Faults;

/// <summary>
/// A connection that ends after every number of bytes that a conversation has, in both directions. Where one command is sent after the other, or the end is a reset, after every third.
/// </summary>
public sealed class CutTests : FaultTest
{
    [Theory]
    [InlineData(Fault.Cut, true, true, 1)]
    [InlineData(Fault.Cut, true, false, 3)]
    [InlineData(Fault.Cut, false, true, 1)]
    [InlineData(Fault.Cut, false, false, 3)]
    [InlineData(Fault.Reset, true, true, 3)]
    [InlineData(Fault.Reset, false, true, 3)]
    public async Task Wherever_it_is_cut_every_command_ends_and_tells_the_truth(Fault fault, bool toServer, bool atOnce, int step)
    {
        var known = await PutKnownAsync();
        var (sent, heard, _) = await TalkAsync("uncut", null, null, atOnce, known);
        var places = Enumerable.Range(0, (toServer ? sent : heard).Length).Where(place => place % step == 0);
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
