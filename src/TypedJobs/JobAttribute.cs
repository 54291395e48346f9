namespace TypedJobs;

/// <summary>
/// Declares a <c>sealed partial record</c> as a job: what producers enqueue and one handler handles.
/// The generator completes the record with its <see cref="JobContract{TJob}"/>, its JSON and its <c>Enqueue…Async</c> method.
/// </summary>
/// <param name="name">
/// The job's name on the wire: 1 to 180 characters of <c>A-Z a-z 0-9 - + / ; . $ _ ( )</c>, not starting with a hyphen,
/// not ending in <c>/digits</c> or <c>.failures</c>. It is given and never derived from the type,
/// so that renaming the type cannot orphan jobs that wait in a queue.
/// </param>
/// <remarks>
/// The record is written as System.Text.Json would write it, with camelCase names and enums as their names; its attributes mean what they mean there.
/// A member without a default that cannot be null must be in the JSON, and null is refused where the type says that there is none. Elements of
/// collections are not checked for null: <c>List&lt;string&gt;</c> and <c>List&lt;string?&gt;</c> are one type when a program runs.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobAttribute(string name) : Attribute
{
    /// <summary>The job's name on the wire.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The tube that jobs of this kind wait in; by default one of their own, called as the job.
    /// The same characters as a name. Jobs may share a tube.
    /// </summary>
    public string? Tube { get; set; }

    /// <summary>
    /// The priority, from 0 (the most urgent) to 4,294,967,295; 1024 by default. Smaller is reserved first.
    /// </summary>
    public uint Priority { get; set; } = JobContract.DefaultPriority;

    /// <summary>Seconds that a job waits before it can be reserved; 0 by default.</summary>
    public int DelaySeconds { get; set; }

    /// <summary>
    /// Seconds after which the server gives the job to another worker if nothing is heard of the one that has it; 60 by default, at least 1. A handler may run
    /// longer: its worker keeps the job. What bounds a handler is <see cref="Workers.WorkerOptions.HandlerTimeout"/>.
    /// </summary>
    public int TimeToRunSeconds { get; set; } = JobContract.DefaultTimeToRunSeconds;

    /// <summary>
    /// The version of the record's shape; 1 by default. Version n ≥ 2 has a tube of its own, with <c>/n</c> appended.
    /// </summary>
    public int Version { get; set; } = JobContract.DefaultVersion;

    /// <summary>How often a job may fail before it is buried; 5 by default, at least 1.</summary>
    public int MaxAttempts { get; set; } = JobContract.DefaultMaxAttempts;

    /// <summary>
    /// Seconds that a job waits at most after its first failure; 1 by default, at least 1. The bound doubles with each further failure up to
    /// <see cref="MaxBackoffSeconds"/>; the wait itself is a random part of it, at least a second (and up to two where the bound is one), so that jobs that failed together do not
    /// come back together. <see cref="Workers.WorkerOptions.RetryDelay"/> overrides it in code.
    /// </summary>
    public int BackoffSeconds { get; set; } = JobContract.DefaultBackoffSeconds;

    /// <summary>Seconds that a job waits at most after any failure; 3600 by default, not less than <see cref="BackoffSeconds"/>.</summary>
    public int MaxBackoffSeconds { get; set; } = JobContract.DefaultMaxBackoffSeconds;

    /// <summary>
    /// How many jobs of this kind one worker handles at once, at least 1; by default the worker's own concurrency is the only bound.
    /// The job must have a tube of its own, since a worker can leave jobs where they are only by the tube; one that somebody has put into another tube is not counted.
    /// </summary>
    public int MaxConcurrency { get; set; }

    /// <summary>What the job's body looks like; an event with the payload in it by default. A bare job must have a tube of its own.</summary>
    public JobFormat Format { get; set; }
}
