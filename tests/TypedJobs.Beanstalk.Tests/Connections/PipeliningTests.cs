using Microsoft.Extensions.Time.Testing;
using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

public sealed class PipeliningTests : ServerTest
{
    private const int Window = 256;

    /// <summary>What is held back is so for as long as the server does not answer.</summary>
    private static BeanstalkClientOptions Timeless => new() { TimeProvider = new FakeTimeProvider() };

    [Fact]
    public async Task Each_of_64_callers_gets_its_own_replies()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(
            async () =>
            {
                var tube = new TubeName($"tube-{caller % 7}");
                for (var n = 0; n < 20; n++)
                {
                    var body = $"{caller}/{n}" + new string('.', caller * n * 20);
                    var id = await Client.PutAsync(Bytes(body), new PutOptions { Tube = tube, Priority = (uint)(caller * 100 + n) }, Token);

                    var job = (await Client.PeekAsync(id, Token))!;
                    var stats = (await job.StatsAsync(Token))!;
                    Assert.Equal((id, body), (job.Id, Text(job)));
                    Assert.Equal((id, tube, (uint)(caller * 100 + n)), (stats.Id, stats.Tube, stats.Priority));
                    Assert.Equal(tube, (await Client.StatsTubeAsync(tube, Token))!.Name);
                    Assert.True(n % 2 == 0 ? await job.DeleteAsync(Token) : await job.KickAsync(Token) is false);
                    Assert.Null(await Client.StatsTubeAsync($"no-{caller}", Token));
                }
            },
            Token)));

        Assert.Equal(64ul * 20, (await Client.StatsAsync(Token)).TotalJobs);
    }

    [Fact]
    public async Task A_tube_is_used_once_for_many_puts_into_it()
    {
        for (var n = 0; n < 10; n++)
        {
            _ = await PutAsync("x", new PutOptions { Tube = "a" });
        }

        Assert.Equal(1ul, (await Client.StatsAsync(Token)).CmdUse);
    }

    [Fact]
    public async Task Putting_into_a_tube_does_not_change_the_chosen_one()
    {
        await Client.UseAsync("chosen", Token);
        _ = await PutAsync("x", new PutOptions { Tube = "other" });

        Assert.Equal<TubeName>("chosen", (await Client.StatsJobAsync(await PutAsync(), Token))!.Tube);
    }

    [Fact]
    public async Task Commands_behind_a_reserve_that_waits_are_answered_when_it_is()
    {
        var worker = await ConnectAsync();
        var reserving = worker.ReserveAsync(cancellationToken: Token).AsTask();
        var put = worker.PutAsync(Bytes("behind"), new PutOptions { Tube = "other" }, Token).AsTask();
        var stats = worker.StatsTubeAsync("other", Token).AsTask();
        await WaitingReservesAsync(Client, 1);
        Assert.Equal(0ul, (await Client.StatsAsync(Token)).CmdPut);
        Assert.False(reserving.IsCompleted || put.IsCompleted || stats.IsCompleted);

        var id = await PutAsync("wanted");

        Assert.Equal(id, (await reserving).Job!.Id);
        Assert.Equal("behind", Text(await Client.PeekAsync(await put, Token)));
        Assert.Equal(1ul, (await stats)!.CurrentJobsReady);
    }

    [Fact]
    public async Task Unanswered_commands_are_bounded_and_the_others_follow_in_order_when_they_are_a_quarter_of_what_is_unanswered()
    {
        const int Quarter = 51;
        const int Rest = 20;
        const int BeforeRest = Window - (4 * Rest) - 3;
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token, Timeless);
        var touched = TouchTogether(client, Window + Quarter + Rest);

        Assert.Equal(Touches(1, Window), await server.NextCommandsAsync(Window, Token));

        await server.SayAsync("NOT_FOUND\r\n" + Touched(Quarter - 2));
        Assert.False(await touched[0]);
        await Task.WhenAll(touched[1..(Quarter - 1)]);
        Assert.Empty(server.FurtherCommands());
        await server.SayAsync(Touched(1));
        Assert.Equal(Touches(Window + 1, Quarter), await server.NextCommandsAsync(Quarter, Token));

        await server.SayAsync(Touched(BeforeRest - 1));
        await Task.WhenAll(touched[Quarter..(Quarter + BeforeRest - 1)]);
        Assert.Empty(server.FurtherCommands());
        await server.SayAsync(Touched(1));
        Assert.Equal(Touches(Window + Quarter + 1, Rest), await server.NextCommandsAsync(Rest, Token));

        await server.SayAsync(Touched(Window));
        Assert.All((await Task.WhenAll(touched))[1..], Assert.True);
    }

    [Fact]
    public async Task What_has_room_is_held_back_for_a_millisecond_at_most_if_the_server_does_not_answer()
    {
        const int Many = 20;
        var time = new FakeTimeProvider();
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token, new() { TimeProvider = time, ReplyTimeout = TimeSpan.FromDays(1) });
        var touched = TouchTogether(client, Many);
        Assert.Equal(Touches(1, Many), await server.NextCommandsAsync(Many, Token));

        var two = new[] { client.TouchAsync(Many + 1, Token).AsTask(), client.TouchAsync(Many + 2, Token).AsTask() };
        Assert.Equal(Touches(Many + 1, 2), await NextAsTimePassesAsync(2));
        var third = client.TouchAsync(Many + 3, Token).AsTask();
        Assert.Equal(Touches(Many + 3, 1), await NextAsTimePassesAsync(1));

        await server.SayAsync(Touched(Many + 3));
        Assert.All(await Task.WhenAll([.. touched, .. two, third]), Assert.True);

        // The one that sent the commands before may be a while in noticing that there are others, so one millisecond may not be enough.
        async Task<IReadOnlyList<string>> NextAsTimePassesAsync(int count)
        {
            var next = server.NextCommandsAsync(count, Token);
            while (!next.IsCompleted)
            {
                time.Advance(TimeSpan.FromMilliseconds(1));
                await Task.Yield();
            }

            return await next;
        }
    }

    [Fact]
    public async Task What_runs_after_a_reply_cannot_hold_up_the_next()
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        using var second = new ManualResetEventSlim();
        var blocked = Task.Run(
            async () =>
            {
                _ = await client.TouchAsync(1, Token);
                second.Wait(Token);
            },
            Token);
        _ = await server.NextCommandAsync(Token);
        var other = client.TouchAsync(2, Token).AsTask();
        _ = await server.NextCommandAsync(Token);

        await server.SayAsync("TOUCHED\r\nTOUCHED\r\n");

        Assert.True(await other);
        second.Set();
        await blocked;
    }

    private static List<Task<bool>> TouchTogether(BeanstalkClient client, int count)
    {
        using (client.Gather())
        {
            return [.. Enumerable.Range(1, count).Select(id => client.TouchAsync((ulong)id, Token).AsTask())];
        }
    }

    private static IEnumerable<string> Touches(int first, int count) => Enumerable.Range(first, count).Select(static id => $"touch {id}");

    private static string Touched(int count) => string.Concat(Enumerable.Repeat("TOUCHED\r\n", count));
}
