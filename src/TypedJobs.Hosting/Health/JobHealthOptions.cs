using TypedJobs.Beanstalk;

namespace TypedJobs.Hosting.Health;

/// <summary>What the health checks of an application with jobs look at.</summary>
public sealed class JobHealthOptions
{
    private readonly List<string> _tubes = [];

    /// <summary>
    /// How long the next job of a tube may have waited before its tube counts as backed up; more than zero, null (there is no such check) by default.
    /// </summary>
    /// <remarks>
    /// The server tells this only of a job that was never taken. While the next job is one that has been retried or requeued, the tube is not judged.
    /// </remarks>
    public TimeSpan? MaxBacklogAge { get; set; }

    /// <summary>
    /// The tubes that are looked at, without the application's prefix; if there are none, those of the host's workers. For a host that only enqueues.
    /// </summary>
    public IList<string> Tubes => _tubes;

    /// <summary>Checks that every option is in its range.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it.</exception>
    public void Validate()
    {
        if (MaxBacklogAge is { } age && age <= TimeSpan.Zero)
        {
            throw new ArgumentException($"{nameof(JobHealthOptions)}.{nameof(MaxBacklogAge)} is {age}; it must be more than zero, or null for no such check.");
        }

        foreach (var tube in _tubes)
        {
            try
            {
                _ = new TubeName(tube);
            }
            catch (ArgumentException exception)
            {
                throw new ArgumentException($"{nameof(JobHealthOptions)}.{nameof(Tubes)}: {exception.Message}", exception);
            }
        }
    }
}
