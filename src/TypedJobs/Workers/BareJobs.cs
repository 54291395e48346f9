using TypedJobs.Brokers;
using TypedJobs.Dispatch;
using TypedJobs.Envelopes;

namespace TypedJobs.Workers;

/// <summary>
/// Recognizes bare jobs by the tube that they wait in. No reply to a reserve names the tube, so the broker is asked for it, unless the body
/// says of itself that it is an event, of whatever type; workers without bare jobs never ask.
/// </summary>
internal sealed class BareJobs(IReadOnlyDictionary<string, WorkerRoute> routesByTube)
{
    /// <summary>The job, if it is a bare one; null if it is to be read as an event.</summary>
    /// <exception cref="BrokerException">The broker did not answer.</exception>
    public async ValueTask<JobContext?> FindAsync(IJobDelivery delivery, DispatchTable<WorkerRoute> routes, CancellationToken stopping)
    {
        if (routesByTube.Count == 0)
        {
            return null;
        }

        var (route, isEvent) = Read(delivery.Body, routes);
        if (isEvent)
        {
            return null;
        }

        if (await delivery.GetRecordAsync(CancellationToken.None).ConfigureAwait(false) is not { } record || !routesByTube.TryGetValue(record.Tube, out var bare) || route == bare)
        {
            return null;
        }

        return new JobContext(delivery, bare, snoozeCount: 0, isBare: true, stopping);
    }

    /// <summary>What the body would be if it is an event, and whether it says so itself.</summary>
    private static (WorkerRoute? Route, bool IsEvent) Read(ReadOnlyMemory<byte> body, DispatchTable<WorkerRoute> routes)
    {
        try
        {
            var envelope = EnvelopeReader.Read(body);
            return (routes.Find(envelope.Type.Span, envelope.Version), envelope.HasSpecVersion);
        }
        catch (UnreadableJobException)
        {
            return (null, false);
        }
    }
}
