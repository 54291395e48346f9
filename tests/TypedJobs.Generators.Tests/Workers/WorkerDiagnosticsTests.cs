using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Workers;

public sealed class WorkerDiagnosticsTests
{
    private const string MailJob =
        """
        [Job("mail.send")] public sealed partial record SendMail(string To);

        """;

    private const string MailHandler =
        """
        public sealed class SendMailHandler : IJobHandler<SendMail>
        {
            public Task HandleAsync(SendMail job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
        }

        """;

    private const string MailApplication = MailJob + MailHandler;

    /// <summary>A class body, for programs in which the head is what matters.</summary>
    private const string HandlesMail =
        "{ public Task HandleAsync(SendMail job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; }\n";

    [Fact]
    public async Task A_job_without_a_handler_is_named_with_what_is_to_be_written()
        => Assert.Equal(
            [
                "The worker 'W' has no handler for the job 'Acme.A' (a): add a class that implements IJobHandler<Acme.A> to this project or to one that it references",
                "The worker 'W' has no handler for the job 'Acme.B' (b): add a class that implements IJobHandler<Acme.B> to this project or to one that it references",
            ],
            await AnalyzerRun.ExpectAsync(
                """
                namespace Acme;
                [Job("a")] public sealed partial record A(int X);
                [Job("b")] public sealed partial record B(int X);
                [JobWorker] public sealed partial class {|TJ0005:{|TJ0005:W|}|};
                """));

    [Theory]
    [InlineData("public abstract class H : IJobHandler<SendMail> ", "", "'H' would handle it, but is abstract; remove 'abstract', or derive a class from it")]
    [InlineData("public class H<T> : IJobHandler<SendMail> ", "", "'H<T>' would handle it, but is generic; a handler is one class, so derive one from it")]
    [InlineData("file class H : IJobHandler<SendMail> ", "", "'H' would handle it, but is local to its file; remove 'file'")]
    [InlineData("public struct H : IJobHandler<SendMail> ", "", "'H' would handle it, but is a struct; make it a class")]
    [InlineData("public class O { private class H : IJobHandler<SendMail> ", "}", "'O.H' would handle it, but is not accessible to the rest of the assembly; make it at least internal")]
    [InlineData("public class O<T> { public class H : IJobHandler<SendMail> ", "}", "'O<T>.H' would handle it, but 'O', which contains it, is generic; a handler is one class, so derive one from it")]
    [InlineData("public interface I : IJobHandler<SendMail>; public class H ", "", "add a class that implements IJobHandler<SendMail> to this project or to one that it references")]
    public async Task What_cannot_be_created_from_outside_its_file_is_no_handler(string head, string rest, string reason)
        => Assert.Equal(
            [$"The worker 'W' has no handler for the job 'SendMail' (mail.send): {reason}"],
            await AnalyzerRun.ExpectAsync(MailJob + head + HandlesMail + rest + "[JobWorker] public sealed partial class {|TJ0005:W|};"));

    [Theory]
    [InlineData("internal class H : IJobHandler<SendMail> ")]
    [InlineData("public sealed record H(int Dependency) : IJobHandler<SendMail> ")]
    [InlineData("public abstract class B : IJobHandler<SendMail> ", "public class H : B;")]
    [InlineData("public class B<T> : IJobHandler<SendMail> ", "public class H : B<int>;")]
    [InlineData("public interface I : IJobHandler<SendMail>; public class H : I ")]
    public async Task What_can_be_created_is_a_handler(string head, string rest = "")
        => Assert.Empty(await AnalyzerRun.ExpectAsync(MailJob + head + HandlesMail + rest + "[JobWorker] public sealed partial class W;"));

    [Fact]
    public async Task A_handler_that_is_internal_to_another_assembly_is_named()
    {
        var library = GeneratorRun.Of("Acme.Mails", [], MailJob + MailHandler.Replace("public sealed class", "internal sealed class", StringComparison.Ordinal));

        Assert.Equal(
            ["The worker 'W' has no handler for the job 'SendMail' (mail.send): 'SendMailHandler' in 'Acme.Mails' is internal there; make it public, or let this project see its internals"],
            await AnalyzerRun.ExpectAsync("Acme", [library.AsReference()], "[JobWorker] public sealed partial class {|TJ0005:W|};"));
    }

    [Fact]
    public async Task A_handler_whose_assembly_shows_its_internals_is_a_handler()
    {
        var library = GeneratorRun.Of(
            "Acme.Mails",
            [],
            "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Acme\")]\n"
                + MailApplication.Replace("public sealed", "internal sealed", StringComparison.Ordinal));

        Assert.Empty(await AnalyzerRun.ExpectAsync("Acme", [library.AsReference()], "[JobWorker] public sealed partial class W;"));
    }

    [Fact]
    public async Task A_job_with_two_handlers_is_named_with_both()
    {
        const string Program =
            "[JobWorker] public sealed partial class {|TJ0006:W|};\n" + MailApplication + "public sealed class Another : IJobHandler<SendMail> " + HandlesMail;

        Assert.Equal(
            ["The worker 'W' has 2 handlers for the job 'SendMail' (mail.send), and a job has exactly one: keep one of 'Another', 'SendMailHandler'"],
            await AnalyzerRun.ExpectAsync(Program));
    }

    [Fact]
    public async Task Both_handlers_are_places_of_the_error()
    {
        var reported = Assert.Single(await AnalyzerRun.OfAsync(
            "Acme", [], MailApplication + "public sealed class Another : IJobHandler<SendMail> " + HandlesMail + "[JobWorker] public sealed partial class W;"));

        Assert.Equal(["Another", "SendMailHandler"], reported.AdditionalLocations.Select(AnalyzerRun.TextAt));
    }

    [Fact]
    public async Task A_second_handler_in_a_referenced_assembly_is_named_with_it()
    {
        var library = GeneratorRun.Of("Acme.Mails", [], MailApplication);

        Assert.Equal(
            ["The worker 'W' has 2 handlers for the job 'SendMail' (mail.send), and a job has exactly one: keep one of 'Here', 'SendMailHandler' in 'Acme.Mails'"],
            await AnalyzerRun.ExpectAsync(
                "Acme", [library.AsReference()], "public sealed class Here : IJobHandler<SendMail> " + HandlesMail + "[JobWorker] public sealed partial class {|TJ0006:W|};"));
    }

    [Fact]
    public async Task A_second_handler_is_no_concern_of_a_worker_that_leaves_the_job_out()
        => Assert.Empty(await AnalyzerRun.ExpectAsync(
            MailApplication + "public sealed class Another : IJobHandler<SendMail> " + HandlesMail
            + """
            [Job("other")] public sealed partial record Other(int X);
            public sealed class OtherHandler : IJobHandler<Other>
            {
                public Task HandleAsync(Other job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
            }

            [JobWorker(Except = [typeof(SendMail)])] public sealed partial class W;
            """));

    [Fact]
    public async Task Nothing_is_asked_where_there_is_no_worker()
        => Assert.Empty(await AnalyzerRun.ExpectAsync(
            """
            [Job("a", Tube = "shared")] public sealed partial record A(int X);
            [Job("b", Tube = "shared")] public sealed partial record B(int X);
            [Job("c")] public sealed partial record C(int X);
            """ + MailApplication + "public sealed class Another : IJobHandler<SendMail> " + HandlesMail));

    [Theory]
    [InlineData("public sealed class {|TJ0007:W|} { }", "it is not partial, so the generator cannot add to it; write 'partial' before 'class'")]
    [InlineData("public sealed record {|TJ0007:W|};", "it is not partial, so the generator cannot add to it; write 'partial' before 'record'")]
    [InlineData("public static partial class {|TJ0007:W|};", "it is static, and a static class cannot implement IJobWorker; write 'sealed' instead of 'static'")]
    [InlineData("static class {|TJ0007:W|};", "it is static, and a static class cannot implement IJobWorker; write 'sealed partial' instead of 'static'")]
    [InlineData("public partial class {|TJ0007:W|}<T>;", "it is generic, and a worker is one class with one table; remove its type parameters")]
    [InlineData("file partial class {|TJ0007:W|};", "'W' is local to its file, and the generator writes another file; remove 'file'")]
    public async Task A_class_that_cannot_be_completed_is_named_with_the_reason(string worker, string reason)
        => Assert.Equal([$"The worker 'W' cannot be completed: {reason}"], await AnalyzerRun.ExpectAsync(MailApplication + "[JobWorker] " + worker));

    [Theory]
    [InlineData("public class Outer", "'Outer', which contains it, is not partial, so the generator cannot add to it; write 'partial' before 'class'")]
    [InlineData("public partial class Outer<T>", "'Outer', which contains it, is generic, and a worker is one class with one table; declare the worker outside")]
    [InlineData("file partial class Outer", "'Outer' is local to its file, and the generator writes another file; remove 'file'")]
    public async Task A_container_that_cannot_be_completed_is_named_with_the_reason(string container, string reason)
        => Assert.Equal(
            [$"The worker 'W' cannot be completed: {reason}"],
            await AnalyzerRun.ExpectAsync(MailApplication + container + " { [JobWorker] public sealed partial class {|TJ0007:W|}; }"));

    [Theory]
    [InlineData("[JobWorker] partial class W;")]
    [InlineData("[JobWorker] public abstract partial class W;")]
    [InlineData("[JobWorker] public sealed partial record W(int X);")]
    [InlineData("[JobWorker] internal partial class W { private readonly int _x; public W(int x) => _x = x; public int X => _x; }")]
    [InlineData("public partial interface IOuter { public partial record struct Inner { [JobWorker] private sealed partial class W; } }")]
    public async Task Any_partial_class_can_be_a_worker(string worker)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(MailApplication + worker));

    [Fact]
    public async Task A_type_that_is_no_job_is_named_on_its_typeof()
        => Assert.Equal(
            [
                "'SendMailHandler' in [JobWorker] is no job: it has no [Job] attribute; a job is declared as '[Job(\"name\")] public sealed partial record'",
                "'string' in [JobWorker] is no job: it has no [Job] attribute; a job is declared as '[Job(\"name\")] public sealed partial record'",
            ],
            await AnalyzerRun.ExpectAsync(
                MailApplication
                + "[JobWorker(typeof(SendMail), {|TJ0008:typeof(SendMailHandler)|}, Except = [{|TJ0008:typeof(string)|}])] public sealed partial class W;"));

    [Fact]
    public async Task A_worker_that_lists_only_what_is_no_job_is_not_also_called_empty()
        => Assert.Single(await AnalyzerRun.ExpectAsync("[JobWorker({|TJ0008:typeof(string)|})] public sealed partial class W;"));

    [Fact]
    public async Task A_job_of_an_assembly_that_was_compiled_without_the_generator_is_no_job()
    {
        var library = Compilations.Of("Acme.Old", [], "[Job(\"old\")] public sealed partial record Old(int X);").ToMetadataReference();

        Assert.Equal(
            ["'Old' in [JobWorker] is no job: its assembly 'Acme.Old' was compiled without the generator of TypedJobs; reference the TypedJobs package there"],
            await AnalyzerRun.ExpectAsync("Acme", [library], "[JobWorker({|TJ0008:typeof(Old)|})] public sealed partial class W;"));
    }

    [Fact]
    public async Task A_job_whose_declaration_is_wrong_is_complained_about_there_only()
        => Assert.Equal(
            ["'A' cannot be a job: it is not partial; write 'sealed partial record'"],
            await AnalyzerRun.ExpectAsync(
                MailApplication + "[Job(\"a\")] public sealed record {|TJ0001:A|}(int X); [JobWorker(typeof(SendMail), typeof(A))] public sealed partial class W;"));

    [Theory]
    [InlineData("[JobWorker(typeof(SendMail))]")]
    [InlineData("[JobWorker(typeof(SendMail), typeof(SendMail))]")]
    [InlineData("[JobWorker([typeof(SendMail)])]")]
    [InlineData("[JobWorker(jobs: new[] { typeof(SendMail) }, Except = new Type[0])]")]
    [InlineData("[JobWorker(null!)]")]
    [InlineData("[JobWorker(typeof(SendMail), null!, Except = null!)]")]
    public async Task The_attribute_may_be_written_in_every_way_that_the_language_has(string attribute)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(MailApplication + attribute + " public sealed partial class W;"));

    [Fact]
    public async Task A_worker_where_no_job_is_known_is_warned_of()
        => Assert.Equal(
            ["The worker 'W' has no jobs, so starting it throws: neither this project nor one that it references declares a [Job] that can be named here; declare one, or reference the project that does"],
            await AnalyzerRun.ExpectAsync("[JobWorker] public sealed partial class {|TJ0009:W|};"));

    [Fact]
    public async Task A_worker_whose_Except_leaves_nothing_is_warned_of()
        => Assert.Equal(
            ["The worker 'W' has no jobs, so starting it throws: Except leaves none; take one out of it"],
            await AnalyzerRun.ExpectAsync(MailApplication + "[JobWorker(Except = [typeof(SendMail)])] public sealed partial class {|TJ0009:W|};"));

    [Fact]
    public async Task A_job_of_a_shared_tube_that_is_not_in_the_set_is_named()
        => Assert.Equal(
            ["The worker 'W' watches the tube 'mails' for the job 'B', and would also receive the job 'A' (a) from it, which is not in its set: add it to the set, or give it a tube of its own"],
            await AnalyzerRun.ExpectAsync(
                SharedTube + "[JobWorker(typeof(B))] public sealed partial class {|TJ0011:W|};"));

    [Fact]
    public async Task A_job_in_the_tube_that_is_named_after_another_job_is_named()
        => Assert.Equal(
            ["The worker 'W' watches the tube 'mail.send' for the job 'SendMail', and would also receive the job 'A' (a) from it, which is not in its set: add it to the set, or give it a tube of its own"],
            await AnalyzerRun.ExpectAsync(
                MailApplication + "[Job(\"a\", Tube = \"mail.send\")] public sealed partial record A(int X); [JobWorker(typeof(SendMail))] public sealed partial class {|TJ0011:W|};"));

    [Fact]
    public async Task An_internal_job_of_another_assembly_in_a_shared_tube_is_named()
    {
        var library = GeneratorRun.Of(
            "Acme.Mails",
            [],
            """
            [Job("a", Tube = "mail.send")] internal sealed partial record A(int X);
            """ + MailApplication);

        Assert.Equal(
            ["The worker 'W' watches the tube 'mail.send' for the job 'SendMail', and would also receive the job 'A' (a) from it, which is not in its set: it is internal to 'Acme.Mails'; make it public, or give it a tube of its own"],
            await AnalyzerRun.ExpectAsync("Acme", [library.AsReference()], "[JobWorker] public sealed partial class {|TJ0011:W|};"));
    }

    [Theory]
    [InlineData("[JobWorker] public sealed partial class W;")]
    [InlineData("[JobWorker(typeof(A), typeof(B))] public sealed partial class W;")]
    [InlineData("[JobWorker(typeof(LaterB))] public sealed partial class W;")]
    [InlineData("[JobWorker(Except = [typeof(A), typeof(B)])] public sealed partial class W;")]
    public async Task A_shared_tube_that_is_covered_or_not_watched_is_fine(string worker)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(SharedTube + worker));

    [Theory]
    [InlineData("[JobWorker]")]
    [InlineData("[JobWorker(typeof(One.SendMail))]")]
    [InlineData("[JobWorker(Except = [typeof(Two.SendMail)])]")]
    public async Task Two_references_with_one_job_name_are_reported_on_the_worker(string attribute)
    {
        var one = GeneratorRun.Of("Acme.One", [], "namespace One; " + MailApplication);
        var two = GeneratorRun.Of("Acme.Two", [], "namespace Two; " + MailApplication);

        Assert.Equal(
            ["The name 'mail.send' (version 1) is taken by the job 'One.SendMail' in 'Acme.One' and by the job 'Two.SendMail' in 'Acme.Two': give one of them another name, or another Version if it is a later shape of the same job"],
            await AnalyzerRun.ExpectAsync("Acme", [one.AsReference(), two.AsReference()], attribute + " public sealed partial class {|TJ0003:W|};"));
        Assert.Empty(await AnalyzerRun.ExpectAsync("Acme", [one.AsReference(), two.AsReference()], "public sealed class NoWorker;"));
    }

    [Fact]
    public async Task One_job_that_reaches_the_worker_by_two_paths_is_one_job()
    {
        var contracts = GeneratorRun.Of("Acme.Contracts", [], MailJob);
        var handlers = GeneratorRun.Of("Acme.Handlers", [contracts.AsReference()], MailHandler);
        var more = GeneratorRun.Of("Acme.More", [contracts.AsReference(), handlers.AsReference()], "public sealed class More { public SendMail? Mail { get; set; } public SendMailHandler? Handler { get; set; } }");

        Assert.Empty(await AnalyzerRun.ExpectAsync(
            "Acme", [more.AsReference(), handlers.AsReference(), contracts.AsReference()], "[JobWorker] public sealed partial class W;"));
    }

    [Fact]
    public async Task An_internal_job_that_nobody_can_handle_is_warned_of()
    {
        var library = GeneratorRun.Of("Acme.Mails", [], MailApplication.Replace("public sealed", "internal sealed", StringComparison.Ordinal));

        Assert.Contains(
            "The worker 'W' takes all jobs that it can name, but the job 'SendMail' (mail.send) is internal to 'Acme.Mails', and no worker there handles it: "
                + "make it and its handler public, let this project see the internals of 'Acme.Mails', or declare a [JobWorker] there",
            await AnalyzerRun.ExpectAsync("Acme", [library.AsReference()], OtherApplication + "[JobWorker] public sealed partial class {|TJ0025:W|};"));
    }

    [Theory]
    [InlineData(MailJob, "[JobWorker]")]
    [InlineData(MailApplication + "[JobWorker] public sealed partial class Inner;", "[JobWorker]")]
    [InlineData(MailApplication, "[JobWorker(typeof(Other))]")]
    [InlineData(MailApplication, "")]
    public async Task An_internal_job_that_is_only_enqueued_handled_there_or_not_asked_for_is_fine(string application, string worker)
    {
        var library = GeneratorRun.Of("Acme.Mails", [], application.Replace("public sealed", "internal sealed", StringComparison.Ordinal));

        Assert.Empty(await AnalyzerRun.ExpectAsync("Acme", [library.AsReference()], OtherApplication + worker + " public sealed partial class W;"));
    }

    [Fact]
    public async Task A_reference_with_a_newer_manifest_is_named()
    {
        var newer = Compilations.Of("Acme.Newer", [], "[assembly: TypedJobs.CompilerServices.JobManifest(2)] public sealed class Job;").ToMetadataReference();

        Assert.Equal(
            ["The worker 'W' cannot see the jobs and handlers of 'Acme.Newer', which was compiled with a newer TypedJobs (its manifest has version 2, this project reads 1): update the TypedJobs package of this project"],
            await AnalyzerRun.ExpectAsync("Acme", [newer], "[JobWorker(typeof(Job))] public sealed partial class {|TJ0012:W|};"));
        Assert.Empty(await AnalyzerRun.ExpectAsync("Acme", [newer], "public sealed class NoWorker;"));
    }

    private const string OtherApplication =
        """
        [Job("other")] public sealed partial record Other(int X);
        public sealed class OtherHandler : IJobHandler<Other>
        {
            public Task HandleAsync(Other job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
        }

        """;

    private const string SharedTube =
        """
        [Job("a", Tube = "mails")] public sealed partial record A(int X);
        [Job("b", Tube = "mails")] public sealed partial record B(int X);
        [Job("b", Tube = "mails", Version = 2)] public sealed partial record LaterB(int X);

        public sealed class Handler : IJobHandler<A>, IJobHandler<B>, IJobHandler<LaterB>
        {
            public Task HandleAsync(A job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
            public Task HandleAsync(B job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
            public Task HandleAsync(LaterB job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
        }

        """;
}
