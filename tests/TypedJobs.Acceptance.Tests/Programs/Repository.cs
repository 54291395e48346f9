using System.Reflection;

namespace TypedJobs.Acceptance.Tests.Programs;

/// <summary>Where this repository's files are, seen from a test that runs.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The program that a sample was built to.</summary>
    public static string Sample(string name)
        => Path.Combine(Root, "samples", name, "bin", Configuration, "net10.0", name + ".dll");

    /// <summary>The configuration that these tests, and all that they run, were built in.</summary>
    public static string Configuration { get; }
        = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static metadata => metadata.Key == "Configuration").Value!;

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
