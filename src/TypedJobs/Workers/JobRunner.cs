using System.Text;
using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;
using TypedJobs.CompilerServices;
using TypedJobs.Dispatch;
using TypedJobs.Envelopes;

namespace TypedJobs.Workers;

/// <summary>The way of one job through a worker: envelope, dispatch, handler, settlement.</summary>
internal sealed class JobRunner(DispatchTable<JobRoute> routes, IHandlerScopeFactory scopes, JobSettler settler, ILogger logger)
{
    private const int LongestLoggedName = 200;

    /// <summary>Runs one job and settles it.</summary>
    /// <param name="delivery">The job.</param>
    /// <param name="cancellation">Cancelled when handlers must end.</param>
    public async Task RunAsync(IJobDelivery delivery, CancellationToken cancellation)
    {
        Envelope envelope;
        try
        {
            envelope = EnvelopeReader.Read(delivery.Body);
        }
        catch (UnreadableJobException exception)
        {
            await BuryAsync(delivery, JobIdentity.Nameless(delivery.Id), exception.Message).ConfigureAwait(false);
            return;
        }

        var eventId = envelope.Id ?? delivery.Id.ToString();
        if (routes.Find(envelope.Type.Span, envelope.Version) is not { } route)
        {
            var stranger = new JobIdentity(Printable(envelope.Type.Span), delivery.Id, eventId);
            await BuryAsync(delivery, stranger, $"this worker knows no job of that name in version {envelope.Version}").ConfigureAwait(false);
            return;
        }

        var job = new JobIdentity(route.Contract.Name, delivery.Id, eventId);
        Log.Running(logger, job.Name, job.Id, job.EventId);
        var outcome = await HandleAsync(route, envelope.Data, new JobContext(delivery, route.Contract, eventId), cancellation).ConfigureAwait(false);
        await settler.SettleAsync(delivery, job, route.Contract.MaxAttempts, outcome).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs the handler. Its scope is disposed before the job is settled: what a scope does at its end (a unit of work that is committed) belongs to the work,
    /// and if it fails, the job has failed.
    /// </summary>
    private async Task<JobOutcome> HandleAsync(JobRoute route, ReadOnlyMemory<byte> data, JobContext context, CancellationToken cancellation)
    {
        try
        {
            var scope = scopes.CreateScope();
            await using (scope.ConfigureAwait(false))
            {
                await route.HandleAsync(data, scope, context, cancellation).ConfigureAwait(false);
            }

            return context.Requested ?? JobOutcome.Completed;
        }
        catch (UnreadableJobException exception)
        {
            return JobOutcome.Bury(exception.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return JobOutcome.GivenBack;
        }
#pragma warning disable CA1031 // Whatever a handler throws means that its job failed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return JobOutcome.Failed(exception);
        }
    }

    private Task BuryAsync(IJobDelivery delivery, JobIdentity job, string reason)
        => settler.SettleAsync(delivery, job, JobContract.DefaultMaxAttempts, JobOutcome.Bury(reason));

    /// <summary>A name that somebody else wrote, fit for one line of a log.</summary>
    private static string Printable(ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name);
        return string.Create(Math.Min(text.Length, LongestLoggedName), text, static (span, source) =>
        {
            source.AsSpan(0, span.Length).CopyTo(span);
            foreach (ref var letter in span)
            {
                letter = char.IsControl(letter) ? '?' : letter;
            }
        });
    }
}
