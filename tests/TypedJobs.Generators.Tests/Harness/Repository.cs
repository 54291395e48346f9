namespace TypedJobs.Generators.Tests.Harness;

/// <summary>Where this repository's files are, seen from a test that runs.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
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
