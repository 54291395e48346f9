using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Workers;

public sealed class WorkerTests
{
    private const string TwoJobs =
        """
        namespace Acme.Jobs
        {
            [Job("thumbnail.create")] public sealed partial record CreateThumbnail(string Source);
            [Job("mail.send")] public sealed partial record SendMail(string To);
        }

        namespace Acme.Handlers
        {
            using Acme.Jobs;

            public sealed class CreateThumbnailHandler : IJobHandler<CreateThumbnail>
            {
                public Task HandleAsync(CreateThumbnail job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
            }

            internal sealed class SendMailHandler : IJobHandler<SendMail>
            {
                public Task HandleAsync(SendMail job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
            }
        }
        """;

    [Fact]
    public void A_worker_gets_a_route_for_each_job()
        => Snapshot.Match(
            GeneratorRun.Of(TwoJobs, "namespace Acme; [JobWorker] public sealed partial class MediaWorker;"), this, OfWorkers);

    [Fact]
    public void A_narrowed_worker_gets_the_jobs_that_it_lists()
        => Snapshot.Match(
            GeneratorRun.Of(TwoJobs, "namespace Acme; [JobWorker(typeof(Jobs.SendMail))] internal sealed partial class MailWorker;"), this, OfWorkers);

    [Fact]
    public void A_worker_does_without_the_jobs_in_Except()
        => Snapshot.Match(
            GeneratorRun.Of(TwoJobs, "namespace Acme; [JobWorker(Except = [typeof(Jobs.SendMail)])] public sealed partial class MediaWorker;"), this, OfWorkers);

    [Fact]
    public void A_worker_finds_jobs_and_handlers_of_the_assemblies_that_it_references()
    {
        var application = new ThreeAssemblies();

        Snapshot.Match(application.Contracts, this, OfWorkers, "Three_assemblies_contracts");
        Snapshot.Match(application.Handlers, this, OfWorkers, "Three_assemblies_handlers");
        Snapshot.Match(application.Worker, this, OfWorkers, "Three_assemblies_worker");
    }

    [Fact]
    public void A_worker_in_a_class_in_no_namespace_with_keywords_for_names_is_completed()
        => Snapshot.Match(
            GeneratorRun.Of(
                """
                [Job("event")] public sealed partial record @event(string @class);

                public static partial class @namespace
                {
                    private sealed partial record Inner
                    {
                        [JobWorker]
                        private sealed partial class @class;
                    }

                    internal sealed class @record : IJobHandler<@event>
                    {
                        public Task HandleAsync(@event job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
                    }
                }
                """),
            this,
            OfWorkers);

    [Fact]
    public void Routes_name_the_jobs_and_their_handlers()
        => Assert.Equal(
            [("mail.send", "Acme.Handlers.SendMailHandler"), ("thumbnail.create", "Acme.Handlers.CreateThumbnailHandler")],
            Routes.Of(GeneratorRun.Of(TwoJobs, "[JobWorker] public abstract partial class MediaWorker;").Load(), "MediaWorker"));

    [Fact]
    public void Routes_reach_over_assemblies()
    {
        var application = new ThreeAssemblies();

        Assert.Equal(
            [("mail.send", "Acme.Handlers.SendMailHandler"), ("thumbnail.create", "Acme.Handlers.CreateThumbnailHandler")],
            Routes.Of(application.Worker.Load(application.Contracts, application.Handlers), "Acme.Worker.MediaWorker"));
    }

    [Fact]
    public void A_handler_may_handle_several_jobs_through_a_base_class_and_be_written_in_parts()
        => Assert.Equal(
            [("a", "Both"), ("b", "Both")],
            Routes.Of(
                GeneratorRun.Of(
                    """
                    [Job("a")] public sealed partial record A(int X);
                    [Job("b")] public sealed partial record B(int X);

                    public abstract class Base<T> : IJobHandler<T> where T : IJob<T>
                    {
                        public Task HandleAsync(T job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
                    }

                    public sealed partial class Both : Base<A>;

                    public sealed partial class Both : IJobHandler<B>
                    {
                        Task IJobHandler<B>.HandleAsync(B job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
                    }

                    [JobWorker] public sealed partial class W;
                    """).Load(),
                "W"));

    [Fact]
    public void Versions_of_a_job_are_jobs_of_their_own()
        => Assert.Equal(
            [("a", "A1Handler"), ("a", "A2Handler")],
            Routes.Of(
                GeneratorRun.Of(
                    """
                    [Job("a")] public sealed partial record A1(int X);
                    [Job("a", Version = 2)] public sealed partial record A2(int X);

                    public sealed class A1Handler : IJobHandler<A1>
                    {
                        public Task HandleAsync(A1 job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
                    }

                    public sealed class A2Handler : IJobHandler<A2>
                    {
                        public Task HandleAsync(A2 job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
                    }

                    [JobWorker] public sealed partial class W;
                    """).Load(),
                "W"));

    [Fact]
    public void Workers_of_one_project_may_share_jobs_and_differ_in_others()
    {
        var assembly = GeneratorRun.Of(
            TwoJobs,
            "[JobWorker] public sealed partial class All;",
            "[JobWorker(typeof(Acme.Jobs.SendMail))] public sealed partial class Mails;").Load();

        Assert.Equal(2, Routes.Of(assembly, "All").Count);
        Assert.Equal([("mail.send", "Acme.Handlers.SendMailHandler")], Routes.Of(assembly, "Mails"));
    }

    [Fact]
    public void What_is_obsolete_is_still_worked_off_without_a_warning()
        => Assert.Equal(
            [("a", "AHandler")],
            Routes.Of(
                GeneratorRun.Of(
                    """
                    [Obsolete] [Job("a")] public sealed partial record A(int X);

                    [Obsolete("Nobody enqueues A any more.")]
                    public sealed class AHandler : IJobHandler<A>
                    {
                        public Task HandleAsync(A job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
                    }

                    [JobWorker] public sealed partial class W;
                    """).Load(),
                "W"));

    [Fact]
    public void Workers_whose_names_differ_in_case_have_files_of_their_own()
        => Assert.Equal(
            ["Acme.W.Routes.g.cs", "Acme.w.Routes-2.g.cs"],
            GeneratorRun.Of(TwoJobs, "namespace Acme; [JobWorker] public sealed partial class W; [JobWorker] public sealed partial class @w;").Files.Keys
                .Where(static hint => hint.Contains("Routes", StringComparison.Ordinal)));

    /// <summary>The files that this half of the generator writes.</summary>
    private static bool OfWorkers(string hint) => hint == "JobManifest.g.cs" || hint.EndsWith(".Routes.g.cs", StringComparison.Ordinal);
}
