using System.Text.Json.Serialization;
using TypedJobs.CompilerServices;

namespace TypedJobs.Tests.Support;

/// <summary>A job in the form that the generator gives it, with a mind of its own.</summary>
public sealed record Probe(int Number, string Text = "") : IJob<Probe>
{
    public int Number { get; } = Number >= 0 ? Number : throw new ArgumentOutOfRangeException(nameof(Number), "A probe's number is not negative.");

    public static JobContract<Probe> Contract { get; } = new()
    {
        Name = "test.probe",
        Tube = "test.probe",
        Priority = 77,
        TimeToRun = TimeSpan.FromSeconds(90),
        MaxAttempts = 3,
        JsonTypeInfo = TestJson.Default.Probe,
    };
}

/// <summary>The second version of a job that shares its tube.</summary>
public sealed record Versioned(string Source) : IJob<Versioned>
{
    public static JobContract<Versioned> Contract { get; } = new()
    {
        Name = "image/resize",
        Tube = "images/2",
        Version = 2,
        JsonTypeInfo = TestJson.Default.Versioned,
    };
}

/// <summary>A job as small as any.</summary>
public sealed record Thumbnail(string Source) : IJob<Thumbnail>
{
    public static JobContract<Thumbnail> Contract { get; } = new()
    {
        Name = "thumbnail.create",
        Tube = "thumbnail.create",
        JsonTypeInfo = TestJson.Default.Thumbnail,
    };
}

/// <summary>A job whose member cannot always be written.</summary>
public sealed record Unwritable(bool Throws) : IJob<Unwritable>
{
    public static JobContract<Unwritable> Contract { get; } = new()
    {
        Name = "test.unwritable",
        Tube = "test.unwritable",
        JsonTypeInfo = TestJson.Default.Unwritable,
    };

    public int Value => Throws ? throw new InvalidOperationException("This job cannot be written.") : 1;
}

/// <summary>A kind that takes long, and may run twice at once.</summary>
public sealed record Slow(int Number) : IJob<Slow>
{
    public static JobContract<Slow> Contract { get; } = new()
    {
        Name = "test.slow",
        Tube = "test.slow",
        MaxConcurrency = 2,
        JsonTypeInfo = TestJson.Default.Slow,
    };
}

/// <summary>A job for producers that know nothing of TypedJobs; with members that an event has, too.</summary>
public sealed record Plain(string Source, string? Type = null, int? Data = null) : IJob<Plain>
{
    public static JobContract<Plain> Contract { get; } = new()
    {
        Name = "test.plain",
        Tube = "plain.tube",
        Format = JobFormat.Bare,
        JsonTypeInfo = TestJson.Default.Plain,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Probe))]
[JsonSerializable(typeof(Versioned))]
[JsonSerializable(typeof(Thumbnail))]
[JsonSerializable(typeof(Unwritable))]
[JsonSerializable(typeof(Slow))]
[JsonSerializable(typeof(Plain))]
internal sealed partial class TestJson : JsonSerializerContext;

public sealed class ProbeWorker : IJobWorker
{
    public static IReadOnlyList<JobRoute> Routes { get; } =
        [JobRoute.Create<Probe, ProbeHandler>(), JobRoute.Create<Versioned, VersionedHandler>()];
}

/// <summary>Does what a test tells it to.</summary>
public sealed class ProbeHandler(Func<Probe, JobContext, CancellationToken, Task> handle) : IJobHandler<Probe>
{
    public Task HandleAsync(Probe job, JobContext context, CancellationToken cancellationToken) => handle(job, context, cancellationToken);
}

public sealed class VersionedHandler(Action<Versioned, JobContext> handle) : IJobHandler<Versioned>
{
    public Task HandleAsync(Versioned job, JobContext context, CancellationToken cancellationToken)
    {
        handle(job, context);
        return Task.CompletedTask;
    }
}

/// <summary>Does what a test tells it to, with any job.</summary>
public sealed class AnyHandler<TJob>(Func<TJob, JobContext, CancellationToken, Task> handle) : IJobHandler<TJob>
    where TJob : IJob<TJob>
{
    public Task HandleAsync(TJob job, JobContext context, CancellationToken cancellationToken) => handle(job, context, cancellationToken);
}
