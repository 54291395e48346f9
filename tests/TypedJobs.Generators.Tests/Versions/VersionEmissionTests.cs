using TypedJobs.Generators.Tests.Harness;
using TypedJobs.Generators.Tests.Workers;
using Xunit;

namespace TypedJobs.Generators.Tests.Versions;

public sealed class VersionEmissionTests
{
    private const string Mail =
        """
        namespace Acme;

        [Job("mail.send", Version = 3, MaxAttempts = 7)]
        public sealed partial record SendMail(int Id, Address To) : IUpgradeFrom<SendMailV2, SendMail>
        {
            public static SendMail Upgrade(SendMailV2 old) => new(old.Id, new Address(old.To));
        }

        public sealed record Address(string Mail);

        [JobVersion("mail.send", 2)]
        public sealed partial record SendMailV2(int Id, string To) : IUpgradeFrom<SendMailV1, SendMailV2>
        {
            static SendMailV2 IUpgradeFrom<SendMailV1, SendMailV2>.Upgrade(SendMailV1 old) => new(old.Number, old.To);
        }

        [JobVersion("mail.send", 1)]
        internal sealed partial record SendMailV1(int Number, string To);
        """;

    [Fact]
    public void Earlier_versions_and_the_chain_of_their_upgrades_read_like_code_a_person_wrote()
        => Snapshot.Match(
            GeneratorRun.Of(Mail, Handler + "[JobWorker] public sealed partial class W;"),
            this,
            static hint => hint is "Acme.SendMail.g.cs" or "Acme.SendMailV1.Version.g.cs" or "Acme.SendMailV2.Version.g.cs" or "JobManifest.g.cs" or "Acme.W.Routes.g.cs");

    [Fact]
    public void A_version_may_stand_in_other_types_have_a_tube_of_its_own_and_a_keyword_for_a_name()
        => Snapshot.Match(
            GeneratorRun.Of(
                """
                [Job("event", Version = 2, Tube = "office")]
                public sealed partial record @event(int X) : IUpgradeFrom<Old.@class, @event>
                {
                    public static @event Upgrade(Old.@class old) => new(old.Y);
                }

                public static partial class Old
                {
                    [JobVersion("event", 1, Tube = "old.office", Format = JobFormat.Bare)]
                    public sealed partial record @class(int Y);
                }
                """),
            this,
            static hint => hint is "event.g.cs" or "Old.class.Version.g.cs" or "JobManifest.g.cs");

    [Fact]
    public void A_version_that_cannot_be_carried_is_completed_all_the_same()
        => Assert.Contains(
            "Version 1 of the job 'a' carries a member for which there is no JSON",
            string.Concat(GeneratorRun.OfAny("Acme", [], "[JobVersion(\"a\", 1)] public sealed partial record A1(System.IO.Stream S);").Result.GeneratedTrees),
            StringComparison.Ordinal);

    [Fact]
    public void A_worker_reads_each_version_from_its_own_tube_under_the_policy_of_the_newest()
        => Assert.Equal(
            ["3 mail.send/3 7 SendMail", "1 mail.send 7 SendMailV1", "2 mail.send/2 7 SendMailV2"],
            Routes.WithEarlierOf(GeneratorRun.Of(Mail, Handler + "[JobWorker] public sealed partial class W;").Load(), "Acme.W"));

    [Fact]
    public void A_worker_of_another_assembly_reads_versions_that_it_cannot_even_name()
    {
        var contracts = GeneratorRun.Of("Acme.Contracts", [], Mail);
        var worker = GeneratorRun.Of("Acme.Worker", [contracts.AsReference()], Handler + "[JobWorker] public sealed partial class W;");

        Assert.Equal(
            ["3 mail.send/3 7 SendMail", "1 mail.send 7 SendMailV1", "2 mail.send/2 7 SendMailV2"],
            Routes.WithEarlierOf(worker.Load(contracts), "Acme.W"));
    }

    [Fact]
    public void On_a_shared_tube_each_version_has_the_version_appended()
        => Assert.Equal(
            ["2 office/2 5 B", "1 office 5 A"],
            Routes.WithEarlierOf(GeneratorRun.Of(Two("Tube = \"office\"", string.Empty)).Load(), "W"));

    [Fact]
    public void A_job_that_moved_finds_its_earlier_version_where_that_is()
        => Assert.Equal(
            ["2 b/2 5 B", "1 office 5 A"],
            Routes.WithEarlierOf(GeneratorRun.Of(Two(string.Empty, ", Tube = \"office\"")).Load(), "W"));

    [Fact]
    public void A_later_version_may_skip_the_steps_between()
    {
        var run = GeneratorRun.Of(
            """
            [Job("a", Version = 3)]
            public sealed partial record A(int X) : IUpgradeFrom<A2, A>, IUpgradeFrom<A1, A>
            {
                public static A Upgrade(A2 old) => new(old.X);
                public static A Upgrade(A1 old) => new(old.X);
            }

            [JobVersion("a", 2)] public sealed partial record A2(int X) : IUpgradeFrom<A1, A2> { public static A2 Upgrade(A1 old) => new(old.X); }
            [JobVersion("a", 1)] public sealed partial record A1(int X);
            """);

        Assert.Contains(".From<global::A1>().To<A>(),", run.Files["A.g.cs"], StringComparison.Ordinal);
        Assert.Contains(".From<global::A2>().To<A>(),", run.Files["A.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_more_in_an_earlier_version_writes_the_json_of_that_record_again()
        => Assert.Equal(["SourceOutput: Modified"], GeneratorRun.Of(Mail).OutputsRerunByReplacing("(int Number, string To)", "(int Number, string To, string Note = \"\")"));

    [Theory]
    [InlineData("jobs.EnqueueAsync(new A(1));", "CS0311")]
    [InlineData("jobs.EnqueueAAsync(new A(1));", "CS1061")]
    public void An_earlier_version_cannot_be_enqueued(string call, string error)
    {
        var (output, _) = GeneratorRun.OfAny(
            "Acme", [], Two(string.Empty, string.Empty), $$"""public static class Producer { public static object Run(IJobClient jobs) => {{call}} }""");

        Assert.Equal(
            [error],
            output.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error).Select(static diagnostic => diagnostic.Id));
    }

    private const string Handler =
        """
        namespace Acme;

        public sealed class SendMailHandler : IJobHandler<SendMail>
        {
            public Task HandleAsync(SendMail job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
        }

        """;

    private static string Two(string policy, string version)
        => $$"""
            [Job("b", Version = 2, {{policy}})] public sealed partial record B(int X) : IUpgradeFrom<A, B> { public static B Upgrade(A old) => new(old.X); }
            [JobVersion("b", 1{{version}})] public sealed partial record A(int X);

            public sealed class Handler : IJobHandler<B>
            {
                public Task HandleAsync(B job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
            }

            [JobWorker] public sealed partial class W;
            """.Replace(", )", ")", StringComparison.Ordinal);
}
