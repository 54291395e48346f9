using System.Text;
using TypedJobs.Acceptance.Tests.Programs;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Packages;

/// <summary>Somebody's project with the package and not a line about contracts: written, released, broken, mended, merged, by nothing but builds.</summary>
public sealed class JobContractTests(PackagesFixture packages)
{
    private const string Update = "-p:UpdateJobContracts=true";

    [Fact]
    public async Task A_contract_is_written_released_and_held()
    {
        var project = await ContractProject.CreateAsync(packages, "Held");
        await project.WriteAsync("int Id, string To");
        await project.BuildAsync();

        await project.BuildAsync(Update);
        Assert.Equal(
            """
            # TypedJobs contract 1. Update: dotnet build -p:UpdateJobContracts=true
            $rules : naming=camel enums=name unknown=skip nulls=checked nullable=optional
            mail.send@1 : job Acme.SendMail tube=mail.send *
            mail.send@1.id : int required *
            mail.send@1.to : string required *
            # end

            """.ReplaceLineEndings("\n"),
            await project.ReadAsync());
        var written = File.GetLastWriteTimeUtc(project.Contract);
        await project.BuildAsync(Update);
        Assert.Equal(written, File.GetLastWriteTimeUtc(project.Contract));

        await project.BuildAsync("-t:ShipJobContracts");
        Assert.Contains("\nmail.send@1.to : string required\n", await project.ReadAsync(), StringComparison.Ordinal);

        await project.WriteAsync("int Id, string To, string Tenant");
        Assert.Contains("SendMail.cs(3,84): error TJ1001: 'mail.send.tenant' is required", await project.FailAsync(), StringComparison.Ordinal);
        await project.BuildAsync(Update);
        Assert.Contains("error TJ1001: 'mail.send.tenant' is required", await project.FailAsync(), StringComparison.Ordinal);
        Assert.Contains("error TJ1001", await project.FailAsync("-t:ShipJobContracts"), StringComparison.Ordinal);

        await project.WriteAsync("int Id, string To, string Tenant = \"\"");
        Assert.Contains("warning TJ1000", await project.BuildAsync(), StringComparison.Ordinal);
        Assert.Contains("error TJ1000", await project.FailAsync("-p:ContinuousIntegrationBuild=true"), StringComparison.Ordinal);
        Assert.Contains("error TJ1000", await project.FailAsync("-t:ShipJobContracts"), StringComparison.Ordinal);

        // As an editor on another system leaves it: both stay.
        await File.WriteAllTextAsync(
            project.Contract, (await project.ReadAsync()).ReplaceLineEndings("\r\n"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), TestContext.Current.CancellationToken);
        await project.BuildAsync(Update);
        var bytes = await File.ReadAllBytesAsync(project.Contract, TestContext.Current.CancellationToken);
        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        Assert.Contains("\r\nmail.send@1.tenant : string = \"\" added *\r\n", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.DoesNotContain("warning TJ1", await project.BuildAsync(), StringComparison.Ordinal);
    }

    /// <summary>Whoever writes the file over a break is told of it, and no setting lets all breaks through for ever.</summary>
    [Fact]
    public async Task No_setting_silences_the_contract()
    {
        var project = await ContractProject.CreateAsync(packages, "Silent", "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        await project.WriteAsync("int Id");
        await project.BuildAsync(Update);

        var unreleased = await project.ReadAsync();
        Assert.Contains("error TJ1010: Analyzers are off", await project.FailAsync("-t:ShipJobContracts", "-p:RunAnalyzersDuringBuild=false"), StringComparison.Ordinal);
        Assert.Equal(unreleased, await project.ReadAsync());
        await project.BuildAsync("-t:ShipJobContracts");

        await project.WriteAsync("string Id");
        Assert.Contains("TJ1010: Analyzers are off", (await project.RunAsync("-p:RunAnalyzers=false")).Output, StringComparison.Ordinal);
        Assert.Contains("error TJ1010: UpdateJobContracts and ContinuousIntegrationBuild are both true", await project.FailAsync(Update, "-p:ContinuousIntegrationBuild=true"), StringComparison.Ordinal);
        Assert.Contains("warning TJ1001: 'mail.send.id' was 'int'", await project.BuildAsync(Update), StringComparison.Ordinal);
        Assert.Contains("mail.send@1.id : string required was int required *", await project.ReadAsync(), StringComparison.Ordinal);

        await project.WriteAsync("int Id");
        await project.BuildAsync(Update);
        var elsewhere = $"-p:JobContractFile={Path.Combine(Path.GetDirectoryName(project.Contract)!, "mail.contract")}";
        Assert.Contains("error TJ1010: JobContractFile is", await project.FailAsync(elsewhere), StringComparison.Ordinal);

        project.Edit("</TreatWarningsAsErrors>", "</TreatWarningsAsErrors><UpdateJobContracts>true</UpdateJobContracts>");
        Assert.Contains("error TJ1010: UpdateJobContracts is set in the project", await project.FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_says_what_is_released()
    {
        var project = await ContractProject.CreateAsync(packages, "Deployed");
        await project.WriteAsync("int Id");
        await project.GitAsync("init", "--quiet");
        await project.CommitAsync("before there was a contract");
        await project.BuildAsync(Update);
        await project.WriteAsync("string Id");
        await project.BuildAsync("-p:TypedJobsBaseline=git:HEAD");

        await project.WriteAsync("int Id");
        await project.GitAsync("add", "jobs.contract");
        await project.CommitAsync("deployed");
        await project.WriteAsync("string Id");

        Assert.Contains("error TJ1001: 'mail.send.id' was 'int' and is 'string'", await project.FailAsync("-p:TypedJobsBaseline=git:HEAD"), StringComparison.Ordinal);
        await project.BuildAsync();
        Assert.Contains("error TJ1010: TypedJobsBaseline is 'git:nowhere'", await project.FailAsync("-p:TypedJobsBaseline=git:nowhere"), StringComparison.Ordinal);

        var elsewhere = $"-p:JobContractFile={Path.Combine(Path.GetDirectoryName(project.Contract)!, "wire", "jobs.contract")}";
        Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(project.Contract)!, "wire"));
        await project.GitAsync("mv", "jobs.contract", "wire/jobs.contract");
        await project.GitAsync("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "moved");
        Assert.Contains("error TJ1001: 'mail.send.id' was 'int'", await project.FailAsync("-p:TypedJobsBaseline=git:HEAD", elsewhere), StringComparison.Ordinal);
        await project.GitAsync("mv", "wire/jobs.contract", "jobs.contract");
        await project.GitAsync("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "moved back");

        File.Delete(project.Contract);
        Assert.Contains("error TJ1010: There is no jobs.contract, but 'git:HEAD' has it", await project.FailAsync("-p:TypedJobsBaseline=git:HEAD"), StringComparison.Ordinal);
    }

    /// <summary>A project that has begun does not pass for one that has not, and what is released is not taken for new.</summary>
    [Fact]
    public async Task A_file_that_git_has_is_missed()
    {
        const string Gone = "error TJ1010: jobs.contract cannot be read: the project had it, as git says, and it is gone";
        var project = await ContractProject.CreateAsync(packages, "Gone");
        await project.WriteAsync("int Id");
        await project.GitAsync("init", "--quiet");
        await project.BuildAsync(Update);
        await project.GitAsync("add", "jobs.contract");
        await project.CommitAsync("begun");
        File.Delete(project.Contract);

        Assert.Contains(Gone, await project.FailAsync(), StringComparison.Ordinal);
        Assert.Contains(Gone, await project.FailAsync(Update), StringComparison.Ordinal);
        Assert.False(File.Exists(project.Contract));

        await project.GitAsync("rm", "--quiet", "--cached", "jobs.contract");
        await project.CommitAsync("deleted");
        Assert.Contains(Gone, await project.FailAsync("-p:ContinuousIntegrationBuild=true"), StringComparison.Ordinal);
        Assert.DoesNotContain("TJ10", await project.BuildAsync(), StringComparison.Ordinal);

        await project.BuildAsync(Update);
        Assert.True(File.Exists(project.Contract));
    }

    /// <summary>What an earlier build has handed over does not replace a file that cannot be read.</summary>
    [Fact]
    public async Task A_file_with_a_conflict_stays_as_it_is()
    {
        var project = await ContractProject.CreateAsync(packages, "Conflict");
        await project.WriteAsync("int Id");
        await project.BuildAsync(Update);
        var conflict = (await project.ReadAsync()).Replace("mail.send@1.id", "<<<<<<< HEAD\nmail.send@1.id", StringComparison.Ordinal);
        await File.WriteAllTextAsync(project.Contract, conflict, TestContext.Current.CancellationToken);

        Assert.Contains("jobs.contract(4,1): error TJ1010", await project.FailAsync(Update), StringComparison.Ordinal);
        Assert.Equal(conflict, await project.ReadAsync());
    }

    [Fact]
    public async Task Several_target_frameworks_share_a_contract_and_must_agree_before_it_is_released()
    {
        var project = await ContractProject.CreateAsync(
            packages, "Sevéral frameworks", "<TargetFramework /><TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks><EnableWindowsTargeting>true</EnableWindowsTargeting><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>");
        await project.WriteAsync("int Id");
        await project.BuildAsync(Update);
        var written = await project.ReadAsync();
        Assert.Contains("\nmail.send@1.id : int required *\n", written, StringComparison.Ordinal);

        await project.WriteAsync("int Id\n#if WINDOWS\n, int Windows = 1\n#endif\n");
        Assert.Contains("error TJ1000", await project.FailAsync("-t:ShipJobContracts"), StringComparison.Ordinal);
        Assert.Equal(written, await project.ReadAsync());

        await project.WriteAsync("int Id");
        await project.BuildAsync("-t:ShipJobContracts");
        Assert.Equal(written.Replace(" *\n", "\n", StringComparison.Ordinal), await project.ReadAsync());
    }

    /// <summary>In another repository, which declares the job of the package again.</summary>
    [Fact]
    public async Task A_package_brings_its_contract_along()
    {
        var contracts = await ContractProject.CreateAsync(packages, "Acme.Contracts", "<IsPackable>true</IsPackable>");
        await contracts.WriteAsync("int Id");
        await contracts.BuildAsync(Update);
        await contracts.BuildAsync("-t:Pack", $"-p:PackageOutputPath={await packages.PackagesAsync()}");

        var producer = await ContractProject.CreateAsync(packages, "Producer.Elsewhere", items: "<PackageReference Include=\"Acme.Contracts\" Version=\"1.0.0\" ExcludeAssets=\"compile;runtime\" />");
        await producer.WriteAsync("int Id");
        await producer.BuildAsync(Update);
        Assert.False(File.Exists(producer.Contract));
        Assert.DoesNotContain("TJ1", await producer.BuildAsync(), StringComparison.Ordinal);

        await producer.WriteAsync("string Id");
        Assert.Contains("SendMail.cs(3,65): error TJ1001: 'mail.send.id' was 'int' and is 'string'", await producer.FailAsync(), StringComparison.Ordinal);
    }

    /// <summary>A project of one file.</summary>
    private sealed class ContractProject
    {
        private readonly string _folder;

        private ContractProject(string folder) => _folder = folder;

        public static async Task<ContractProject> CreateAsync(PackagesFixture packages, string name, string properties = "", string items = "")
        {
            var folder = await packages.ProjectAsync(name);
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(
                Path.Combine(folder, name + ".csproj"),
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
                    <GenerateDocumentationFile>false</GenerateDocumentationFile>
                    {properties}
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="TypedJobs" Version="$(TypedJobsVersion)" />
                    {items}
                  </ItemGroup>
                </Project>
                """);
            return new ContractProject(folder);
        }

        public string Contract => Path.Combine(_folder, "jobs.contract");

        public Task<string> ReadAsync() => File.ReadAllTextAsync(Contract, TestContext.Current.CancellationToken);

        public Task WriteAsync(string members)
            => File.WriteAllTextAsync(
                Path.Combine(_folder, "SendMail.cs"),
                $"using TypedJobs;\nnamespace Acme;\n[Job(\"mail.send\")] public sealed partial record SendMail({members});\n",
                TestContext.Current.CancellationToken);

        /// <summary>Replaces text in the project's own file, at its last place.</summary>
        public void Edit(string text, string replacement)
        {
            var file = Directory.GetFiles(_folder, "*.csproj").Single();
            var before = File.ReadAllText(file);
            var at = before.LastIndexOf(text, StringComparison.Ordinal);
            File.WriteAllText(file, before.Remove(at, text.Length).Insert(at, replacement));
        }

        public async Task<string> BuildAsync(params string[] arguments)
        {
            var built = await RunAsync(arguments);
            Assert.True(built.ExitCode == 0, built.ToString());
            return built.Output;
        }

        public async Task<string> FailAsync(params string[] arguments)
        {
            var built = await RunAsync(arguments);
            Assert.True(built.ExitCode != 0, built.ToString());
            return built.Output;
        }

        public async Task GitAsync(params string[] arguments)
        {
            var ran = await RunningProgram.RunAsync("git", arguments, _folder);
            Assert.True(ran.ExitCode == 0, ran.ToString());
        }

        public Task CommitAsync(string message) => GitAsync("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--allow-empty", "-m", message);

        public Task<ProgramResult> RunAsync(params string[] arguments) => RunningProgram.RunAsync("dotnet", ["build", .. arguments], _folder);
    }
}
