namespace TypedJobs.Testing.Tests.Support;

/// <summary>What the handlers of a test do; nothing if it does not say.</summary>
public sealed class Script
{
    public Func<Probe, JobContext, CancellationToken, Task> Probe { get; set; } = static (_, _, _) => Task.CompletedTask;

    public Func<Other, JobContext, CancellationToken, Task> Other { get; set; } = static (_, _, _) => Task.CompletedTask;
}

public sealed class ProbeHandler(Script script) : IJobHandler<Probe>
{
    public Task HandleAsync(Probe job, JobContext context, CancellationToken cancellationToken) => script.Probe(job, context, cancellationToken);
}

public sealed class OtherHandler(Script script) : IJobHandler<Other>
{
    public Task HandleAsync(Other job, JobContext context, CancellationToken cancellationToken) => script.Other(job, context, cancellationToken);
}

/// <summary>A handler that is given what it does; its attribute counts all the same.</summary>
[BuryOn<NotSupportedException>]
public sealed class GivenHandler<TJob>(Func<TJob, JobContext, CancellationToken, Task> handle) : IJobHandler<TJob>
    where TJob : IJob<TJob>
{
    public Task HandleAsync(TJob job, JobContext context, CancellationToken cancellationToken) => handle(job, context, cancellationToken);
}

[JobWorker(typeof(Probe), typeof(Other))]
public sealed partial class BothWorker;

[JobWorker(typeof(Probe))]
public sealed partial class ProbeWorker;

[JobWorker(typeof(Other))]
public sealed partial class OtherWorker;
