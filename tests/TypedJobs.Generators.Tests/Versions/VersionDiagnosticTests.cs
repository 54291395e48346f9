using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Versions;

public sealed class VersionDiagnosticTests
{
    private const string Two =
        """
        [Job("a", Version = 2)] public sealed partial record A(int X) : IUpgradeFrom<A1, A> { public static A Upgrade(A1 old) => new(old.X); }
        [JobVersion("a", 1)] public sealed partial record A1(int X);

        """;

    [Theory]
    [InlineData(
        "nothing upgrades from version 1; implement IUpgradeFrom<A1, A> in 'A'",
        """
        [Job("a", Version = 2)] public sealed partial record A(int X);
        [JobVersion("a", 1)] public sealed partial record {|TJ1008:A1|}(int X);
        """)]
    [InlineData(
        "nothing upgrades from version 1; implement IUpgradeFrom<A1, A2> in 'A2'",
        """
        [Job("a", Version = 3)] public sealed partial record A(int X) : IUpgradeFrom<A2, A> { public static A Upgrade(A2 old) => new(old.X); }
        [JobVersion("a", 2)] public sealed partial record A2(int X);
        [JobVersion("a", 1)] public sealed partial record {|TJ1008:A1|}(int X);
        """)]
    [InlineData(
        "nothing upgrades from version 2; implement IUpgradeFrom<A2, A> in 'A'",
        """
        [Job("a", Version = 3)] public sealed partial record A(int X);
        [JobVersion("a", 2)] public sealed partial record {|TJ1008:A2|}(int X) : IUpgradeFrom<A1, A2> { public static A2 Upgrade(A1 old) => new(old.X); }
        [JobVersion("a", 1)] public sealed partial record A1(int X);
        """)]
    [InlineData(
        "version 2 has no record, though version 1 has; add a record with [JobVersion(\"a\", 2)]",
        """
        [Job("a", {|TJ1008:Version = 3|})] public sealed partial record A(int X) : IUpgradeFrom<A1, A> { public static A Upgrade(A1 old) => new(old.X); }
        [JobVersion("a", 1)] public sealed partial record A1(int X);
        """)]
    [InlineData(
        "'A1' is version 1 of it, but no record of this project with [Job(\"a\")] is the newest",
        """
        [Job("b", Version = 2)] public sealed partial record A(int X);
        [JobVersion("a", 1)] public sealed partial record {|TJ1008:A1|}(int X);
        """)]
    [InlineData(
        "'A1' is version 1, and so the newest cannot be version 1; write 'Version = 2' in its [Job]",
        """
        [Job("a")] public sealed partial record A(int X);
        [JobVersion("a", 1)] public sealed partial record {|TJ1008:A1|}(int X);
        """)]
    [InlineData(
        "'A' upgrades from 'A1', which is a version of another job, 'b'",
        """
        [Job("a", Version = 2)] public sealed partial record A(int X) : {|TJ1008:IUpgradeFrom<A1, A>|} { public static A Upgrade(A1 old) => new(old.X); }
        [Job("b", Version = 2)] public sealed partial record B(int X) : IUpgradeFrom<A1, B> { public static B Upgrade(A1 old) => new(old.X); }
        [JobVersion("b", 1)] public sealed partial record A1(int X);
        """)]
    [InlineData(
        "'A' upgrades from 'A1', which does not say which version it is; write [JobVersion(\"a\", 1)] on it",
        """
        [Job("a", Version = 2)] public sealed partial record A(int X) : {|TJ1008:TypedJobs.IUpgradeFrom<global::A1, A>|} { public static A Upgrade(A1 old) => new(old.X); }
        public sealed record A1(int X);
        """)]
    [InlineData(
        "'A' upgrades from 'A1', which has [Job] and so is a newest version itself; write [JobVersion(\"a\", 1)] on it instead",
        """
        [Job("a", Version = 2)] public sealed partial record A(int X) : {|TJ1008:IUpgradeFrom<A1, A>|} { public static A Upgrade(A1 old) => new(old.X); }
        [Job("a")] public sealed partial record A1(int X);
        """)]
    [InlineData(
        "'A1' has both [Job] and [JobVersion], but it is either the newest version or an earlier one; remove one of them",
        """
        [Job("a"), JobVersion("a", 1)] public sealed partial record {|TJ1008:A1|}(int X);
        """)]
    public async Task What_does_not_lead_to_the_newest_is_named_with_the_mend(string what, string program)
        => Assert.Equal([$"The versions of the job 'a' do not lead to the newest: {what}"], await AnalyzerRun.ExpectAsync(program));

    [Fact]
    public async Task Two_records_of_one_version_are_both_named()
        => Assert.Equal(
            [
                "The versions of the job 'a' do not lead to the newest: version 1 has two records, 'A1' and 'Other'; keep one",
                "The versions of the job 'a' do not lead to the newest: version 1 has two records, 'Other' and 'A1'; keep one",
            ],
            await AnalyzerRun.ExpectAsync(Two
                .Replace("A1(int", "{|TJ1008:A1|}(int", StringComparison.Ordinal) + "[JobVersion(\"a\", 1)] public sealed partial record {|TJ1008:Other|}(int X);"));

    [Fact]
    public async Task An_upgrade_in_the_wrong_direction_is_named()
        => Assert.Equal(
            [
                "The versions of the job 'a' do not lead to the newest: nothing upgrades from version 1; implement IUpgradeFrom<A1, A2> in 'A2'",
                "The versions of the job 'a' do not lead to the newest: 'A1' is version 1 and upgrades from 'A2', which is version 2; only a later version upgrades from an earlier one",
            ],
            await AnalyzerRun.ExpectAsync(
                """
                [Job("a", Version = 3)] public sealed partial record A(int X) : IUpgradeFrom<A2, A> { public static A Upgrade(A2 old) => new(old.X); }
                [JobVersion("a", 2)] public sealed partial record A2(int X);
                [JobVersion("a", 1)] public sealed partial record {|TJ1008:A1|}(int X) : {|TJ1008:IUpgradeFrom<A2, A1>|} { public static A1 Upgrade(A2 old) => new(old.X); }
                """));

    [Theory]
    [InlineData("'A1' cannot be a job: it is not partial; write 'sealed partial record'", "[JobVersion(\"a\", 1)] public sealed record {|TJ0001:A1|}(int X);")]
    [InlineData("The name 'a b' of a job contains ' '; allowed are letters and digits of ASCII and - + / ; . $ _ ( )", "[JobVersion({|TJ0002:\"a b\"|}, 1)] public sealed partial record A1(int X);")]
    [InlineData("The tube 'x/2' of a job ends in '/' and digits, which is how the tubes of later versions are called; end it otherwise, and set Version if a later version is meant", "[JobVersion(\"a\", 1, {|TJ0002:Tube = \"x/2\"|})] public sealed partial record A1(int X);")]
    [InlineData("The Version of the job 'A1' is 0; it must be at least 1", "[JobVersion(\"a\", {|TJ0010:0|})] public sealed partial record A1(int X);")]
    [InlineData(
        "'A1.S' of type 'Stream' cannot be carried by a job: there is no JSON for this type; carry where the content is kept, such as a path or an address, or leave the member out with [JsonIgnore]",
        "[Job(\"a\", Version = 2)] public sealed partial record A(int X) : IUpgradeFrom<A1, A> { public static A Upgrade(A1 old) => new(1); }\n[JobVersion(\"a\", 1)] public sealed partial record A1(System.IO.Stream {|TJ0004:S|});")]
    public async Task An_earlier_version_is_declared_as_carefully_as_a_job(string message, string program)
        => Assert.Equal([message], await AnalyzerRun.ExpectAsync(program));

    [Theory]
    [InlineData(Two)]
    [InlineData("[Job(\"a\", Version = 7)] public sealed partial record A(int X);")]
    [InlineData("[Job(\"a\", Version = 2)] public sealed partial record A(int X);\n[Job(\"a\")] public sealed partial record A1(int X);")]
    [InlineData("[Job(\"a\", Version = 3)] public sealed partial record A(int X) : IUpgradeFrom<A2, A> { public static A Upgrade(A2 old) => new(1); }\n[JobVersion(\"a\", 2)] public sealed partial record A2(int X);")]
    [InlineData("public sealed record A(int X) : IUpgradeFrom<B, A> { public static A Upgrade(B old) => new(1); }\npublic sealed record B(int X);")]
    [InlineData(Two + "public interface IUpgradeFrom<T>; public sealed record B : IUpgradeFrom<A1>;")]
    public async Task What_leads_to_the_newest_is_not_complained_about(string program)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(program));

    [Fact]
    public async Task A_worker_takes_the_newest_only()
        => Assert.Equal(
            ["'A1' in [JobWorker] is no job: it is an earlier version of one; name the newest, which brings its earlier versions along"],
            await AnalyzerRun.ExpectAsync(Two + "[JobWorker({|TJ0008:typeof(A1)|})] public sealed partial class W;"));

    [Fact]
    public async Task Another_job_of_the_same_name_and_an_earlier_version_is_named()
        => Assert.Equal(
            ["The name 'a' (version 1) is taken by the job 'B' in 'Lib': give one of them another name, or another Version if it is a later shape of the same job"],
            await AnalyzerRun.ExpectAsync(
                "Acme",
                [GeneratorRun.Of("Lib", [], "[Job(\"a\")] public sealed partial record B(int X);").AsReference()],
                Two.Replace("[Job(\"a\", Version = 2)]", "[Job({|TJ0003:\"a\"|}, Version = 2)]", StringComparison.Ordinal)));

    [Fact]
    public async Task A_shared_tube_of_an_earlier_version_is_covered_by_whoever_watches_it()
    {
        const string Handlers =
            """
            public sealed class H : IJobHandler<A>, IJobHandler<B>
            {
                public Task HandleAsync(A job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
                public Task HandleAsync(B job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
            }

            """;
        const string Other = "[Job(\"b\", Tube = \"office\")] public sealed partial record B(int X);\n";
        var inOffice = Two.Replace("(\"a\", 1)", "(\"a\", 1, Tube = \"office\")", StringComparison.Ordinal);

        Assert.Equal(
            ["The worker 'W' watches the tube 'office' for the job 'B', and would also receive the job 'A' (a) from it, which is not in its set: add it to the set, or give it a tube of its own"],
            await AnalyzerRun.ExpectAsync(inOffice + Other + Handlers + "[JobWorker(typeof(B))] public sealed partial class {|TJ0011:W|};"));
        Assert.Empty(await AnalyzerRun.ExpectAsync(inOffice + Other + Handlers + "[JobWorker] public sealed partial class W;"));
    }

    [Fact]
    public async Task A_bare_earlier_version_has_a_tube_of_its_own()
        => Assert.Equal(
            ["The job 'A' shares its tube 'office' with the job 'B', but its version 1 is bare, and only the tube says what it is: give one of them another Tube"],
            await AnalyzerRun.ExpectAsync(
                Two.Replace("(\"a\", 1)", "(\"a\", 1, Tube = \"office\", Format = JobFormat.Bare)", StringComparison.Ordinal).Replace("[Job(\"a\", Version = 2)]", "[Job({|TJ0013:\"a\"|}, Version = 2)]", StringComparison.Ordinal)
                + "[Job(\"b\", Tube = \"office\")] public sealed partial record B(int X);"));
}
