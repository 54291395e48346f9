using TypedJobs.Stress.Jobs;
using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Stress.Checking;

/// <summary>One run of a handler.</summary>
/// <param name="Process">Where it ran.</param>
/// <param name="Job">The job's id.</param>
/// <param name="EventId">The id of the event.</param>
/// <param name="Started">When it began.</param>
/// <param name="Finished">When it ended; null if its process ended first.</param>
/// <param name="Asked">What it asked for; null if its process ended first.</param>
internal sealed record Delivery(string Process, string Job, string EventId, TimeSpan Started, TimeSpan? Finished, Asked? Asked)
{
    /// <summary>The worker's clock for a handler starts before the handler can write that it has begun: on a busy machine, in a fresh process, long before.</summary>
    private static readonly TimeSpan Tolerance = StressJobs.HandlerTimeout / 2;

    /// <summary>Whether it was a failure, which asks for another delivery: a timeout is believed only if the handler had taken that long.</summary>
    public bool HasFailed => Asked is Ledgers.Asked.Retry || (Asked is Ledgers.Asked.Timeout && Finished - Started >= StressJobs.HandlerTimeout - Tolerance);
}
