namespace TypedJobs.Beanstalk;

/// <summary>How a job is put. Everything has the protocol's usual default.</summary>
public sealed record PutOptions
{
    /// <summary>The tube to put into. Default: the one chosen by <see cref="BeanstalkClient.UseAsync"/>, at first <c>default</c>.</summary>
    public TubeName? Tube { get; init; }

    /// <summary>
    /// The priority, 0 to 4,294,967,295: the smaller, the sooner; 0 is the most urgent, and what is below 1024 counts as urgent in
    /// statistics. Default 1024.
    /// </summary>
    public uint Priority { get; init; } = 1024;

    /// <summary>How long the job waits as delayed before it is ready: 0 to 4,294,967,295 seconds, rounded up to whole seconds. Default 0.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// How long a worker may hold the job before the server gives it to another: above 0, to 4,294,967,295 seconds, rounded up to whole seconds.
    /// Default 60 seconds. Zero is refused: the server would silently make it one second.
    /// </summary>
    public TimeSpan TimeToRun { get; init; } = TimeSpan.FromSeconds(60);
}
