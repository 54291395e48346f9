using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Contracts.Verdicts;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>The life of a file: written, released, written again; nothing that a release had is ever lost by it.</summary>
public sealed class ContractUpdateTests
{
    private const string Released = "[Job(\"mail.send\")] public sealed partial record SendMail(int Id, string? Note = null);";

    [Fact]
    public void What_no_release_has_changes_freely()
    {
        var file = ContractOf.File(Released, released: false);

        Assert.Equal(ContractOf.File("[Job(\"mail.send\")] public sealed partial record SendMail(string Id);", released: false), ContractOf.Update(file, "[Job(\"mail.send\")] public sealed partial record SendMail(string Id);"));
    }

    [Theory]
    [InlineData("int Id, string? Note = null, int X = 1", "mail.send@1.x : int = 1 added *")]
    [InlineData("long Id, string? Note = null", "mail.send@1.id : long required was int required *")]
    [InlineData("int Id", "mail.send@1.note : retired string? *")]
    public void What_a_release_has_stays_in_its_line(string members, string line)
    {
        var updated = ContractOf.Update(ContractOf.File(Released), Record(members));

        Assert.Contains("\n" + line + "\n", updated, StringComparison.Ordinal);
        Assert.Equal(updated, ContractOf.Update(updated, Record(members)));
        Assert.Equal(ContractOf.File(Released), ContractOf.Update(updated, Released));
    }

    [Fact]
    public async Task Updating_the_file_hides_no_break()
    {
        const string Broken = "[Job(\"mail.send\")] public sealed partial record SendMail(string Id, string Tenant);";
        var updated = ContractOf.Update(ContractOf.File(Released), Broken);

        Assert.Equal(["TJ1001 Id", "TJ1003 Id", "TJ1001 Tenant"], await ReportedAsync(updated, Broken));
        Assert.Equal(["TJ1001 Id", "TJ1001 Tenant"], await ReportedAsync(ContractOf.Ship(updated), Broken));
    }

    [Fact]
    public async Task What_each_step_allows_two_steps_may_break()
    {
        var optional = ContractOf.Ship(ContractOf.Update(ContractOf.File(Released), Record("int Id, string? Note = null, int X = 1")));

        Assert.Equal(["TJ1001 X"], await ReportedAsync(optional, Record("int Id, int X, string? Note = null")));
    }

    [Fact]
    public async Task A_break_that_was_accepted_with_a_reason_is_no_longer_reported()
    {
        var broken = Record("string Id, string? Note = null");
        var updated = ContractOf.Update(ContractOf.File(Released), broken);

        var accepted = updated.Replace("was int required *", "accepted \"nothing waits\" *", StringComparison.Ordinal);

        Assert.NotEqual(updated, accepted);
        Assert.Empty(await ReportedAsync(accepted, broken));
        Assert.Equal(accepted, ContractOf.Update(accepted, broken));
    }

    /// <summary>What was accepted of a job is one thing, and all else of it is as released as it was.</summary>
    [Fact]
    public async Task A_job_that_was_accepted_with_another_tube_is_held_as_before()
    {
        static string Elsewhere(string members) => $"[Job(\"mail.send\", Tube = \"office\")] public sealed partial record SendMail({members});";
        var accepted = ContractOf.Update(ContractOf.File(Released), Elsewhere("int Id, string? Note = null")).Replace("was job Acme.SendMail tube=mail.send *", "accepted \"nothing waits\" *", StringComparison.Ordinal);
        const string Broken = "string Id, string Tenant, string? Note = null";

        Assert.Contains("tube=office accepted", accepted, StringComparison.Ordinal);
        Assert.Empty(await ReportedAsync(accepted, Elsewhere("int Id, string? Note = null")));
        Assert.Equal(["TJ1001 Id", "TJ1003 Id", "TJ1001 Tenant"], await ReportedAsync(accepted, Elsewhere(Broken)));
        Assert.Equal(["TJ1001 Id", "TJ1001 Tenant"], await ReportedAsync(ContractOf.Ship(ContractOf.Update(accepted, Elsewhere(Broken))), Elsewhere(Broken)));
        Assert.Equal(accepted, ContractOf.Update(accepted, "public class Nothing;"));
        Assert.Equal(["TJ1008 mail.send@1 : job Acme.SendMail tube=office accepted \"nothing waits\" *"], await ReportedAsync(accepted, "public class Nothing;"));
    }

    [Fact]
    public async Task A_type_that_was_accepted_otherwise_is_held_as_before()
    {
        static string With(string values, string attribute = "") => $"[Job(\"mail.send\")] public sealed partial record SendMail(T Value); {attribute}public enum T {{ {values} }}";
        var accepted = ContractOf.Update(ContractOf.File(With("A = 1, B = 2", "[Flags] ")), With("A = 1, B = 2"))
            .Replace("@Acme.T : enum was enum flags *", "@Acme.T : enum accepted \"never several\" *", StringComparison.Ordinal);

        Assert.Contains("@Acme.T : enum accepted", accepted, StringComparison.Ordinal);
        Assert.Empty(await ReportedAsync(accepted, With("A = 1, B = 2")));
        Assert.Equal(["TJ1001 T"], await ReportedAsync(accepted, With("A = 1")));
        Assert.Equal(["TJ1000 C", "TJ1003 C"], await ReportedAsync(accepted, With("A = 1, B = 2, C = 3")));
    }

    /// <summary>As a merge leaves it when one side has released what the other was still adding to, or when what a change builds on was deployed before it.</summary>
    [Theory]
    [InlineData("int Y", "TJ1001 Y")]
    [InlineData("int Y = 1", "TJ1000 Y")]
    public async Task A_member_that_was_noted_before_its_job_was_released_is_new_all_the_same(string member, string reported)
    {
        var source = Record("int Id, " + member);
        var begun = ContractOf.File(Record("int Id"), released: false);
        var noted = ContractOf.Update(begun, source);
        var merged = ContractOf.Ship(begun).Replace("# end", noted.Split('\n').Single(static line => line.StartsWith("mail.send@1.y", StringComparison.Ordinal)) + "\n# end", StringComparison.Ordinal);

        Assert.Equal([reported], await ReportedAsync(merged, source));
        Assert.Equal([reported], await ReportedAsync(noted, source, baseline: begun));
        Assert.Equal(ContractOf.Update(ContractOf.Ship(begun), source), ContractOf.Update(merged, source));
        Assert.DoesNotContain("TJ1000", await ReportedAsync(ContractOf.Update(merged, source), source));
        Assert.Empty(await ReportedAsync(noted, source));
    }

    [Fact]
    public async Task A_removed_name_that_comes_back_as_something_else_is_reported()
    {
        var removed = ContractOf.Ship(ContractOf.Update(ContractOf.File(Released), Record("int Id")));

        Assert.Equal(["TJ1007 Note"], await ReportedAsync(removed, Record("int Id, int? Note = null")));
        Assert.Equal(["TJ1000 Note"], await ReportedAsync(removed, Record("int Id, string? Note = null")));
    }

    [Fact]
    public async Task A_frozen_version_is_held_and_may_go_by_an_edit_of_the_file()
    {
        var file = ContractOf.File("[Job(\"mail.send\")] public sealed partial record SendMail(int Id);");
        const string Frozen =
            """
            [Job("mail.send", Version = 2)] public sealed partial record SendMail(string Id) : IUpgradeFrom<SendMailV1, SendMail> { public static SendMail Upgrade(SendMailV1 old) => new(old.Id.ToString()); }
            [JobVersion("mail.send", 1)] public sealed partial record SendMailV1(int Id);
            """;
        const string Newest = "[Job(\"mail.send\", Version = 2)] public sealed partial record SendMail(string Id);";

        Assert.Equal(["TJ1000 SendMail", "TJ1008 SendMail"], await ReportedAsync(file, Newest));
        var updated = ContractOf.Update(file, Frozen);
        Assert.Contains("\nmail.send@1 : frozen Acme.SendMailV1 tube=mail.send\n", updated, StringComparison.Ordinal);
        Assert.Equal(["TJ1009 SendMailV1"], await ReportedAsync(updated, Frozen));
        Assert.Equal(["TJ1001 Id", "TJ1009 SendMailV1"], (await ReportedAsync(updated, Frozen.Replace("SendMailV1(int Id)", "SendMailV1(Guid Id)", StringComparison.Ordinal))).Order(StringComparer.Ordinal));

        var gone = Assert.Single(await ContractRun.OfAsync(updated, Newest));
        Assert.Equal("TJ1008 SendMail", $"{gone.Id} {gone.At}");
        Assert.EndsWith("write 'retired' before 'frozen' in its line of jobs.contract", gone.Message, StringComparison.Ordinal);
        var retired = updated.Replace(" : frozen", " : retired frozen", StringComparison.Ordinal);
        Assert.Empty(await ReportedAsync(retired, Newest));
        Assert.Equal(retired, ContractOf.Update(retired, Newest));
    }

    /// <summary>A context of the application knows the JSON of its types, and the compiler does not: that a type was edited is all that can be said.</summary>
    [Fact]
    public void An_edit_of_a_type_that_a_context_writes_is_noticed()
    {
        const string Program =
            """
            public sealed record Money(decimal Amount, Coin Coin);
            public enum Coin { Euro }
            [JsonSerializable(typeof(Money))] public abstract class OwnJson;
            [Job("mail.send")] public sealed partial record SendMail(Money Price);
            """;
        static Contract Code(string source) => ContractOf.Code([ContractOf.Usings + source, "[assembly: TypedJobs.JobSerializerContext(typeof(Acme.OwnJson))]"]).Contract;
        static IEnumerable<Grade> Grades(string source) => Comparison.Backward(Code(Program), Code(source), "mail.send@1").Select(static finding => finding.Grade);

        Assert.StartsWith("mail.send@1.price : context<Acme.OwnJson,Acme.Money,", $"{Code(Program).Find("mail.send@1.price")}", StringComparison.Ordinal);
        Assert.Empty(Grades(Program));
        Assert.Equal([Grade.Opaque], Grades(Program.Replace("Amount", "Sum", StringComparison.Ordinal)));
        Assert.Equal([Grade.Opaque], Grades(Program.Replace("Euro", "Cent", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_nested_type_may_be_renamed()
    {
        var file = ContractOf.File("public record Address(string City, int Floor = 0); [Job(\"mail.send\")] public sealed partial record SendMail(Address To);");
        const string Renamed = "public record Place(string City, long Floor = 0); [Job(\"mail.send\")] public sealed partial record SendMail(Place To);";

        Assert.Equal(["TJ1000 Place", "TJ1003 Floor"], (await ReportedAsync(file, Renamed)).Order(StringComparer.Ordinal));
        Assert.Contains("\n@Acme.Place.floor : long = 0 was int = 0 *\n", ContractOf.Update(file, Renamed), StringComparison.Ordinal);
    }

    /// <summary>Another commit says what is released, and stars say nothing.</summary>
    [Fact]
    public async Task With_a_baseline_the_file_at_that_commit_is_what_is_released()
    {
        var deployed = ContractOf.File(Released, released: false);

        Assert.Equal(["TJ1001 Id", "TJ1003 Id"], await ReportedAsync(deployed, Record("string Id, string? Note = null"), deployed));
        Assert.Empty(await ReportedAsync(deployed, Released, deployed));
        Assert.Contains("mail.send@1.id : string required was int required *\n", ContractRun.Written(deployed, Record("string Id, string? Note = null"), deployed), StringComparison.Ordinal);
        Assert.Empty(await ReportedAsync(deployed, Released, string.Empty));
    }

    [Fact]
    public async Task Without_a_file_the_first_job_says_how_to_begin()
    {
        Assert.Equal(["TJ1006 SendMail"], await ReportedAsync(null, Released));
        Assert.Equal(ContractOf.File(Released, released: false), ContractRun.Written(null, Released));
        Assert.Null(ContractRun.Written(null, Released, isAsked: false));
        Assert.Null(ContractRun.Written(null, "public class Nothing;"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_reported_at_its_line_and_never_written()
    {
        var broken = ContractOf.File(Released).Replace("mail.send@1.id : int", "mail.send@1.id : inte", StringComparison.Ordinal);

        var reported = Assert.Single(await ContractRun.OfAsync(broken, Released, baseline: null, ("UpdateJobContracts", "true")));
        Assert.Equal(("TJ1010", "mail.send@1.id : inte required"), (reported.Id, reported.At));
        Assert.Null(ContractRun.Written(broken, Released));
    }

    [Fact]
    public async Task The_build_decides_how_severe_it_is()
    {
        var file = ContractOf.File(Released);
        var wider = Record("long Id, string? Note = null");

        Assert.Equal([DiagnosticSeverity.Warning, DiagnosticSeverity.Warning], (await ContractRun.OfAsync(file, wider)).Select(static reported => reported.Severity));
        Assert.Equal(
            [("TJ1000", DiagnosticSeverity.Error), ("TJ1003", DiagnosticSeverity.Error)],
            (await ContractRun.OfAsync(file, wider, baseline: null, ("ContinuousIntegrationBuild", "true"), ("TypedJobsDeployment", "rolling"))).Select(static reported => (reported.Id, reported.Severity)));
    }

    /// <summary>While the file is written, what that does not settle is said, and does not keep it from being written.</summary>
    [Theory]
    [InlineData("int Id", "")]
    [InlineData("int Id, string? Note = null, int X = 1", "")]
    [InlineData("int Id, string? Note = \"none\"", "")]
    [InlineData("string Id", "TJ1001 Id, TJ1003 Id")]
    [InlineData("int Id, string Tenant, string? Note = null", "TJ1001 Tenant")]
    public async Task A_build_that_writes_the_file_warns_of_what_the_next_one_fails_with(string members, string warnings)
    {
        (string, string)[] settings = [("UpdateJobContracts", "true"), ("TypedJobsDeployment", "rolling")];
        var reported = await ContractRun.OfAsync(ContractOf.File(Released), Record(members), baseline: null, settings);

        Assert.Equal(warnings, string.Join(", ", reported.Select(static reported => $"{reported.Id} {reported.At}")));
        Assert.All(reported, static reported => Assert.Equal(DiagnosticSeverity.Warning, reported.Severity));
        Assert.Equal(warnings, string.Join(", ", await ReportedAsync(ContractOf.Update(ContractOf.File(Released), Record(members)), Record(members))));
    }

    /// <summary>What a worker of the release takes for a value that is left out is its own zero, whatever the file says already of the next release.</summary>
    [Fact]
    public void A_new_zero_of_an_enum_that_is_left_out_is_told_before_and_after_the_file_is_written()
    {
        static string Mail(string values) => $"[Job(\"mail.send\")] public sealed partial record SendMail(int Id) {{ [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public U X {{ get; init; }} }} public enum U {{ {values} }}";
        var file = ContractOf.File(Mail("None, Some"));
        var edited = Mail("Any, None, Some");
        IEnumerable<(Direction, FindingKind, string)> Omitted(string file)
            => ContractOf.Findings(file, edited).Where(static finding => finding.Kind == FindingKind.Omitted).Select(static finding => (finding.Direction, finding.Kind, $"{finding.Written} {finding.Read}"));

        Assert.Equal([(Direction.Backward, FindingKind.Omitted, "None Any"), (Direction.Forward, FindingKind.Omitted, "Any None")], Omitted(file));
        Assert.Equal(Omitted(file), Omitted(ContractOf.Update(file, edited)));
    }

    [Fact]
    public async Task A_job_that_seems_to_be_renamed_is_told_so_while_the_file_is_written()
    {
        var reported = await ContractRun.OfAsync(ContractOf.File(Released), Record("int Id").Replace("mail.send", "mail.post", StringComparison.Ordinal), baseline: null, ("UpdateJobContracts", "true"));

        Assert.Contains(reported, static reported => reported.Id == "TJ1008" && reported.Message.Contains("it seems to be renamed to 'mail.post'", StringComparison.Ordinal));
    }

    private static string Record(string members) => $"[Job(\"mail.send\")] public sealed partial record SendMail({members});";

    private static async Task<IReadOnlyList<string>> ReportedAsync(string? file, string source, string? baseline = null)
        => [.. (await ContractRun.OfAsync(file, source, baseline)).Select(static reported => $"{reported.Id} {reported.At}")];
}
