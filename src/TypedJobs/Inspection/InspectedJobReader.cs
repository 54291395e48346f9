using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Envelopes;

namespace TypedJobs.Inspection;

/// <summary>Puts together what a server says of a job and what its body says.</summary>
internal sealed class InspectedJobReader(BeanstalkBrokerOptions options, string server, PayloadReader payloads)
{
    /// <summary>A job of this part of the server; null if there is none.</summary>
    public async ValueTask<InspectedJob?> FindAsync(BeanstalkClient client, ulong number, CancellationToken cancellationToken)
        => await client.StatsJobAsync(number, cancellationToken).ConfigureAwait(false) is { } stats
            && options.Contains(stats.Tube)
            && await client.PeekAsync(number, cancellationToken).ConfigureAwait(false) is { } job
            ? Describe(stats, job.Body)
            : null;

    public InspectedJob Describe(JobStats stats, ReadOnlyMemory<byte> body)
    {
        var tube = options.Unqualify(stats.Tube);
        var payload = payloads.Read(tube, body);
        return new InspectedJob
        {
            Id = new JobId(server, stats.Id),
            Tube = tube,
            State = stats.State switch
            {
                JobState.Delayed => InspectedJobState.Delayed,
                JobState.Reserved => InspectedJobState.Reserved,
                JobState.Buried => InspectedJobState.Buried,
                _ => InspectedJobState.Ready,
            },
            Name = payload.Name,
            Version = payload.Version,
            EventId = payload.EventId,
            Payload = payload.Payload,
            PayloadProblem = payload.Problem,
            Body = body,
            EnqueuedAt = payload.EventId is { } eventId ? EventTime.Of(eventId) : null,
            Age = stats.Age,
            Delay = stats.Delay,
            TimeLeft = stats.State is JobState.Delayed or JobState.Reserved ? stats.TimeLeft : TimeSpan.Zero,
            TimeToRun = stats.TimeToRun,
            Priority = stats.Priority,
            Deliveries = (long)stats.Reserves,
            Failures = (long)(stats.Releases + stats.Timeouts),
            Burials = (long)stats.Buries,
            Kicks = (long)stats.Kicks,
        };
    }
}
