namespace TypedJobs.Beanstalk;

/// <summary>How a reserved job is given back.</summary>
public sealed record ReleaseOptions
{
    /// <summary>The job's new priority, 0 (most urgent) to 4,294,967,295; the old one is not kept by itself. Default 1024.</summary>
    public uint Priority { get; init; } = 1024;

    /// <summary>How long the job waits as delayed before it is ready again: 0 to 4,294,967,295 seconds, rounded up to whole seconds. Default 0.</summary>
    public TimeSpan Delay { get; init; }
}
