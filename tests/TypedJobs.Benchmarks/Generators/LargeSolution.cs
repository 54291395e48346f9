using System.Globalization;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>
/// Writes a solution as a company may have it: a library of contracts, a library of handlers and a program with the worker, each referencing the one
/// before, with the packages of this repository. To be built with <c>dotnet build</c>, with <c>-p:Plain=true</c> for the same sources without TypedJobs,
/// and with <c>-p:Serializer=true</c> besides for the same without TypedJobs, but with all jobs in a context of System.Text.Json: what it takes to send them without reflection.
/// </summary>
internal static class LargeSolution
{
    private const int JobsAnArea = 50;

    private const string Properties =
        """
        <Project>
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup Condition="'$(Plain)' != 'true'">
            <Using Include="TypedJobs" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>What the sources need of TypedJobs where it is not referenced.</summary>
    private const string Shim =
        """
        #if PLAIN
        namespace Company.Contracts;

        [AttributeUsage(AttributeTargets.Class)]
        public sealed class JobAttribute(string name) : Attribute { public string Name => name; }

        [AttributeUsage(AttributeTargets.Class)]
        public sealed class JobWorkerAttribute : Attribute;

        public sealed class JobContext;

        public interface IJobHandler<T> { Task HandleAsync(T job, JobContext context, CancellationToken cancellationToken); }
        #endif
        """;

    private const string Program =
        """
        #if PLAIN
        Console.WriteLine(new Company.App.CompanyWorker());
        #else
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddTypedJobs(o => o.Server = "beanstalk://localhost:11300").AddWorker<Company.App.CompanyWorker>();
        await builder.Build().RunAsync();
        #endif
        """;

    /// <param name="folder">An empty folder, or one that was written before.</param>
    /// <param name="jobs">How many jobs, each in a file with a record that it carries, and each with a handler in a file.</param>
    /// <param name="packages">The folder with the packages.</param>
    /// <param name="version">Their version.</param>
    public static void Write(string folder, int jobs, string packages, string version)
    {
        Save(folder, "Directory.Build.props", Properties);
        Save(folder, "Contracts/Contracts.csproj", Library(null, Package("TypedJobs", version), packages));
        Save(folder, "Handlers/Handlers.csproj", Library("Contracts", string.Empty, packages));
        Save(folder, "App/App.csproj", Library("Handlers", Package("TypedJobs.Hosting", version) + Package("Microsoft.Extensions.Hosting", "10.0.0"), packages, "<OutputType>Exe</OutputType>"));
        Save(folder, "Contracts/Shim.cs", Shim);
        Save(folder, "App/Program.cs", Program);
        Save(folder, "App/CompanyWorker.cs", "#if PLAIN\nusing Company.Contracts;\n#endif\nnamespace Company.App;\n\n[JobWorker]\npublic sealed partial class CompanyWorker;\n");
        Save(folder, "Contracts/CompanyJson.cs", Context(jobs));
        for (var number = 0; number < jobs; number++)
        {
            var area = number / JobsAnArea;
            Save(folder, string.Create(CultureInfo.InvariantCulture, $"Contracts/Area{area}/Work{number}.cs"), Contract(area, number));
            Save(folder, string.Create(CultureInfo.InvariantCulture, $"Handlers/Area{area}/Work{number}Handler.cs"), Handler(area, number));
        }
    }

    private static string Context(int jobs)
        => $"""
            #if SERIALIZER
            using System.Text.Json.Serialization;

            namespace Company.Contracts;

            {string.Join('\n', Enumerable.Range(0, jobs).Select(static number => string.Create(CultureInfo.InvariantCulture, $"[JsonSerializable(typeof(Area{number / JobsAnArea}.Work{number}))]")))}
            public sealed partial class CompanyJson : JsonSerializerContext;
            #endif

            """;

    private static string Contract(int area, int number)
        => string.Create(CultureInfo.InvariantCulture, $$"""
            #if PLAIN
            using Company.Contracts;
            #endif
            namespace Company.Contracts.Area{{area}};

            [Job("area{{area}}.work{{number}}")]
            public sealed partial record Work{{number}}(int Id, string Name, Guid Tenant, DateTimeOffset At, Part{{number}} Part, List<string> Tags, int? Priority = null);

            public sealed record Part{{number}}(string Key, double Value, bool IsSet);

            """);

    private static string Handler(int area, int number)
        => string.Create(CultureInfo.InvariantCulture, $$"""
            using Company.Contracts;
            using Company.Contracts.Area{{area}};

            namespace Company.Handlers.Area{{area}};

            public sealed class Work{{number}}Handler(TimeProvider time) : IJobHandler<Work{{number}}>
            {
                public async Task HandleAsync(Work{{number}} job, JobContext context, CancellationToken cancellationToken)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(job.Part.IsSet ? 1 : 2), time, cancellationToken);
                    foreach (var tag in job.Tags)
                    {
                        Console.WriteLine($"{tag} {job.Name} {job.Tenant}");
                    }
                }
            }

            """);

    private static string Library(string? reference, string package, string packages, string properties = "")
        => $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                {properties}
                <RestoreAdditionalProjectSources>{packages}</RestoreAdditionalProjectSources>
                <DefineConstants Condition="'$(Plain)' == 'true'">$(DefineConstants);PLAIN</DefineConstants>
                <DefineConstants Condition="'$(Serializer)' == 'true'">$(DefineConstants);SERIALIZER</DefineConstants>
              </PropertyGroup>
              <ItemGroup Condition="'$(Plain)' != 'true'">{package}</ItemGroup>
              <ItemGroup>{(reference is null ? string.Empty : $"""<ProjectReference Include="../{reference}/{reference}.csproj" />""")}</ItemGroup>
            </Project>
            """;

    private static string Package(string id, string version) => $"""<PackageReference Include="{id}" Version="{version}" />""";

    private static void Save(string folder, string file, string text)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
