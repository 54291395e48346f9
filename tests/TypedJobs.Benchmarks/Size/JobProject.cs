using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TypedJobs.Benchmarks.Size;

/// <summary>A program that writes and reads some jobs, published with NativeAOT, and all that was generated for it written to files.</summary>
/// <param name="folder">A folder of its own.</param>
/// <param name="jobs">How many jobs it has.</param>
/// <param name="ownRecord">Whether each job has a nested record of its own; if not, all share one. An enum is shared anyway.</param>
internal sealed class JobProject(string folder, int jobs, bool ownRecord)
{
    /// <summary>A job as there are many: the payload of 300 bytes that is also measured for speed.</summary>
    private string Job(int index)
        => $$"""
            [Job("video.process{{index}}")]
            public sealed partial record ProcessVideo{{index}}(
                Guid Id, string Source, string Target, VideoSize{{(ownRecord ? index : 0)}} Size, IReadOnlyList<string> Tags, double Rate, bool Thumbnails, DateTimeOffset Requested, Codec Codec = Codec.H264, int? Limit = null)
            {
                public string? Tenant { get; init; }
            }

            {{(ownRecord || index == 0 ? $"public sealed record VideoSize{index}(int Width, int Height);" : "")}}
            """;

    /// <summary>Publishes it.</summary>
    /// <returns>The length of what was generated, and of the native program.</returns>
    public async Task<(long Source, long Binary)> PublishAsync(string repository)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "Sized.csproj"), Project(repository));
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Program());
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", folder, "--output", Path.Combine(folder, "out"), "--verbosity", "quiet", "--nologo"]))!;
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"The program in {folder} could not be published.");
        }

        return (
            Directory.EnumerateFiles(Path.Combine(folder, "generated", "TypedJobs.Generators"), "*.cs", SearchOption.AllDirectories).Sum(static file => new FileInfo(file).Length),
            new FileInfo(Path.Combine(folder, "out", "Sized")).Length);
    }

    private static string Project(string repository)
        => $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <PublishAot>true</PublishAot>
                <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
                <CompilerGeneratedFilesOutputPath>generated</CompilerGeneratedFilesOutputPath>
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="Program.cs" />
                <ProjectReference Include="{repository}/src/TypedJobs/TypedJobs.csproj" />
                <ProjectReference Include="{repository}/generators/TypedJobs.Generators/TypedJobs.Generators.csproj" OutputItemType="Analyzer" ReferenceOutputAssembly="false" />
              </ItemGroup>
            </Project>
            """;

    private string Program()
    {
        var source = new StringBuilder("using System.Text.Json;\nusing TypedJobs;\n\n");
        for (var index = 0; index < jobs; index++)
        {
            source.Append(CultureInfo.InvariantCulture, $"Json.WriteAndRead<ProcessVideo{index}>(args);\n");
        }

        source.Append(
            """

            static class Json
            {
                public static void WriteAndRead<T>(string[] json) where T : IJob<T>
                {
                    foreach (var text in json)
                    {
                        Console.WriteLine(JsonSerializer.Serialize(JsonSerializer.Deserialize(text, T.Contract.JsonTypeInfo)!, T.Contract.JsonTypeInfo));
                    }
                }
            }

            public enum Codec { H264, H265, Av1 }

            """);
        for (var index = 0; index < jobs; index++)
        {
            source.Append('\n').Append(Job(index));
        }

        return source.ToString();
    }
}
