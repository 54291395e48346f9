using Microsoft.Extensions.Hosting;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Embedded;

namespace TypedJobs.Hosting;

/// <summary>How an application reaches its jobs. Checked when the host starts.</summary>
public sealed class TypedJobsOptions
{
    /// <summary>
    /// The beanstalkd: <c>beanstalk://host[:port]</c> (port 11300 if none is given) or <c>unix:///path</c>.
    /// It need not be up when the host starts. Required, unless the application says <see cref="UseEmbedded"/> or runs in the Development environment: there a
    /// missing server means the embedded broker. Anywhere else that would let producers enqueue into their own memory because a setting was mistyped.
    /// </summary>
    public string? Server { get; set; }

    /// <summary>
    /// Put before the name of every tube, such as <c>staging.</c>, so that several applications or environments can share a server; none by default.
    /// The characters of a tube's name, not starting with a hyphen; with it a tube's name may have 200 characters.
    /// </summary>
    public string TubePrefix { get; set; } = string.Empty;

    /// <summary>
    /// How long to try to enqueue a job before it counts as not enqueued; 5 seconds by default, more than zero and at most 24 days.
    /// </summary>
    public TimeSpan EnqueueTimeout { get; set; } = new JobClientOptions().EnqueueTimeout;

    /// <summary>
    /// Whether what is enqueued waits, as long as <see cref="EnqueueTimeout"/> allows, while the server cannot be reached; true by default. If not, it fails as not
    /// sent as soon as an attempt to connect has failed, and at once from then on, until one succeeds: for requests that rather fail than wait.
    /// </summary>
    public bool WaitsForServer { get; set; } = true;

    /// <summary>How many jobs may wait to be enqueued while the server cannot be reached, above 0; more fail at once, as not sent. 10,000 by default.</summary>
    public int MaxWaiting { get; set; } = BeanstalkBrokerOptions.DefaultMaxWaiting;

    /// <summary>The embedded broker's options, if the application wants it.</summary>
    internal EmbeddedBrokerOptions? Embedded { get; private set; }

    /// <summary>
    /// Keeps the jobs in this process, in a broker of the host's own that its client and its workers share. They end with the process.
    /// </summary>
    /// <param name="configure">Sets the broker's options, such as a port that other programs reach it on.</param>
    public void UseEmbedded(Action<EmbeddedBrokerOptions>? configure = null)
    {
        Embedded ??= new EmbeddedBrokerOptions();
        configure?.Invoke(Embedded);
    }

    /// <summary>Whether the embedded broker is used in this environment.</summary>
    internal bool UsesEmbedded(IHostEnvironment? environment)
        => Embedded is not null || (string.IsNullOrWhiteSpace(Server) && environment?.IsDevelopment() == true);
}
