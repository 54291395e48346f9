using System.Globalization;

namespace TypedJobs.Testing;

/// <summary>A job that was enqueued, and how.</summary>
public abstract class EnqueuedJob
{
    private readonly JobContract _contract;
    private readonly EnqueueOptions? _options;

    private protected EnqueuedJob(JobId id, JobContract contract, EnqueueOptions? options, string json)
        => (Id, _contract, _options, Json) = (id, contract, options, json);

    /// <summary>The id that the producer was given.</summary>
    public JobId Id { get; }

    /// <summary>The job's name on the wire.</summary>
    public string Name => _contract.Name;

    /// <summary>The tube that it was put into, without the application's prefix.</summary>
    public string Tube => _contract.Tube;

    /// <summary>How long it waits before it is due, in whole seconds, as the broker has it; zero if it does not.</summary>
    public TimeSpan Delay => WholeSeconds.Of(_options?.Delay ?? _contract.Delay);

    /// <summary>Its priority, from 0 (the most urgent) to 4,294,967,295.</summary>
    public uint Priority => _options?.Priority ?? _contract.Priority;

    /// <summary>How long a worker may take from the reserve on, in whole seconds, as the broker has it.</summary>
    public TimeSpan TimeToRun => WholeSeconds.Of(_options?.TimeToRun ?? _contract.TimeToRun);

    /// <summary>Its payload on the wire.</summary>
    public string Json { get; }

    /// <summary>One line, such as <c>mail.send {"to":"ann"} (priority 1024, delay 00:05:00)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name} {Json} (priority {Priority}{(Delay > TimeSpan.Zero ? $", delay {Delay}" : string.Empty)})");
}

/// <summary>A job that was enqueued, with the record that a worker would see.</summary>
/// <typeparam name="TJob">The record.</typeparam>
public sealed class EnqueuedJob<TJob> : EnqueuedJob
    where TJob : IJob<TJob>
{
    internal EnqueuedJob(JobId id, TJob job, EnqueueOptions? options, string json)
        : base(id, TJob.Contract, options, json)
        => Job = job;

    /// <summary>The job, written and read again: what JSON does not carry is not in it.</summary>
    public TJob Job { get; }
}
