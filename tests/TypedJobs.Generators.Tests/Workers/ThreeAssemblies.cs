using TypedJobs.Generators.Tests.Harness;

namespace TypedJobs.Generators.Tests.Workers;

/// <summary>What applications of some size look like: contracts, handlers and a worker in three projects.</summary>
internal sealed class ThreeAssemblies
{
    public GeneratorRun Contracts { get; } = GeneratorRun.Of(
        "Acme.Contracts",
        [],
        """
        namespace Acme.Contracts;

        [Job("audit.write")]
        internal sealed partial record WriteAudit(string Text);

        [Job("thumbnail.create", TimeToRunSeconds = 120)]
        public sealed partial record CreateThumbnail(string Source, int Width);

        [Job("mail.send", Version = 2)]
        public sealed partial record SendMail(string To);
        """);

    public GeneratorRun Handlers => field ??= GeneratorRun.Of(
        "Acme.Handlers",
        [Contracts.AsReference()],
        """
        using Acme.Contracts;

        namespace Acme.Handlers;

        public sealed class CreateThumbnailHandler : IJobHandler<CreateThumbnail>
        {
            public Task HandleAsync(CreateThumbnail job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
        }

        public sealed class SendMailHandler : IJobHandler<SendMail>
        {
            public Task HandleAsync(SendMail job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
        }
        """);

    public GeneratorRun Worker => field ??= GeneratorRun.Of(
        "Acme.Worker",
        [Contracts.AsReference(), Handlers.AsReference()],
        """
        namespace Acme.Worker;

        [JobWorker]
        public sealed partial class MediaWorker;
        """);
}
