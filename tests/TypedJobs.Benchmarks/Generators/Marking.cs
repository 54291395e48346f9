using System.Globalization;
using System.Text;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>What makes a record a message in the eyes of one generator.</summary>
/// <param name="Name">The generator, as the build tells where it is.</param>
internal abstract record Marking(string Name)
{
    /// <summary>How its row is called.</summary>
    public virtual string Title => Name;

    /// <summary>What the record derives from, after a colon.</summary>
    public virtual string Base => string.Empty;

    /// <summary>The attribute of a record.</summary>
    public virtual string Attribute(int number) => string.Empty;

    /// <summary>What else stands in its file.</summary>
    public virtual string Beside(int number) => string.Empty;

    /// <summary>What stands once in the program.</summary>
    public virtual string Once(int messages) => string.Empty;
}

/// <summary>Jobs.</summary>
internal sealed record JobMarking() : Marking("TypedJobs")
{
    public override string Attribute(int number) => string.Create(CultureInfo.InvariantCulture, $"[Job(\"message.{number}\")]");
}

/// <summary>Jobs, each with a handler, and a worker for all.</summary>
internal sealed record HandledJobMarking() : Marking("TypedJobs")
{
    public override string Title => "TypedJobs with handlers and a worker";

    public override string Attribute(int number) => string.Create(CultureInfo.InvariantCulture, $"[Job(\"message.{number}\")]");

    public override string Beside(int number)
        => string.Create(CultureInfo.InvariantCulture, $$"""

            public sealed class Message{{number}}Handler(IJobClient jobs) : IJobHandler<Message{{number}}>
            {
                public async Task HandleAsync(Message{{number}} job, JobContext context, CancellationToken cancellationToken)
                {
                    foreach (var tag in job.Tags)
                    {
                        if (tag.Length > job.Id)
                        {
                            await jobs.EnqueueMessage0Async(new(1, tag, job.Tenant, job.At, new("", 0, true), [], 0), cancellationToken: cancellationToken);
                        }
                    }
                }
            }
            """);

    public override string Once(int messages) => " namespace Measured { [JobWorker] public sealed partial class Worker; }";
}

/// <summary>Types of one context.</summary>
internal sealed record SerializerMarking() : Marking("System.Text.Json")
{
    public override string Once(int messages)
    {
        var text = new StringBuilder(" namespace Measured {\n");
        for (var number = 0; number < messages; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"[System.Text.Json.Serialization.JsonSerializable(typeof(Message{number}))]\n");
        }

        return text.Append("internal sealed partial class Context : System.Text.Json.Serialization.JsonSerializerContext; }").ToString();
    }
}

/// <summary>Commands, each with its handler, without which that generator does nothing for them.</summary>
internal sealed record MediatorMarking() : Marking("Mediator")
{
    public override string Title => "Mediator.SourceGenerator";

    public override string Base => " : Mediator.ICommand";

    public override string Beside(int number)
        => string.Create(CultureInfo.InvariantCulture, $$"""

            public sealed class Message{{number}}Handler : Mediator.ICommandHandler<Message{{number}}>
            {
                public ValueTask<Mediator.Unit> Handle(Message{{number}} command, CancellationToken cancellationToken) => default;
            }
            """);
}
