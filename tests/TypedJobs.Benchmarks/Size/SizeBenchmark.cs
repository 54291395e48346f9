using System.Globalization;

namespace TypedJobs.Benchmarks.Size;

/// <summary>
/// What a job adds to a program, at a hundred jobs: generated source, and native binary. Two programs are published, with one job and with
/// a hundred; the difference is what ninety-nine of them add.
/// </summary>
internal static class SizeBenchmark
{
    private const int Few = 1;
    private const int Many = 100;

    public static async Task RunAsync()
    {
        var repository = Repository();
        var folder = Directory.CreateTempSubdirectory("typedjobs-size-").FullName;
        try
        {
            Console.WriteLine($"| a job, at {Many} jobs | generated source | native binary |");
            Console.WriteLine("| --- | ---: | ---: |");
            await ReportAsync("nested record shared", ownRecord: false);
            await ReportAsync("nested record of its own", ownRecord: true);
            Console.WriteLine("| gate | 10 KiB | 18 KB |");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        async Task ReportAsync(string what, bool ownRecord)
        {
            var few = await new JobProject(Path.Combine(folder, "few" + ownRecord), Few, ownRecord).PublishAsync(repository);
            var many = await new JobProject(Path.Combine(folder, "many" + ownRecord), Many, ownRecord).PublishAsync(repository);
            Console.WriteLine($"| {what} | {Share(few.Source, many.Source, 1024)} KiB | {Share(few.Binary, many.Binary, 1000)} KB |");
        }
    }

    private static string Share(long few, long many, double unit)
        => ((many - few) / unit / (Many - Few)).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TypedJobs.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"TypedJobs.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
