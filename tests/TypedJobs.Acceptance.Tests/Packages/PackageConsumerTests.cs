using System.IO.Compression;
using System.Text.RegularExpressions;
using TypedJobs.Acceptance.Tests.Programs;
using TypedJobs.Beanstalk;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Packages;

/// <summary>
/// Somebody else's three projects against the packages: contracts that reference TypedJobs alone, a producer that references the contracts alone,
/// a worker that gets everything from TypedJobs.Hosting, with OpenTelemetry and health checks, published with NativeAOT; over a beanstalkd, and over the embedded
/// broker in the worker's own process.
/// </summary>
public sealed partial class PackageConsumerTests(PackagesFixture packages)
{
    private const int Jobs = 10_000;

    [Fact]
    public async Task Each_library_is_a_package_of_its_own()
        => Assert.Equal(
            Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Directory.GetFiles(await packages.PackagesAsync(), "TypedJobs*.nupkg").Select(static file => Version().Replace(Path.GetFileName(file), string.Empty)).Order(StringComparer.Ordinal));

    [Fact]
    public async Task The_generator_and_the_code_fixes_are_in_the_package_and_nothing_else_is_beside_them()
    {
        await using var package = await ZipFile.OpenReadAsync(
            Directory.GetFiles(await packages.PackagesAsync(), "TypedJobs.0.*.nupkg").Single(), TestContext.Current.CancellationToken);

        Assert.Equal(
            ["analyzers/dotnet/cs/TypedJobs.CodeFixes.dll", "analyzers/dotnet/cs/TypedJobs.Generators.dll"],
            package.Entries.Select(static entry => entry.FullName).Where(static name => name.StartsWith("analyzers/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ten_thousand_jobs_go_from_a_producer_to_a_native_worker_each_exactly_once()
    {
        // gcc or clang links native code; the SDK does not bring one.
        RequiredProgram.Find("gcc", "gcc", "libc6-dev");
        var produced = await packages.BuildAsync("build", "Producer");
        var native = await packages.BuildAsync("publish", "Worker");
        using var folder = new TemporaryFolder();
        await using var server = await BeanstalkdServer.StartAsync();

        // One waits already: from the start of the process to its handler is what a deploy costs.
        await PutAsOtherLanguagesDoAsync(server.Address);
        var first = await HandleEachOnceAsync(produced, native, server.Address, folder.File("ledger"), isEmbedded: false);
        Print($"{first}, {new FileInfo(Path.Combine(native, "Worker")).Length / 1e6:0.0} MB of binary");
        await HandleEachOnceAsync(produced, native, $"unix://{folder.File("socket")}", folder.File("embedded-ledger"), isEmbedded: true);
    }

    /// <summary>Every shape that a payload can have goes over a server, written by this library and as others would write it.</summary>
    /// <param name="verb">What makes the program: <c>build</c> for the JIT, <c>publish</c> for NativeAOT. Reflection is off in both.</param>
    [Theory]
    [InlineData("build")]
    [InlineData("publish")]
    public async Task A_program_sends_itself_every_shape_of_a_payload(string verb)
    {
        RequiredProgram.Find("gcc", "gcc", "libc6-dev");
        var program = await packages.BuildAsync(verb, "Features");
        await using var server = await BeanstalkdServer.StartAsync();

        var ran = await RunningProgram.RunAsync(Path.Combine(program, "Features"), [server.Address]);

        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.Contains("Everything holds.", ran.Output, StringComparison.Ordinal);
    }

    /// <summary>All rules of the SDK, StyleCop's and those of a listed public API, as errors; no implicit usings, keywords and letters beyond ASCII for names.</summary>
    [Fact]
    public async Task What_is_generated_passes_the_strictest_rules_of_a_project()
        => Assert.True(File.Exists(Path.Combine(await packages.BuildAsync("build", "Strict"), "Strict.dll")));

    /// <summary>Runs the worker until all jobs are handled.</summary>
    /// <returns>The line that the worker has written of its first job.</returns>
    private static async Task<string> HandleEachOnceAsync(string produced, string native, string server, string ledger, bool isEmbedded)
    {
        await using var worker = RunningProgram.Start(Path.Combine(native, "Worker"), [server, ledger, "16", .. isEmbedded ? ["embedded"] : Array.Empty<string>()]);
        if (isEmbedded)
        {
            // No server is there before.
            await worker.WaitForLineAsync(static line => line.Contains("Application started", StringComparison.Ordinal));
            await PutAsOtherLanguagesDoAsync(server);
        }

        var first = await worker.WaitForLineAsync(static line => line.StartsWith("first job ", StringComparison.Ordinal));
        var enqueued = await RunningProgram.RunAsync(Path.Combine(produced, "Producer"), [server, $"{Jobs}"]);
        Assert.True(enqueued.ExitCode == 0, enqueued.ToString());
        Assert.Contains($"and {Jobs - 1} more", enqueued.Output, StringComparison.Ordinal);

        await WaitUntilWorkedOffAsync(server, Jobs + 1);
        await worker.SignalAsync("TERM");
        var ended = await worker.WaitForExitAsync();

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Contains($"{Jobs + 1} spans, {Jobs + 1} messages consumed", ended.Output, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(ledger, TestContext.Current.CancellationToken);
        Assert.Contains("1 ann@example.org  hello+Ann High", lines);
        Assert.Contains("2 bob@example.org Bob hello Normal", lines);
        Assert.Contains(" eve@example.org  from+PHP Normal", lines);
        Assert.Equal(Jobs + 1, lines.Length);
        Assert.Equal(Jobs + 1, lines.Distinct(StringComparer.Ordinal).Count());
        return first;
    }

    private static async Task PutAsOtherLanguagesDoAsync(string server)
    {
        await using var client = await BeanstalkClient.ConnectAsync(server, cancellationToken: TestContext.Current.CancellationToken);
        await client.PutAsync(
            """{"data":{"lines":["from","PHP"],"to":{"address":"eve@example.org"},"unknown":[1,{}]},"type":"mail.send"}"""u8.ToArray(),
            new PutOptions { Tube = "mail.send" },
            TestContext.Current.CancellationToken);
    }

    /// <summary>Asks the server, not the client under test: all jobs were put, and every one was deleted.</summary>
    private static async Task WaitUntilWorkedOffAsync(string server, int jobs)
    {
        await using var client = await BeanstalkClient.ConnectAsync(server, cancellationToken: TestContext.Current.CancellationToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var stats = (await client.StatsAsync(TestContext.Current.CancellationToken)).Values;
            if (stats["total-jobs"] == $"{jobs}" && stats["cmd-delete"] == $"{jobs}")
            {
                return;
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Into the output of the test, which the test program shows with <c>-showLiveOutput</c>.</summary>
    private static void Print(FormattableString measured)
        => TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(measured));

    [GeneratedRegex(@"\.[0-9].*$")]
    private static partial Regex Version();
}
