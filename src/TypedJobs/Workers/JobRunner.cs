using System.Text;
using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;
using TypedJobs.Dispatch;
using TypedJobs.Envelopes;
using TypedJobs.Telemetry;

namespace TypedJobs.Workers;

/// <summary>The way of one job through a worker: envelope, dispatch, handler, settlement.</summary>
internal sealed class JobRunner(
    DispatchTable<WorkerRoute> routes,
    BareJobs bareJobs,
    HandlerRunner handlers,
    JobSettler settler,
    StrayJobs strays,
    PoisonGuard guard,
    TimeProvider time,
    ILogger logger)
{
    private const int LongestLoggedName = 200;

    /// <summary>Runs one job and settles it.</summary>
    /// <param name="delivery">The job.</param>
    /// <param name="places">The places that its slot holds; those of other kinds are given back.</param>
    /// <param name="stop">The worker's stop.</param>
    /// <returns>What the handler has made of the job; null if it was not run.</returns>
    public async Task<JobOutcome?> RunAsync(IJobDelivery delivery, ConcurrencyLimits.Places places, WorkerStop stop)
    {
        var identity = JobIdentity.Unread(delivery.Id, name: null);
        try
        {
            if (await bareJobs.FindAsync(delivery, routes).ConfigureAwait(false) is not { } job)
            {
                var envelope = EnvelopeReader.Read(delivery.Body);
                var eventId = envelope.Id ?? delivery.Id.ToString();
                if (routes.Find(envelope.Type.Span, envelope.Version) is not { } route)
                {
                    identity = new JobIdentity(Printable(envelope.Type.Span), envelope.Version, delivery.Id, Printable(eventId));
                    await strays.GiveBackUnknownAsync(delivery, identity).ConfigureAwait(false);
                    return null;
                }

                var known = new JobIdentity(route.Contract.Name, route.Contract.Version, delivery.Id, Printable(eventId));
                job = new ReceivedJob(delivery, route, known, eventId, envelope.Data, envelope.SnoozeCount, IsBare: false);
            }

            identity = job.Identity;
            places.KeepOnly(job.Route.Contract.Kind);
            if (await guard.AdmitAsync(job, stop.Begun).ConfigureAwait(false) is { } leave)
            {
                await using (leave.ConfigureAwait(false))
                {
                    Log.Running(logger, identity.Name, identity.Id, identity.EventId);
                    var outcome = await (ProcessObservation.IsWanted ? RunObservedAsync(job, stop) : handlers.RunAsync(job, stop)).ConfigureAwait(false);
                    await settler.SettleAsync(job, outcome, goesOn: places.AreUnlimited && !stop.Begun.IsCancellationRequested).ConfigureAwait(false);
                    return outcome;
                }
            }
        }
        catch (UnreadableJobException exception)
        {
            if (!identity.IsRead && EnvelopeReader.FindType(delivery.Body.Span) is { } name)
            {
                identity = JobIdentity.Unread(delivery.Id, Printable(name));
            }

            await BuryUnreadableAsync(delivery, identity, exception.Message).ConfigureAwait(false);
        }
        catch (BrokerException exception)
        {
            Log.InspectFailed(logger, identity.Name, identity.Id, identity.EventId, exception);
        }

        return null;
    }

    /// <summary>A method of its own, so that what nobody observes pays nothing for it.</summary>
    private async Task<JobOutcome> RunObservedAsync(ReceivedJob job, WorkerStop stop)
    {
        using var observation = ProcessObservation.Begin(job, time);
        try
        {
            var outcome = await handlers.RunAsync(job, stop).ConfigureAwait(false);
            observation.End(outcome);
            return outcome;
        }
        catch (UnreadableJobException exception)
        {
            observation.Fail(exception);
            throw;
        }
    }

    private async Task BuryUnreadableAsync(IJobDelivery delivery, JobIdentity identity, string reason)
    {
        try
        {
            await strays.BuryUnreadableAsync(delivery, identity, reason).ConfigureAwait(false);
        }
        catch (BrokerException exception)
        {
            Log.SettleFailed(logger, identity.Name, identity.Id, identity.EventId, nameof(Verdict.Bury), reason, exception);
        }
    }

    private static string Printable(ReadOnlySpan<byte> name) => Printable(Encoding.UTF8.GetString(name));

    /// <summary>A text that somebody else wrote, fit for one line of a log.</summary>
    private static string Printable(string text)
        => text.Length <= LongestLoggedName && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? text
            : string.Create(Math.Min(text.Length, LongestLoggedName), text, static (span, source) =>
            {
                source.AsSpan(0, span.Length).CopyTo(span);
                foreach (ref var letter in span)
                {
                    letter = char.IsControl(letter) ? '?' : letter;
                }
            });
}
