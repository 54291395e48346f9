namespace TypedJobs.Hosting;

/// <summary>How an application reaches its jobs. Checked when the host starts.</summary>
public sealed class TypedJobsOptions
{
    /// <summary>
    /// The beanstalkd: <c>beanstalk://host[:port]</c> (port 11300 if none is given) or <c>unix:///path</c>. Required.
    /// It need not be up when the host starts.
    /// </summary>
    public string? Server { get; set; }

    /// <summary>
    /// Put before the name of every tube, such as <c>staging.</c>, so that several applications or environments can share a server; none by default.
    /// </summary>
    public string TubePrefix { get; set; } = string.Empty;

    /// <summary>
    /// How long to try to enqueue a job before it counts as not enqueued; 5 seconds by default, more than zero and at most 24 days.
    /// </summary>
    public TimeSpan EnqueueTimeout { get; set; } = new JobClientOptions().EnqueueTimeout;
}
