using System.Text;
using TypedJobs.Acceptance.Tests.Programs;
using TypedJobs.Beanstalk;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Stress;

/// <summary>The binlog of a real server, and what is done to it here as a server does that is killed in the wrong moment.</summary>
public sealed class BinlogTests : IDisposable
{
    private const int First = 1;
    private const int Second = 2;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_killed_server_left_is_what_it_would_have_again()
    {
        var left = await RunServerAsync(async client =>
        {
            await client.PutAsync("ready"u8.ToArray(), cancellationToken: Token);
            await client.PutAsync("deleted"u8.ToArray(), cancellationToken: Token);
            await client.PutAsync("delayed"u8.ToArray(), new() { Tube = "other", Delay = TimeSpan.FromHours(1) }, Token);
            await client.DeleteAsync(2, Token);
            await client.BuryAsync((await client.ReserveAsync(TimeSpan.Zero, Token)).Job!.Id, cancellationToken: Token);
        });

        Assert.Equal(
            [(1, "default", "ready\r\n"), (3, "other", "delayed\r\n")],
            left.Jobs.OrderBy(static job => job.Key).Select(static job => (job.Key, job.Value.Tube, Encoding.ASCII.GetString(job.Value.Body.Span))));
        Assert.All(left.Jobs.Values, static job => Assert.True(job.IsWhole));
        Assert.Empty(left.LostSince(Binlog.Empty));
    }

    [Fact]
    public async Task A_job_that_is_gone_is_lost_if_nobody_has_deleted_it()
    {
        var before = await RunServerAsync(PutTwoAsync);
        var left = await RunServerAsync(async client => await client.DeleteAsync(1, Token));
        Assert.Empty(left.LostSince(before));

        File.Delete(FileOf(First));

        Assert.Equal([2ul], Binlog.Read(_folder.Path).LostSince(before).Select(static lost => lost.Id));
    }

    [Fact]
    public async Task Who_deleted_a_job_cannot_be_told_without_the_file_that_the_server_began()
    {
        var before = await RunServerAsync(PutTwoAsync);
        _ = await RunServerAsync(async client => await client.DeleteAsync(1, Token));

        File.Delete(FileOf(First));
        File.Delete(FileOf(Second));

        Assert.Empty(Binlog.Read(_folder.Path).LostSince(before));
    }

    [Fact]
    public async Task A_job_that_was_whole_and_has_zeros_for_a_body_has_lost_it()
    {
        var before = await RunServerAsync(PutTwoAsync);
        var bytes = await File.ReadAllBytesAsync(FileOf(First), Token);
        bytes.AsSpan(bytes.AsSpan().IndexOf("two\r\n"u8), "two\r\n".Length).Clear();
        File.Delete(FileOf(First));
        await File.WriteAllBytesAsync(FileOf(First), bytes, Token);

        var left = Binlog.Read(_folder.Path);

        Assert.False(left.Jobs[2].IsWhole);
        Assert.Equal([2ul], left.LostSince(before).Select(static lost => lost.Id));
        Assert.Empty(Binlog.Read(_folder.Path).LostSince(left));
    }

    private static async Task PutTwoAsync(BeanstalkClient client)
    {
        await client.PutAsync("one"u8.ToArray(), cancellationToken: Token);
        await client.PutAsync("two"u8.ToArray(), cancellationToken: Token);
    }

    private async Task<Binlog> RunServerAsync(Func<BeanstalkClient, Task> useAsync)
    {
        await using (var server = await BeanstalkdServer.StartAsync("-b", _folder.Path))
        {
            await using var client = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Token);
            await useAsync(client);
            await server.KillAsync();
        }

        return Binlog.Read(_folder.Path);
    }

    private string FileOf(int number) => Path.Combine(_folder.Path, $"binlog.{number}");
}
