using System.Collections.Concurrent;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Faults;

/// <summary>The real server, killed under load and started again with its binlog.</summary>
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

            await server.KillAsync();
            await server.DisposeAsync();
            server = await BeanstalkdServer.StartOnPortAsync(server.Port, "-b", binlog.FullName);
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
