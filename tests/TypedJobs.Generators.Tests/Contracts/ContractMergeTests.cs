using System.Diagnostics;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>Two branches of a repository, each with an edit and the file that its build has written, merged by git.</summary>
public sealed class ContractMergeTests : IDisposable
{
    private const string Mail = "public enum Urgency { Low, Normal } [Job(\"mail.send\")] public sealed partial record SendMail(int Id, Address To, Urgency Urgency = Urgency.Low); public record Address(string City, string Street);";
    private const string Order = "public enum Colour { Blue, Red } [Job(\"order.create\")] public sealed partial record CreateOrder(int Id, string Customer, int Lines, Colour Colour = Colour.Red);";

    private readonly DirectoryInfo _repository = Directory.CreateTempSubdirectory("typedjobs-");

    public void Dispose() => _repository.Delete(recursive: true);

    /// <summary>What each side replaces in the code of both jobs.</summary>
    [Theory]
    [InlineData("int Id, Address To", "int Id, Address To, int Age = 1", "int Lines", "int Lines, bool IsGift = false")]
    [InlineData("int Id, Address To", "int Id, Address To, int Age = 1", "Urgency = Urgency.Low", "Urgency = Urgency.Low, string? Zone = null")]
    [InlineData("string City", "string City, int Floor = 0", "Blue, Red", "Blue, Red, White")]
    [InlineData("Low, Normal", "High, Low, Normal", "Blue, Red", "Blue, Red, White")]
    [InlineData("public enum Urgency", "[Job(\"a.first\")] public sealed partial record First(int Id); public enum Urgency", "public enum Colour", "[Job(\"z.last\")] public sealed partial record Last(int Id); public enum Colour")]
    [InlineData("public enum Urgency", "[Job(\"mail.file\")] public sealed partial record FileMail(int Id); public enum Urgency", "string Customer, ", "")]
    [InlineData("Address", "Place", "int Lines", "long Lines")]
    [InlineData(", Urgency Urgency = Urgency.Low", "", "int Lines", "int Lines, string? Note = null")]
    [InlineData("SendMail", "PostMail", "CreateOrder", "MakeOrder")]
    public async Task Independent_edits_merge_into_what_an_update_of_both_would_be(string ours, string oursNow, string theirs, string theirsNow)
    {
        const string Before = Mail + Order;
        var file = ContractOf.File(Before);
        var both = Before.Replace(ours, oursNow, StringComparison.Ordinal).Replace(theirs, theirsNow, StringComparison.Ordinal);

        var (exitCode, merged) = await MergeAsync(
            file,
            ContractOf.Update(file, Before.Replace(ours, oursNow, StringComparison.Ordinal)),
            ContractOf.Update(file, Before.Replace(theirs, theirsNow, StringComparison.Ordinal)));

        Assert.Equal(0, exitCode);
        Assert.Equal(ContractOf.Update(file, both), merged);
        Assert.DoesNotContain("TJ1000", await IdsAsync(merged, both));
        Assert.DoesNotContain("TJ1010", await IdsAsync(merged, both));
    }

    /// <summary>A release on one side, whose file loses its stars, and a new member on the other.</summary>
    [Fact]
    public async Task A_release_merges_with_an_edit_elsewhere()
    {
        const string Added = "[Job(\"report.write\")] public sealed partial record WriteReport(int Id);";
        var file = ContractOf.Update(ContractOf.File(Mail + Order), Mail + Order + Added);
        var edited = Mail.Replace("string City", "string City, int Floor = 0", StringComparison.Ordinal) + Order + Added;

        var (exitCode, merged) = await MergeAsync(file, ContractOf.Ship(file), ContractOf.Update(file, edited));

        Assert.Equal(0, exitCode);
        Assert.Equal(ContractOf.Update(ContractOf.Ship(file), edited), merged);
    }

    [Fact]
    public async Task Edits_of_one_line_are_a_conflict_which_is_said_at_its_line()
    {
        var file = ContractOf.File(Mail);

        var (exitCode, merged) = await MergeAsync(file, ContractOf.Update(file, WithId("long Id")), ContractOf.Update(file, WithId("decimal Id")));

        Assert.Equal(1, exitCode);
        Assert.Equal(["TJ1010"], (await IdsAsync(merged, WithId("long Id"))).Distinct());
    }

    /// <summary>Who asks git for the lines of both sides gets them: new ones are in order, and a line that both have changed is there twice.</summary>
    [Theory]
    [InlineData("int Id, int Age = 1", "int Id, int Born = 1", "int Id, int Age = 1, int Born = 1", null)]
    [InlineData("long Id", "decimal Id", "long Id", "TJ1010")]
    [InlineData("long Id", "long Id", "long Id", null)]
    public async Task A_union_of_both_sides_is_right_or_said_to_be_wrong(string ours, string theirs, string both, string? id)
    {
        var file = ContractOf.File(Mail);
        await File.WriteAllTextAsync(Path.Combine(_repository.FullName, ".gitattributes"), "jobs.contract merge=union\n", TestContext.Current.CancellationToken);

        var (exitCode, merged) = await MergeAsync(file, ContractOf.Update(file, WithId(ours)), ContractOf.Update(file, WithId(theirs)));

        Assert.Equal(0, exitCode);
        var ids = await IdsAsync(merged, WithId(both));
        Assert.Equal(id is null ? [] : [id], ids.Where(static reported => reported is "TJ1000" or "TJ1010").Distinct());
    }

    private static string WithId(string id) => Mail.Replace("int Id", id, StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> IdsAsync(string file, string source) => [.. (await ContractRun.OfAsync(file, source)).Select(static reported => reported.Id)];

    private async Task<(int ExitCode, string Merged)> MergeAsync(string before, string ours, string theirs)
    {
        var file = Path.Combine(_repository.FullName, "jobs.contract");
        async Task CommitAsync(string text)
        {
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            await DoAsync("add", ".");
            await DoAsync("commit", "--quiet", "--allow-empty", "-m", "edit");
        }

        await DoAsync("init", "--quiet", "--initial-branch=ours");
        await CommitAsync(before);
        await DoAsync("branch", "theirs");
        await CommitAsync(ours);
        await DoAsync("checkout", "--quiet", "theirs");
        await CommitAsync(theirs);
        await DoAsync("checkout", "--quiet", "ours");
        var exitCode = await GitAsync("merge", "--quiet", "-m", "both", "theirs");
        return (exitCode, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    private async Task DoAsync(params string[] arguments) => Assert.Equal(0, await GitAsync(arguments));

    /// <summary>git, without the settings of whoever runs the tests.</summary>
    private async Task<int> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false", .. arguments])
        {
            WorkingDirectory = _repository.FullName,
            RedirectStandardOutput = true,
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        using var git = Process.Start(start)!;
        await git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        return git.ExitCode;
    }
}
