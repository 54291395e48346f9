using System.Text.Json.Serialization;
using TypedJobs.CompilerServices;

namespace TypedJobs.Tests.Support;

/// <summary>A job that the old release has already.</summary>
public sealed record Established(int Number) : IJob<Established>
{
    public static JobContract<Established> Contract { get; } = new()
    {
        Name = "deploy.established",
        Tube = "deploy.established",
        JsonTypeInfo = DeployJson.Default.Established,
    };
}

/// <summary>A job that only the new release has, in a tube of its own.</summary>
public sealed record Newcomer(int Number) : IJob<Newcomer>
{
    public static JobContract<Newcomer> Contract { get; } = new()
    {
        Name = "deploy.newcomer",
        Tube = "deploy.newcomer",
        JsonTypeInfo = DeployJson.Default.Newcomer,
    };
}

/// <summary>The second version of the job that the old release has.</summary>
public sealed record Changed(int Number, string Reason) : IJob<Changed>
{
    public static JobContract<Changed> Contract { get; } = new()
    {
        Name = "deploy.established",
        Tube = "deploy.established/2",
        Version = 2,
        JsonTypeInfo = DeployJson.Default.Changed,
    };
}

/// <summary>A job of the shared tube that the old release has already.</summary>
public sealed record EstablishedShared(int Number) : IJob<EstablishedShared>
{
    public static JobContract<EstablishedShared> Contract { get; } = new()
    {
        Name = "deploy.shared.established",
        Tube = "deploy.shared",
        JsonTypeInfo = DeployJson.Default.EstablishedShared,
    };
}

/// <summary>A job of the shared tube that only the new release has.</summary>
public sealed record NewcomerShared(int Number) : IJob<NewcomerShared>
{
    public static JobContract<NewcomerShared> Contract { get; } = new()
    {
        Name = "deploy.shared.newcomer",
        Tube = "deploy.shared",
        JsonTypeInfo = DeployJson.Default.NewcomerShared,
    };
}

[JsonSerializable(typeof(Established))]
[JsonSerializable(typeof(Newcomer))]
[JsonSerializable(typeof(Changed))]
[JsonSerializable(typeof(EstablishedShared))]
[JsonSerializable(typeof(NewcomerShared))]
internal sealed partial class DeployJson : JsonSerializerContext;

/// <summary>The worker of the old release.</summary>
public sealed class OldWorker : IJobWorker
{
    public static IReadOnlyList<JobRoute> Routes { get; } =
        [JobRoute.Create<Established, DeployHandler>(), JobRoute.Create<EstablishedShared, DeployHandler>()];
}

/// <summary>The worker of the new release.</summary>
public sealed class NewWorker : IJobWorker
{
    public static IReadOnlyList<JobRoute> Routes { get; } =
    [
        JobRoute.Create<Established, DeployHandler>(),
        JobRoute.Create<Changed, DeployHandler>(),
        JobRoute.Create<Newcomer, DeployHandler>(),
        JobRoute.Create<EstablishedShared, DeployHandler>(),
        JobRoute.Create<NewcomerShared, DeployHandler>(),
    ];
}

/// <summary>Notes each job that it is given.</summary>
public sealed class DeployHandler(Action<object> note)
    : IJobHandler<Established>, IJobHandler<Changed>, IJobHandler<Newcomer>, IJobHandler<EstablishedShared>, IJobHandler<NewcomerShared>
{
    public Task HandleAsync(Established job, JobContext context, CancellationToken cancellationToken) => Note(job);

    public Task HandleAsync(Changed job, JobContext context, CancellationToken cancellationToken) => Note(job);

    public Task HandleAsync(Newcomer job, JobContext context, CancellationToken cancellationToken) => Note(job);

    public Task HandleAsync(EstablishedShared job, JobContext context, CancellationToken cancellationToken) => Note(job);

    public Task HandleAsync(NewcomerShared job, JobContext context, CancellationToken cancellationToken) => Note(job);

    private Task Note(object job)
    {
        note(job);
        return Task.CompletedTask;
    }
}
