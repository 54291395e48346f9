using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

public sealed class GatheringTests : ServerTest
{
    [Fact]
    public async Task What_is_begun_is_sent_when_all_that_gather_are_done()
    {
        const int Count = 600;
        var puts = PutTogether(Count);

        // More than may be unanswered, so that the last ones wait for the first.
        Assert.Equal(Enumerable.Range(1, Count).Select(static id => (ulong)id), await Task.WhenAll(puts));
    }

    [Fact]
    public async Task The_commands_of_other_callers_wait_as_well_and_go_on()
    {
        Task<ulong>[] gathered = [];
        await Task.WhenAll(
            Task.Run(() => gathered = PutTogether(100), Token),
            Task.Run(() => Task.WhenAll(Enumerable.Range(0, 100).Select(_ => PutAsync("x").AsTask())), Token));

        Assert.Equal(100, (await Task.WhenAll(gathered)).Distinct().Count());
        Assert.Equal(200ul, (await Client.StatsAsync(Token)).TotalJobs);
    }

    private Task<ulong>[] PutTogether(int count)
    {
        using var outer = Client.Gather();
        using var inner = Client.Gather();
        var puts = Enumerable.Range(0, count).Select(_ => Client.PutAsync(Bytes("x"), cancellationToken: Token).AsTask()).ToArray();
        Assert.DoesNotContain(puts, static put => put.IsCompleted);
        return puts;
    }
}
