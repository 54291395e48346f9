using System.Text;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Faults;

/// <summary>
/// The real server, killed under load and started again with its binlog. Where jobs come and go it moves those that stay from file to file, and loses one now
/// and then if it is killed meanwhile: what it has left on the disk tells.
/// </summary>
public sealed class KilledServerTests
{
    private const int Kills = 5;
    private const int Putters = 16;
    private const int Takers = 8;
    private const int PutsBetweenKills = 300;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_put_that_was_acknowledged_is_there_once_and_of_the_others_only_those_in_flight()
    {
        var (load, lost) = await KillUnderLoadAsync(takers: 0);

        Assert.Empty(lost);
        Assert.All(load.Acknowledged, put => Assert.Equal(put.Value, Assert.Single(load.Left[put.Key])));
        Assert.All(load.Left, job => Assert.True(load.Acknowledged.ContainsKey(job.Key) || (load.Unknown.ContainsKey(job.Key) && job.Count() == 1), job.Key));
        Assert.InRange(load.Unknown.Count, 0, Kills * Putters);
    }

    [Fact]
    public async Task What_is_taken_meanwhile_is_done_once_and_nothing_is_lost_but_by_the_server()
    {
        var (load, lost) = await KillUnderLoadAsync(Takers);

        Assert.All(
            load.Acknowledged.Keys.Where(put => !load.Deleted.ContainsKey(put) && !load.DeletedPerhaps.ContainsKey(put) && !load.Left.Contains(put)),
            gone => Assert.Contains(gone, lost));
        Assert.All(load.Deleted, done => Assert.Equal(load.Acknowledged.GetValueOrDefault(done.Key, done.Value), done.Value));
        Assert.All(load.Deleted, done => Assert.True(load.Acknowledged.ContainsKey(done.Key) || load.Unknown.ContainsKey(done.Key), done.Key));
        Assert.All(load.Deleted, done => Assert.False(load.Left.Contains(done.Key), done.Key));
        Assert.Empty(load.DeletedTwice);
        Assert.InRange(load.Unknown.Count, 0, Kills * Putters);
        Assert.InRange(load.DeletedPerhaps.Count, 0, Kills * Takers);
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
        await Eventually.IsSoAsync(() => client.ServerId != before);
        return restarted;
    }

    private static async Task<BeanstalkdServer> RestartAsync(BeanstalkdServer server, DirectoryInfo binlog)
    {
        await server.KillAsync();
        await server.DisposeAsync();
        return await BeanstalkdServer.StartOnPortAsync(server.Port, "-b", binlog.FullName);
    }

    /// <returns>What the callers were told, and the bodies of the jobs that the server's binlog has lost.</returns>
    private static async Task<(Load Load, IReadOnlyList<string> Lost)> KillUnderLoadAsync(int takers)
    {
        var folder = Directory.CreateTempSubdirectory("typedjobs-");
        var server = await BeanstalkdServer.StartAsync("-b", folder.FullName);
        await using var load = await Load.StartAsync(server.Address, Putters, takers);
        var lost = new List<string>();
        var before = Binlog.Empty;
        for (var kill = 1; kill <= Kills; kill++)
        {
            await load.UntilAcknowledgedAsync(kill * PutsBetweenKills);
            await server.KillAsync();
            var left = Binlog.Read(folder.FullName);
            lost.AddRange(left.LostSince(before).Select(static job => Encoding.ASCII.GetString(job.Before.Body.Span).TrimEnd()));
            before = left;
            server = await RestartAsync(server, folder);
        }

        await load.EndAsync();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
        return (load, lost);
    }
}
