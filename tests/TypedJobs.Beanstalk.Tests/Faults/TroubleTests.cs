using System.Text;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Faults;

/// <summary>What networks do besides ending connections.</summary>
public sealed class TroubleTests : FaultTest
{
    public static TheoryData<string, Flow> Harmless => new()
    {
        { "single bytes", new() { Piece = 1 } },
        { "three at a time, slowly", new() { Piece = 3, Delay = TimeSpan.FromMilliseconds(1) } },
        { "late", new() { Delay = TimeSpan.FromMilliseconds(20) } },
        { "gathered", new() { Gathering = TimeSpan.FromMilliseconds(20) } },
    };

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task What_only_comes_otherwise_harms_nothing(string name, Flow flow)
    {
        var known = await PutKnownAsync();

        foreach (var (toServer, toClient) in new[] { (flow, null), (null, flow), ((Flow?)flow, (Flow?)flow) })
        {
            var (_, _, failed) = await TalkAsync(name, toServer, toClient, atOnce: true, known);
            Assert.Equal(0, failed);
        }
    }

    [Theory]
    [InlineData(Fault.Swallow, true)]
    [InlineData(Fault.Swallow, false)]
    [InlineData(Fault.HalfOpen, true)]
    [InlineData(Fault.HalfOpen, false)]
    [InlineData(Fault.Stall, true)]
    [InlineData(Fault.Stall, false)]
    [InlineData(Fault.Finish, true)]
    [InlineData(Fault.Finish, false)]
    public async Task A_peer_that_says_nothing_more_is_noticed(Fault fault, bool toServer)
    {
        var known = await PutKnownAsync();
        var (sent, heard, _) = await TalkAsync("plain", null, null, atOnce: true, known);
        var bytes = (toServer ? sent : heard).Length;

        // Each takes as long as the client's patience, so they are taken at a few places, all at once.
        int[] places = [bytes / 9, bytes / 4, bytes / 3, bytes / 2, bytes * 2 / 3, bytes * 4 / 5, bytes - 3, bytes - 1];
        var unobserved = await UnobservedInAsync(() => Task.WhenAll(places.Select(async at =>
        {
            var flow = new Flow { Fault = fault, At = at };
            _ = await TalkAsync($"{at}", toServer ? flow : null, toServer ? null : flow, atOnce: true, known, Impatient);
        })));

        Assert.Empty(unobserved);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\n\r\n")]
    [InlineData("INSERTED x\r\n")]
    [InlineData("RESERVED 18446744073709551615 4294967295\r\n")]
    [InlineData("OK 99999999999999999999\r\n")]
    [InlineData("\0\0\0\0")]
    public async Task Garbage_is_given_to_nobody(string garbage)
    {
        var known = await PutKnownAsync();
        var bytesToClient = (await TalkAsync("plain", null, null, atOnce: true, known)).ToClient.Length;

        // Everywhere but in the greeting, where it could be part of a text that nobody checks.
        await Parallel.ForAsync(0, 60, Token, async (n, _) =>
        {
            var at = bytesToClient - 1 - (n * (bytesToClient / 130));
            var flow = new Flow { Fault = Fault.Garbage, At = at, Garbage = Encoding.Latin1.GetBytes(garbage) };
            await using var proxy = FaultProxy.Start(Server.Port).Arrange(toClient: flow);
            await using var client = await ConnectThroughAsync(proxy, Impatient);
            var puts = Enumerable.Range(0, 20).Select(async number =>
            {
                try
                {
                    var body = $"<{garbage.Length}/{at}/{number}>";
                    Assert.Equal(body, Text(await Client.PeekAsync(await client.PutAsync(Bytes(body), cancellationToken: Token), Token)));
                    return true;
                }
                catch (BeanstalkException)
                {
                    return false;
                }
            });
            var results = await Task.WhenAll(puts);
            Assert.Contains(true, results.Append(await PutsAgainAsync(client)));
        });
    }

    [Fact]
    public async Task A_reserve_without_a_limit_notices_a_silent_peer()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = await ConnectThroughAsync(proxy, Impatient);
        var reserving = client.ReserveAsync(cancellationToken: Token).AsTask();
        await WaitingReservesAsync(Client, 1);

        await Server.SignalAsync("STOP");

        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => reserving)).Outcome);
        await Server.SignalAsync("CONT");
        var again = client.ReserveAsync(cancellationToken: Token).AsTask();
        _ = await PutAsync("there again");
        Assert.Equal("there again", Text((await again).Job));
    }

    [Fact]
    public async Task A_reserve_that_waits_is_cancelled_through_a_silent_peer()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = await ConnectThroughAsync(proxy, Impatient);
        using var cancelling = new CancellationTokenSource();
        var reserving = client.ReserveAsync(TimeSpan.FromDays(1), cancelling.Token).AsTask();
        var behind = client.TouchAsync(1, Token).AsTask();
        await WaitingReservesAsync(Client, 1);
        await SentAsync(proxy, "touch 1");

        await Server.SignalAsync("STOP");
        await cancelling.CancelAsync();

        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<CommandCanceledException>(() => reserving)).Outcome);
        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => behind)).Outcome);
        await Server.SignalAsync("CONT");
        Assert.False(await client.TouchAsync(1, Token));
    }

    /// <summary>Puts until one succeeds: the first may find the connection broken.</summary>
    private static async Task<bool> PutsAgainAsync(BeanstalkClient client)
    {
        while (true)
        {
            try
            {
                return await client.PutAsync(Bytes("again"), cancellationToken: Token) > 0;
            }
            catch (BeanstalkException)
            {
                // Within the test's own time.
            }
        }
    }
}
