using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

public sealed class AddHandlerTests
{
    [Fact]
    public async Task A_class_that_compiles_and_throws_stands_in_a_file_of_its_own()
    {
        using var editor = Editor.Open(
            ("SendMail.cs", "namespace Acme.Contracts; [Job(\"mail.send\")] public sealed partial record SendMail(string To);"),
            ("MailWorker.cs", "namespace Acme.Worker;\n\n[JobWorker]\npublic sealed partial class MailWorker;\n"));

        await editor.TakeAsync("TJ0005", "Add a handler for 'Acme.Contracts.SendMail'");

        Assert.Equal(["SendMail.cs", "MailWorker.cs", "SendMailHandler.cs"], editor.Files);
        Assert.Equal(
            """
            using Acme.Contracts;

            namespace Acme.Worker;

            public sealed class SendMailHandler : IJobHandler<SendMail>
            {
                public Task HandleAsync(SendMail job, JobContext context, CancellationToken cancellationToken)
                {
                    throw new NotImplementedException();
                }
            }

            """,
            editor["SendMailHandler.cs"]);
        await editor.AssertMendedAsync("TJ0005");
    }

    [Fact]
    public async Task Without_implicit_usings_it_brings_its_own()
    {
        using var editor = Editor.OpenWithoutUsings("using TypedJobs;\r\n[Job(\"a\")] sealed partial record @event(int X);\r\n[JobWorker] sealed partial class W;\r\n");

        await editor.TakeAsync("TJ0005", "Add a handler for '@event'");

        Assert.Equal(
            """
            using System;
            using System.Threading;
            using System.Threading.Tasks;
            using TypedJobs;

            internal sealed class eventHandler : IJobHandler<@event>
            {
                public Task HandleAsync(@event job, JobContext context, CancellationToken cancellationToken)
                {
                    throw new NotImplementedException();
                }
            }

            """.ReplaceLineEndings("\r\n"),
            editor["eventHandler.cs"]);
        await editor.AssertMendedAsync("TJ0005");
    }

    [Fact]
    public async Task A_name_that_is_taken_gets_a_number_and_a_nested_job_its_full_name()
    {
        using var editor = Editor.Open(
            """
            namespace Acme
            {
                public static partial class Jobs { [Job("a")] public sealed partial record A(int X); }
                public class AHandler;
                [JobWorker] public sealed partial class W;
            }
            """);

        await editor.TakeAsync("TJ0005", "Add a handler for 'Acme.Jobs.A'");

        Assert.Contains("public sealed class AHandler2 : IJobHandler<Acme.Jobs.A>", editor["AHandler2.cs"], StringComparison.Ordinal);
        await editor.AssertMendedAsync("TJ0005");
    }

    [Fact]
    public async Task It_stands_in_the_namespace_of_the_worker_however_that_is_written()
    {
        using var editor = Editor.Open("namespace Acme { namespace @int { [Job(\"a\")] public sealed partial record A(int X); [JobWorker] public sealed partial class W; } }");

        await editor.TakeAsync("TJ0005", "Add a handler for 'Acme.@int.A'");

        Assert.StartsWith("namespace Acme.@int;\n", editor["AHandler.cs"], StringComparison.Ordinal);
        await editor.AssertMendedAsync("TJ0005");
    }
}
