using System.Globalization;
using SkiaSharp;
using TypedJobs.Acceptance.Tests.Programs;
using TypedJobs.Beanstalk;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Samples;

/// <summary>The sample as its users run it: a process, pictures in, thumbnails out.</summary>
public sealed class ThumbnailsTests
{
    private const int GoodPictures = 13;
    private const string BrokenPicture = "broken.jpg";

    private static readonly string Pictures = Path.Combine(Repository.Root, "samples", "Thumbnails", "Pictures");

    [Fact]
    public async Task Without_more_than_a_server_every_shipped_picture_is_done_or_accounted_for()
    {
        await using var server = await BeanstalkdServer.StartAsync();

        var result = await RunAsync("--server", server.Address);

        Assert.True(result.ExitCode == 0, result.ToString());
        var output = result.Output.Split('\n').Single(static line => line.StartsWith("Thumbnails: ", StringComparison.Ordinal))["Thumbnails: ".Length..];
        AssertThumbnails(output, width: 320);
        Directory.Delete(output, recursive: true);
        Assert.Contains($"[{GoodPictures + 1}/{GoodPictures + 1}]", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"broken\.jpg.*ends in the middle of the picture.*buried in tube thumbnail\.create, as beanstalk://", result.Output);
        Assert.Matches($@"\b{GoodPictures}\b.*\b1\b.*\d+\.\d\d.*\d+\.\d", result.Output);
    }

    [Fact]
    public async Task Without_a_server_the_jobs_are_in_the_process_and_every_picture_is_done_or_accounted_for()
    {
        using var output = new TemporaryFolder();

        var result = await RunAsync("--output", output.Path);

        Assert.True(result.ExitCode == 0, result.ToString());
        AssertThumbnails(output.Path, width: 320);
        Assert.Contains("Jobs are kept in this process and end with it", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"broken\.jpg.*ends in the middle of the picture.*embedded://", result.Output);
    }

    [Theory]
    [InlineData("produce")]
    [InlineData("work")]
    public async Task Two_processes_need_a_server(string role)
    {
        var result = await RunAsync("--role", role);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("--server", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_broken_picture_is_buried_and_not_lost()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var output = new TemporaryFolder();

        await RunAsync("--server", server.Address, "--output", output.Path);

        await using var client = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: TestContext.Current.CancellationToken);
        var tube = await client.StatsTubeAsync("thumbnail.create", TestContext.Current.CancellationToken);
        Assert.Equal((1ul, 0ul, 0ul), (tube!.CurrentJobsBuried, tube.CurrentJobsReady, tube.CurrentJobsReserved));
    }

    [Fact]
    public async Task Input_output_width_and_concurrency_are_obeyed()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var input = new TemporaryFolder();
        using var output = new TemporaryFolder();
        File.Copy(Path.Combine(Pictures, "meadow.jpg"), input.File("one.jpg"));
        File.Copy(Path.Combine(Pictures, "rings.png"), input.File("two.PNG"));
        await File.WriteAllTextAsync(input.File("notes.txt"), "no picture", TestContext.Current.CancellationToken);

        var result = await RunAsync(
            "--server", server.Address, "--input", input.Path, "--output", output.Path, "--width", "77", "--concurrency", "5");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(["one.jpg", "two.PNG"], Directory.GetFiles(output.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal((77, 51, SKEncodedImageFormat.Jpeg), Measure(output.File("one.jpg")));
        Assert.Equal((77, 77, SKEncodedImageFormat.Png), Measure(output.File("two.PNG")));
    }

    [Fact]
    public async Task One_process_produces_and_another_works()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var output = new TemporaryFolder();

        var produced = await RunAsync("--role", "produce", "--server", server.Address);
        Assert.True(produced.ExitCode == 0, produced.ToString());
        Assert.Contains($"Enqueued {GoodPictures + 1} jobs", produced.Output, StringComparison.Ordinal);

        await using var worker = Start("--role", "work", "--server", server.Address, "--output", output.Path);
        await worker.WaitForLineAsync(static line => line.StartsWith($"[{GoodPictures + 1}]", StringComparison.Ordinal));
        await worker.SignalAsync("TERM");
        var worked = await worker.WaitForExitAsync();

        Assert.True(worked.ExitCode == 0, worked.ToString());
        AssertThumbnails(output.Path, width: 320);
    }

    [Fact]
    public async Task Jobs_that_waited_from_an_earlier_run_are_worked_off_and_not_counted_as_this_run_s()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var output = new TemporaryFolder();
        await RunAsync("--role", "produce", "--server", server.Address);

        var result = await RunAsync("--server", server.Address, "--output", output.Path);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(GoodPictures + 1, result.Output.Split('\n').Count(static line => line.StartsWith('[')));
        Assert.Contains($"[{GoodPictures + 1}/{GoodPictures + 1}]", result.Output, StringComparison.Ordinal);
        Assert.Contains($"Besides these, {GoodPictures + 1} jobs of other runs", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_in_a_pipe_is_not_broken_however_long()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var input = new TemporaryFolder();
        using var output = new TemporaryFolder();
        var name = new string('n', 200) + ".png";
        File.Copy(Path.Combine(Pictures, "rings.png"), input.File(name));
        var folder = output.File(new string('o', 200));

        var result = await RunAsync("--server", server.Address, "--input", input.Path, "--output", folder);

        Assert.Contains($"[1/1] {name}: 320 × 320", result.Output.Split('\n'));
        Assert.Contains($"Thumbnails: {folder}", result.Output.Split('\n'));
    }

    [Fact]
    public async Task A_job_that_was_kicked_and_fails_again_is_buried_as_the_report_says()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var notAFolder = new TemporaryFolder();
        var output = notAFolder.File("file");
        await File.WriteAllTextAsync(output, string.Empty, TestContext.Current.CancellationToken);
        await using var client = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: TestContext.Current.CancellationToken);
        var id = await client.PutAsync(
            """{"type":"thumbnail.create","data":{"source":"sunrise.jpg","width":100}}"""u8.ToArray(),
            new PutOptions { Tube = "thumbnail.create" },
            TestContext.Current.CancellationToken);

        await using var worker = Start("--role", "work", "--server", server.Address, "--input", Pictures, "--output", output);
        await WaitUntilBuriedAsync(client, id, times: 1);
        await client.KickJobAsync(id, TestContext.Current.CancellationToken);
        await WaitUntilBuriedAsync(client, id, times: 2);
        var stats = await client.StatsJobAsync(id, TestContext.Current.CancellationToken);

        Assert.Equal(2ul, stats!.Releases);
    }

    [Fact]
    public async Task A_job_that_another_language_put_is_worked_off()
    {
        await using var server = await BeanstalkdServer.StartAsync();
        using var output = new TemporaryFolder();
        await using var client = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: TestContext.Current.CancellationToken);
        await client.PutAsync(
            """{"type":"thumbnail.create","data":{"source":"sunrise.jpg","width":100}}"""u8.ToArray(),
            new PutOptions { Tube = "thumbnail.create" },
            TestContext.Current.CancellationToken);

        await using var worker = Start("--role", "work", "--server", server.Address, "--input", Pictures, "--output", output.Path);
        await worker.WaitForLineAsync(static line => line.StartsWith("[1]", StringComparison.Ordinal));

        Assert.Equal((100, 67, SKEncodedImageFormat.Png), Measure(output.File("sunrise.png")));
    }

    [Fact]
    public async Task Without_a_server_one_line_says_how_to_get_one()
    {
        var result = await RunAsync("--server", $"beanstalk://127.0.0.1:{BeanstalkdServer.FreePort().ToString(CultureInfo.InvariantCulture)}");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.Contains("apt-get install beanstalkd", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_explains_every_option()
    {
        var result = await RunAsync("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.All(
            ["--input", "--output", "--width", "--server", "--concurrency", "--role"],
            option => Assert.Contains(option, result.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--width", "0", "--width must be from 1 to 10000; 0 is not.")]
    [InlineData("--width", "abc", "--width must be from 1 to 10000; abc is not.")]
    [InlineData("--width", "99999999999", "--width must be from 1 to 10000; 99999999999 is not.")]
    [InlineData("--concurrency", "-1", "--concurrency must be from 1 to 1000; -1 is not.")]
    [InlineData("--server", "http://localhost", "--server: ")]
    [InlineData("--input", "/no/such/folder", "/no/such/folder")]
    [InlineData("--role", "boss", "--role must be produce, work or both; boss is not.")]
    [InlineData("--role", "1", "--role must be produce, work or both; 1 is not.")]
    public async Task A_wrong_option_is_named(string option, string value, string message)
    {
        var result = await RunAsync(option, value);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", result.Error, StringComparison.Ordinal);
    }

    private static async Task WaitUntilBuriedAsync(BeanstalkClient client, ulong job, ulong times)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await client.StatsJobAsync(job, TestContext.Current.CancellationToken) is not { State: JobState.Buried } stats || stats.Buries < times)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private static Task<ProgramResult> RunAsync(params string[] arguments)
        => RunningProgram.RunAsync("dotnet", [Repository.Sample("Thumbnails"), .. arguments]);

    private static RunningProgram Start(params string[] arguments)
        => RunningProgram.Start("dotnet", [Repository.Sample("Thumbnails"), .. arguments]);

    private static void AssertThumbnails(string folder, int width)
    {
        var expected = Directory.GetFiles(Pictures, "*.*g").Where(static file => Path.GetFileName(file) != BrokenPicture).ToList();
        Assert.Equal(GoodPictures, expected.Count);
        Assert.Equal(
            expected.Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(expected, picture =>
        {
            var (fullWidth, fullHeight, format) = Measure(picture);
            var scaled = Math.Min(width, fullWidth);
            Assert.Equal(
                (scaled, (int)Math.Round((double)fullHeight * scaled / fullWidth), format),
                Measure(Path.Combine(folder, Path.GetFileName(picture))));
        });
    }

    /// <summary>Decodes a picture whole: a file that only begins like one does not count.</summary>
    private static (int Width, int Height, SKEncodedImageFormat Format) Measure(string file)
    {
        using var codec = SKCodec.Create(file);
        Assert.NotNull(codec);
        using var pixels = new SKBitmap(codec.Info);
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(pixels.Info, pixels.GetPixels()));
        return (codec.Info.Width, codec.Info.Height, codec.EncodedFormat);
    }
}
