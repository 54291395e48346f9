using System.Collections.Concurrent;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Faults;

/// <summary>
/// The real server, killed and started again with its binlog. Nothing is consumed while it is killed under load: where jobs come and go it moves those that
/// stay from file to file, and loses one now and then if it is killed meanwhile.
/// </summary>
public sealed class KilledServerTests
{
    private const int Kills = 5;
    private const int Producers = 16;
    private const int PutsBetweenKills = 300;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_put_that_was_acknowledged_is_there_once_and_of_the_others_only_those_in_flight()
    {
        var binlog = Directory.CreateTempSubdirectory("typedjobs-");
        var server = await BeanstalkdServer.StartAsync("-b", binlog.FullName);
        var reconnect = new ReconnectOptions { CommandsWait = true, ShortestPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(50) };
        await using var client = await BeanstalkClient.ConnectAsync(server.Address, new() { Reconnect = reconnect }, Token);
        using var stop = new CancellationTokenSource();
        var acknowledged = new ConcurrentDictionary<string, ulong>();
        var unknown = new ConcurrentDictionary<string, bool>();
        var producers = Enumerable.Range(0, Producers).Select(producer => Task.Run(() => ProduceAsync(producer), Token)).ToList();

        for (var kill = 1; kill <= Kills; kill++)
        {
            while (acknowledged.Count < kill * PutsBetweenKills)
            {
                await Task.Yield();
            }

            server = await RestartAsync(server, binlog);
        }

        await stop.CancelAsync();
        await Task.WhenAll(producers);
        var found = await DrainAsync(client);

        Assert.All(acknowledged, put => Assert.Equal(put.Value, Assert.Single(found[put.Key])));
        Assert.All(found, job => Assert.True(acknowledged.ContainsKey(job.Key) || (unknown.ContainsKey(job.Key) && job.Count() == 1), job.Key));
        Assert.InRange(unknown.Count, 0, Kills * Producers);
        await server.DisposeAsync();
        binlog.Delete(recursive: true);

        async Task ProduceAsync(int producer)
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                var body = $"{producer}/{n}";
                try
                {
                    acknowledged[body] = await client.PutAsync(System.Text.Encoding.ASCII.GetBytes(body), cancellationToken: Token);
                }
                catch (BeanstalkConnectionException exception) when (exception.Outcome == CommandOutcome.Unknown)
                {
                    // Not put again: that might be the second time.
                    unknown[body] = true;
                }
            }
        }
    }

    [Fact]
    public async Task A_late_delete_leaves_the_job_alone_that_a_restarted_server_has_given_the_same_number()
    {
        var binlog = Directory.CreateTempSubdirectory("typedjobs-");
        var server = await BeanstalkdServer.StartAsync("-b", binlog.FullName);
        await using var client = await BeanstalkClient.ConnectAsync(server.Address, new() { Reconnect = new() { CommandsWait = true } }, Token);
        await client.PutAsync("stays"u8.ToArray(), new() { Priority = 2 }, Token);
        server = await RestartUnderAsync(client, server, binlog);
        var number = await client.PutAsync("is done"u8.ToArray(), new() { Priority = 1 }, Token);
        server = await RestartUnderAsync(client, server, binlog);
        var done = (await client.ReserveAsync(TimeSpan.Zero, Token)).Job!;
        Assert.Equal(number, done.Id);
        Assert.True(await done.DeleteAsync(Token));

        // With that job the file has gone that knew its number: the server moves what stays into the newest one.
        server = await RestartUnderAsync(client, server, binlog);
        Assert.Equal(number, await client.PutAsync("is another"u8.ToArray(), cancellationToken: Token));
        var refused = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await done.DeleteAsync(Token));

        Assert.Equal(CommandOutcome.NotSent, refused.Outcome);
        Assert.Equal("is another"u8.ToArray(), (await client.PeekAsync(number, Token))!.Body);
        await server.DisposeAsync();
        binlog.Delete(recursive: true);
    }

    private static async Task<BeanstalkdServer> RestartUnderAsync(BeanstalkClient client, BeanstalkdServer server, DirectoryInfo binlog)
    {
        var before = client.ServerId;
        var restarted = await RestartAsync(server, binlog);
        while (client.ServerId == before)
        {
            await Task.Yield();
        }

        return restarted;
    }

    private static async Task<BeanstalkdServer> RestartAsync(BeanstalkdServer server, DirectoryInfo binlog)
    {
        await server.KillAsync();
        await server.DisposeAsync();
        return await BeanstalkdServer.StartOnPortAsync(server.Port, "-b", binlog.FullName);
    }

    private static async Task<ILookup<string, ulong>> DrainAsync(BeanstalkClient client)
    {
        var jobs = new List<(string Body, ulong Id)>();
        while ((await client.ReserveAsync(TimeSpan.Zero, Token)).Job is { } job)
        {
            jobs.Add((System.Text.Encoding.ASCII.GetString(job.Body.Span), job.Id));
            Assert.True(await job.DeleteAsync(Token));
        }

        return jobs.ToLookup(static job => job.Body, static job => job.Id);
    }
}
