using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Embedded.Connections;
using TypedJobs.Embedded.Queues;
using TypedJobs.Embedded.Stores;
using TypedJobs.Embedded.Tests.Servers;
using Xunit;

namespace TypedJobs.Embedded.Tests.Stores;

/// <summary>What a durable store can rely on.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task No_answer_leaves_before_its_change_is_written_and_one_write_serves_many_connections()
    {
        var store = new FakeStore();
        await using var switchboard = Start(store);
        await using var first = Connect(switchboard);
        await using var second = Connect(switchboard);
        await first.SendAsync("put 0 0 60 1\r\na\r\n");
        await second.SendAsync("put 0 0 60 1\r\nb\r\n");
        var answers = new[] { first.ReadReplyAsync(), second.ReadReplyAsync() };
        await store.HasHeardOfAsync(2);
        Assert.DoesNotContain(answers, static answer => answer.IsCompleted);

        store.Write();

        Assert.Equal(["INSERTED 1\r\n", "INSERTED 2\r\n"], await Task.WhenAll(answers));
    }

    [Fact]
    public async Task A_job_goes_to_a_waiting_connection_only_when_it_is_written()
    {
        var store = new FakeStore();
        await using var switchboard = Start(store);
        await using var worker = Connect(switchboard);
        await using var producer = Connect(switchboard);
        await worker.SendAsync("reserve\r\n");
        await producer.SendAsync("put 0 0 60 1\r\na\r\n");
        var reserved = worker.ReadReplyAsync();
        await store.HasHeardOfAsync(1);
        Assert.False(reserved.IsCompleted);

        store.Write();

        Assert.Equal("RESERVED 1 1\r\na\r\n", await reserved);
    }

    [Fact]
    public async Task Changes_are_reported_in_the_order_in_which_they_happen_and_reserves_are_not()
    {
        var store = new FakeStore { WritesAtOnce = true };
        await using var switchboard = Start(store);
        await using var wire = Connect(switchboard);
        foreach (var command in new[]
        {
            "put 5 0 60 1\r\na", "put 5 1000 60 1\r\nb", "reserve", "touch 1", "release 1 7 0", "reserve", "bury 1 8", "kick-job 1", "kick 1", "delete 2", "delete 1",
        })
        {
            await wire.SendAsync(command + "\r\n");
            _ = await wire.ReadReplyAsync();
        }

        Assert.Equal(
            [
                "added 1, Ready",
                "added 2, Delayed",
                "changed 1, Ready, priority 7, 1 releases, 0 buries, 0 kicks",
                "changed 1, Buried, priority 8, 1 releases, 1 buries, 0 kicks",
                "changed 1, Ready, priority 8, 1 releases, 1 buries, 1 kicks",
                "changed 2, Ready, priority 5, 0 releases, 0 buries, 1 kicks",
                "removed 2",
                "removed 1",
            ],
            store.Changes);
    }

    [Fact]
    public async Task What_a_store_has_kept_is_there_again()
    {
        var time = new FakeTimeProvider();
        var tube = "t"u8.ToArray();
        var store = new FakeStore(
            new StoredJob(3, tube, JobState.Ready, "c\r\n"u8.ToArray()) { Priority = 5, TimeToRunSeconds = 60, Age = TimeSpan.FromDays(2), Releases = 4 },
            new StoredJob(9, tube, JobState.Buried, "i\r\n"u8.ToArray()) { Priority = 5, Buries = 1 },
            new StoredJob(4, tube, JobState.Buried, "d\r\n"u8.ToArray()) { Priority = 5, Buries = 1 },
            new StoredJob(7, tube, JobState.Delayed, "g\r\n"u8.ToArray()) { Priority = 1, TimeToRunSeconds = 60, DelaySeconds = 30, DelayLeft = TimeSpan.FromSeconds(10) })
        {
            WritesAtOnce = true,
        };
        await using var switchboard = new Switchboard(ushort.MaxValue, store, time, NullLogger.Instance);
        await using var wire = Connect(switchboard);
        var said = new StringBuilder();
        foreach (var command in new[] { "use t", "watch t", "peek-buried", "reserve", "stats-job 3", "put 9 0 60 1\r\nx" })
        {
            said.Append(await AskAsync(wire, command));
        }

        await wire.SendAsync("reserve\r\n");
        said.Append(await wire.ReadReplyAsync());
        await wire.SendAsync("reserve\r\n");
        time.Advance(TimeSpan.FromSeconds(10));
        said.Append(await wire.ReadReplyAsync()).Append(await AskAsync(wire, "stats-tube t"));

        Assert.StartsWith("USING t\r\nWATCHING 2\r\nFOUND 9 1\r\ni\r\nRESERVED 3 1\r\nc\r\nOK", said.ToString(), StringComparison.Ordinal);
        Assert.Contains("releases: 4\n", said.ToString(), StringComparison.Ordinal);
        Assert.Contains("INSERTED 10\r\nRESERVED 10 1\r\nx\r\nRESERVED 7 1\r\ng\r\nOK", said.ToString(), StringComparison.Ordinal);
        Assert.Contains("current-jobs-buried: 2\n", said.ToString(), StringComparison.Ordinal);
        Assert.Equal(["added 10, Ready"], store.Changes);
    }

    [Fact]
    public async Task A_broker_that_comes_back_has_each_job_as_it_was()
    {
        var path = Path.GetTempFileName();
        var time = new FakeTimeProvider();
        var before = await LifeAsync(
            "use t", "watch t", "ignore default",
            "put 5 0 60 5\r\nready", "put 6 1000 60 7\r\ndelayed", "put 1 0 7 6\r\nburied", "put 2 0 60 8\r\nreleased", "put 3 0 60 9\r\nburied, 2", "put 4 0 60 7\r\ndeleted", "put 9 5000 60 6\r\nkicked",
            "reserve-job 5", "reserve", "bury 5 8", "bury 3 9", "reserve", "release 4 7 2000", "reserve", "delete 6", "kick-job 7",
            "stats-job 1", "stats-job 2", "stats-job 3", "stats-job 4", "stats-job 5", "stats-job 7", "peek-buried", "reserve-job 1");
        time.Advance(TimeSpan.FromSeconds(1500));

        var after = await LifeAsync("use t", "watch t", "stats-job 1", "stats-job 2", "stats-job 3", "stats-job 4", "stats-job 5", "stats-job 7", "peek-buried", "put 0 0 1 3\r\nnew", "peek-delayed", "peek 6");

        Assert.Equal(
            [before[19], before[20].Replace("state: delayed", "state: ready", StringComparison.Ordinal), .. before[21..26]],
            after[2..9]);
        Assert.Equal(["INSERTED 8\r\n", "FOUND 4 8\r\nreleased\r\n", "NOT_FOUND\r\n"], after[9..]);
        File.Delete(path);

        async Task<string[]> LifeAsync(params string[] commands)
        {
            await using var switchboard = new Switchboard(ushort.MaxValue, new LogStore(path, time), time, NullLogger.Instance);
            await using var wire = Connect(switchboard);
            var said = new List<string>();
            foreach (var command in commands)
            {
                said.Add(await AskAsync(wire, command));
            }

            return [.. said];
        }
    }

    [Fact]
    public async Task What_cannot_be_written_is_not_said_to_be_there()
    {
        await using var switchboard = Start(new FakeStore { Fails = true });
        await using var wire = Connect(switchboard);
        await using var other = Connect(switchboard);

        await wire.SendAsync("put 0 0 60 1\r\na\r\n");

        Assert.Empty(await wire.ReadToEndAsync());
        await other.SendAsync("peek 1\r\n");
        Assert.Empty(await other.ReadToEndAsync());
    }

    private static async Task<string> AskAsync(Wire wire, string command)
    {
        await wire.SendAsync(command + "\r\n");
        return await wire.ReadReplyAsync();
    }

    private static Switchboard Start(FakeStore store) => new(ushort.MaxValue, store, TimeProvider.System, NullLogger.Instance);

    private static Wire Connect(Switchboard switchboard)
    {
        var transport = new MemoryTransport();
        _ = switchboard.TalkAsync(transport);
        return new Wire(transport.ClientEnd);
    }
}
