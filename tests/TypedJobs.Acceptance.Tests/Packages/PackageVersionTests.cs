using System.Text;
using TypedJobs.Acceptance.Tests.Programs;
using TypedJobs.Beanstalk;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Packages;

/// <summary>Two programs of somebody else's, an old release and a new one that knows the job in two later versions, work side by side.</summary>
public sealed class PackageVersionTests(PackagesFixture packages)
{
    private const int Each = 50;

    [Fact]
    public async Task An_old_worker_and_a_native_new_one_work_off_three_versions_and_none_receives_what_it_cannot_read()
    {
        RequiredProgram.Find("gcc", "gcc", "libc6-dev");
        var older = await packages.BuildAsync("build", "OldRelease");
        var newer = await packages.BuildAsync("publish", "NewRelease");
        await using var server = await BeanstalkdServer.StartAsync();
        await using var look = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: TestContext.Current.CancellationToken);

        await using var oldWorker = RunningProgram.Start(Path.Combine(older, "OldRelease"), [server.Address, $"{Each}"]);
        await using var newWorker = RunningProgram.Start(Path.Combine(newer, "NewRelease"), [server.Address, $"{Each}"]);
        await PutAsync(look, "letter.send/2", number => $$$"""{"type":"letter.send","jobversion":2,"data":{"number":{{{number}}},"street":"Main Street","town":"Springfield"}}""");
        await WaitUntilWorkedOffAsync(look, 3 * Each);
        await oldWorker.SignalAsync("TERM");
        var old = await oldWorker.WaitForExitAsync();

        // The old release is gone, and its producers wrote some more before they went.
        await PutAsync(look, "letter.send", number => $$$"""{"type":"letter.send","data":{"number":{{{number + Each}}},"address":"Main Street, Springfield"}}""");
        await WaitUntilWorkedOffAsync(look, 4 * Each);
        await newWorker.SignalAsync("TERM");
        var @new = await newWorker.WaitForExitAsync();

        Assert.True(old.ExitCode == 0 && @new.ExitCode == 0, $"{old}\n{@new}");
        var handledByOld = Handled(old.Output);
        var handledByNew = Handled(@new.Output);
        Assert.All(handledByOld, static line => Assert.EndsWith(" 1 Main Street, Springfield", line, StringComparison.Ordinal));
        Assert.All(handledByNew, static line => Assert.EndsWith(" Main Street/Springfield", line, StringComparison.Ordinal));
        Assert.Equal(
            Enumerable.Range(0, 2 * Each).Select(static number => $"{number} 1").Concat(Numbers(2)).Concat(Numbers(3)).Order(StringComparer.Ordinal),
            handledByOld.Concat(handledByNew).Select(static line => string.Join(' ', line.Split(' ')[1..3])).Order(StringComparer.Ordinal));
        Assert.Equal("0", (await look.StatsAsync(TestContext.Current.CancellationToken)).Values["cmd-release"]);
    }

    private static IEnumerable<string> Numbers(int version) => Enumerable.Range(0, Each).Select(number => $"{number} {version}");

    private static List<string> Handled(string output) => [.. output.Split('\n').Where(static line => line.StartsWith("handled ", StringComparison.Ordinal))];

    private static async Task PutAsync(BeanstalkClient client, string tube, Func<int, string> body)
    {
        for (var number = 0; number < Each; number++)
        {
            await client.PutAsync(Encoding.UTF8.GetBytes(body(number)), new PutOptions { Tube = tube }, TestContext.Current.CancellationToken);
        }
    }

    private static async Task WaitUntilWorkedOffAsync(BeanstalkClient client, int jobs)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await client.StatsAsync(limit.Token)).Values["cmd-delete"] != $"{jobs}")
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
