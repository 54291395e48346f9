using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Faults;

/// <summary>
/// A connection that ends after every number of bytes that a conversation has, in both directions; but of statistics only between their lines, which are most of all
/// bytes, and read when the last has come. With <c>TYPEDJOBS_CUTS=all</c> it ends after every byte of these, too, each time in each way: that takes some minutes more.
/// </summary>
public sealed class CutTests : FaultTest
{
    private static readonly bool Everywhere = Environment.GetEnvironmentVariable("TYPEDJOBS_CUTS") == "all";

    [Theory]
    [InlineData(Fault.Cut, true, true, 1)]
    [InlineData(Fault.Cut, true, false, 3)]
    [InlineData(Fault.Cut, false, true, 1)]
    [InlineData(Fault.Cut, false, false, 3)]
    [InlineData(Fault.Reset, true, true, 5)]
    [InlineData(Fault.Reset, false, true, 5)]
    public async Task Wherever_it_is_cut_every_command_ends_and_tells_the_truth(Fault fault, bool toServer, bool atOnce, int step)
    {
        var known = await PutKnownAsync();
        var (sent, heard, _) = await TalkAsync("uncut", null, null, atOnce, known);
        var conversation = toServer ? sent : heard;
        var places = Everywhere ? Enumerable.Range(0, conversation.Length) : PlacesIn(conversation).Where((_, place) => place % step == 0);
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

    private static List<int> PlacesIn(ReadOnlyMemory<byte> conversation)
    {
        var places = new List<int>();
        for (var start = 0; start < conversation.Length;)
        {
            var length = conversation.Span[start..].IndexOf((byte)'\n') + 1;
            var end = start + length - 1;

            // All lines of the protocol end with two bytes, those of statistics with one.
            places.AddRange(conversation.Span[start..end] is [.., (byte)'\r'] ? Enumerable.Range(start, length) : [end]);
            start = end + 1;
        }

        return places;
    }
}
