using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;
using TypedJobs.Dispatch;
using TypedJobs.Envelopes;
using TypedJobs.Telemetry;

namespace TypedJobs.Workers;

/// <summary>The way of one job through a worker: envelope, dispatch, handler, settlement.</summary>
/// <remarks>What runs for each job keeps its state in a pool, and asks for the texts of a log only where there is one: a job costs its context, its token and its payload.</remarks>
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
    /// <summary>Runs one job and settles it.</summary>
    /// <param name="delivery">The job.</param>
    /// <param name="places">The places that its slot holds; those of other kinds are given back.</param>
    /// <param name="stop">The worker's stop.</param>
    /// <returns>What the handler has made of the job; null if it was not run.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<JobOutcome?> RunAsync(IJobDelivery delivery, ConcurrencyLimits.Places places, WorkerStop stop)
    {
        JobContext? job = null;
        try
        {
            job = await bareJobs.FindAsync(delivery, routes, stop.HandlersTold).ConfigureAwait(false);
            var data = delivery.Body;
            if (job is null)
            {
                var envelope = EnvelopeReader.Read(delivery.Body);
                if (routes.Find(envelope.Type.Span, envelope.Version) is not { } route)
                {
                    await GiveBackUnknownAsync(delivery, envelope).ConfigureAwait(false);
                    return null;
                }

                job = new JobContext(delivery, route, envelope.SnoozeCount, isBare: false, stop.HandlersTold);
                data = envelope.Data;
            }

            places.KeepOnly(job.Route.Contract.Kind);
            if (await guard.AdmitAsync(job, stop.Begun).ConfigureAwait(false) is { } leave)
            {
                await using (leave.ConfigureAwait(false))
                {
                    LogRunning(job);
                    var outcome = await RunHandlerAsync(job, data, stop.HandlersEnd).ConfigureAwait(false);
                    await settler.SettleAsync(job, outcome, goesOn: places.AreUnlimited && !stop.Begun.IsCancellationRequested).ConfigureAwait(false);
                    return outcome;
                }
            }
        }
        catch (UnreadableJobException exception)
        {
            await BuryUnreadableAsync(delivery, IdentityOf(job, delivery), exception.Message).ConfigureAwait(false);
        }
        catch (BrokerException exception)
        {
            var (name, _, id, eventId) = IdentityOf(job, delivery);
            Log.InspectFailed(logger, name, id, eventId, exception);
        }

        return null;
    }

    private ValueTask<JobOutcome> RunHandlerAsync(JobContext job, ReadOnlyMemory<byte> data, CancellationToken shutdown)
        => ProcessObservation.IsWanted ? RunObservedAsync(job, data, shutdown) : handlers.RunAsync(job, data, shutdown);

    private async ValueTask<JobOutcome> RunObservedAsync(JobContext job, ReadOnlyMemory<byte> data, CancellationToken shutdown)
    {
        using var observation = ProcessObservation.Begin(job, time);
        try
        {
            var outcome = await handlers.RunAsync(job, data, shutdown).ConfigureAwait(false);
            observation.End(outcome);
            return outcome;
        }
        catch (UnreadableJobException exception)
        {
            observation.Fail(exception);
            throw;
        }
    }

    private async ValueTask GiveBackUnknownAsync(IJobDelivery delivery, Envelope envelope)
    {
        var identity = new JobIdentity(LogText.Line(envelope.Type.Span), envelope.Version, delivery.Id, LogText.Line(envelope.Id ?? delivery.Id.ToString()));
        try
        {
            await strays.GiveBackUnknownAsync(delivery, identity).ConfigureAwait(false);
        }
        catch (BrokerException exception)
        {
            Log.InspectFailed(logger, identity.Name, identity.Id, identity.EventId, exception);
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

    private void LogRunning(JobContext job)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var (name, _, id, eventId) = job.Identity;
            Log.Running(logger, name, id, eventId);
        }
    }

    /// <summary>What the log calls a job of which perhaps not even the envelope could be read.</summary>
    private static JobIdentity IdentityOf(JobContext? job, IJobDelivery delivery)
        => job?.Identity
            ?? JobIdentity.Unread(delivery.Id, EnvelopeReader.FindType(delivery.Body.Span) is { } name ? LogText.Line(name) : null);
}
