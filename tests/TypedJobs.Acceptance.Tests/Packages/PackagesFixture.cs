using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using TypedJobs.Acceptance.Tests.Packages;
using TypedJobs.Acceptance.Tests.Programs;
using Xunit;

[assembly: AssemblyFixture(typeof(PackagesFixture))]

namespace TypedJobs.Acceptance.Tests.Packages;

/// <summary>
/// The packages as `dotnet pack` makes them, and the projects of consumers, copied out of this repository so that nothing of it reaches them.
/// Made when a test first asks for them: what needs no package does not fail with them.
/// </summary>
public sealed class PackagesFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<string>> _packages;

    /// <summary>A version that no cache has seen.</summary>
    private readonly string _version = string.Create(CultureInfo.InvariantCulture, $"0.1.0-test.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}");

    public PackagesFixture() => _packages = new(PackAsync);

    /// <summary>The folder with the packages.</summary>
    internal Task<string> PackagesAsync() => _packages.Value;

    /// <summary>A consumer's project, in which the packages can be referenced.</summary>
    internal async Task<string> ProjectAsync(string name)
    {
        await PackagesAsync();
        return Path.Combine(_folder.File("consumer"), name);
    }

    /// <summary>Builds a project; a warning is a failure, and so is a generator that the compiler does not load.</summary>
    internal async Task<string> BuildAsync(string verb, string project)
    {
        var folder = await ProjectAsync(project);
        var output = Path.Combine(folder, verb + "ed");
        var built = await RunningProgram.RunAsync("dotnet", [verb, folder, "--output", output, "-c", "Release", "-warnaserror"]);
        Assert.True(built.ExitCode == 0, built.ToString());
        Assert.DoesNotContain(": warning ", built.Output, StringComparison.Ordinal);
        return output;
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> PackAsync()
    {
        // All packages in one build, with a build folder of its own: the tests' own build is not touched.
        var libraries = _folder.File("libraries.slnf");
        await File.WriteAllTextAsync(libraries, JsonSerializer.Serialize(new
        {
            solution = new
            {
                path = Path.Combine(Repository.Root, "TypedJobs.sln"),
                projects = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                    .Select(static project => Path.GetRelativePath(Repository.Root, project)),
            },
        }));
        var packages = _folder.File("packages");
        var packed = await RunningProgram.RunAsync(
            "dotnet", ["pack", libraries, "-c", "Release", "--output", packages, $"-p:Version={_version}", "--artifacts-path", _folder.File("artifacts")]);
        Assert.True(packed.ExitCode == 0, packed.ToString());

        CopyConsumers(packages);
        return packages;
    }

    private void CopyConsumers(string packages)
    {
        var source = Path.Combine(Repository.Root, "tests", "TypedJobs.Acceptance.Tests", "Packages", "Consumer");
        var target = _folder.File("consumer");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // The packages under test come from the folder and stay in it; all others from where they always come from.
        var userPackages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        new XElement(
            "Project",
            new XElement(
                "PropertyGroup",
                new XElement("TypedJobsVersion", _version),
                new XElement("HostingVersion", VersionOf("Microsoft.Extensions.Hosting")),
                new XElement("OpenTelemetryVersion", VersionOf("OpenTelemetry")),
                new XElement("PublicApiAnalyzersVersion", VersionOf("Microsoft.CodeAnalysis.PublicApiAnalyzers")),
                new XElement("RestoreAdditionalProjectSources", packages),
                new XElement("RestorePackagesPath", _folder.File("restored")),
                new XElement("RestoreFallbackFolders", userPackages))).Save(Path.Combine(target, "Directory.Build.targets"));
        File.WriteAllText(Path.Combine(target, "Directory.Packages.props"), "<Project />");
    }

    private static string VersionOf(string id)
        => XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Single(package => (string?)package.Attribute("Include") == id).Attribute("Version")!.Value;
}
