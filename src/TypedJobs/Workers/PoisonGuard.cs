using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;

namespace TypedJobs.Workers;

/// <summary>
/// Finds the job that ends its process. Such a job never fails, since nobody is left to say so: it is known by having been delivered often with nothing said
/// of it. Beyond <see cref="WorkerOptions.MaxDeliveries"/> it is buried unrun; from a quarter of that on it is a suspect, and waits for its turn in the
/// <see cref="SuspectLane"/>.
/// </summary>
/// <remarks>
/// The broker is asked where such a job is to be expected: among the first deliveries of each connection, since it is older than most of what waits and has
/// just been given back; and for a while after any job was seen that somebody has lost, since then processes have died, here or elsewhere.
/// At other times a job costs no question.
/// </remarks>
internal sealed class PoisonGuard(int maxDeliveries, SuspectLane lane, Burial burial, TimeProvider time, ILogger logger)
{
    /// <summary>How long each job is asked for after one was seen that had been lost.</summary>
    private static readonly TimeSpan Vigilance = TimeSpan.FromMinutes(1);

    /// <summary>One delivery that was cut short is nothing that a deploy does not do.</summary>
    private const int LeastSuspicion = 2;

    private readonly int _suspicion = Math.Max(LeastSuspicion, maxDeliveries / 4);

    private long _lossSeen = long.MinValue;

    private bool IsVigilant => Volatile.Read(ref _lossSeen) is var seen && seen != long.MinValue && time.GetElapsedTime(seen) < Vigilance;

    /// <summary>Decides whether a job is to be run, and waits until it may.</summary>
    /// <param name="job">The job. It is held meanwhile.</param>
    /// <param name="stopping">Cancelled when the worker stops: a suspect that waits then goes back.</param>
    /// <returns>The leave to run it, disposed when it has been settled; null if it is not to be run, since it is gone or buried or goes back.</returns>
    /// <exception cref="BrokerException">The broker did not answer.</exception>
    public async ValueTask<Leave?> AdmitAsync(JobContext job, CancellationToken stopping)
    {
        if (!job.Delivery.IsEarly && !IsVigilant)
        {
            return Leave.Free;
        }

        if (await job.Delivery.GetRecordAsync(CancellationToken.None).ConfigureAwait(false) is not { } record)
        {
            return null;
        }

        var lost = record.Unsettled - 1;
        if (lost == 0)
        {
            return Leave.Free;
        }

        Volatile.Write(ref _lossSeen, time.GetTimestamp());
        return lost < Math.Min(_suspicion, maxDeliveries) ? Leave.Free : await JudgeAsync(job, record, lost, stopping).ConfigureAwait(false);
    }

    private async Task<Leave?> JudgeAsync(JobContext job, DeliveryRecord record, int lost, CancellationToken stopping)
    {
        var (name, _, id, eventId) = job.Identity;
        var alibis = await CountAlibisAsync(job, record.Tube).ConfigureAwait(false);
        var limit = (long)maxDeliveries * (1 + record.Burials);
        if (lost - alibis >= limit)
        {
            var reason = $"it was delivered {lost - alibis} times without a word of how it went, and may be that {limit} times: does it end the process that runs it?";
            await burial.BuryAsync(job.Delivery, job.Identity, record, reason).ConfigureAwait(false);
            Log.Buried(logger, name, id, eventId, reason, exception: null);
            return null;
        }

        var length = SuspectLane.TurnBefore(limit - (lost - alibis));
        var turn = lane.TryTake(length);
        if (turn is null)
        {
            Log.Suspected(logger, name, id, eventId, lost - alibis, limit);
            if (await TryPutAlibiAsync(job, record.Tube).ConfigureAwait(false))
            {
                turn = await WaitAsync(job, length, stopping).ConfigureAwait(false);
                alibis++;
            }
            else
            {
                // It would wait at its own risk.
                turn = SuspectLane.Turn.OutOfLine;
            }
        }

        return turn is null ? null : new Leave(turn, alibis > 0 ? job.Delivery : null, record.Tube);
    }

    /// <summary>The marks that excuse the job; none where none can be, since its tube's name leaves no room for theirs.</summary>
    private static async Task<int> CountAlibisAsync(JobContext job, string tube)
    {
        try
        {
            return await job.Delivery.CountAlibisAsync(tube, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokerException exception) when (exception.Outcome == BrokerOutcome.NotSent && !job.Delivery.Lost.IsCancellationRequested)
        {
            return 0;
        }
    }

    /// <summary>Not every server takes a mark: it may be full, or be draining.</summary>
    private static async Task<bool> TryPutAlibiAsync(JobContext job, string tube)
    {
        try
        {
            await job.Delivery.PutAlibiAsync(tube, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (BrokerException) when (!job.Delivery.Lost.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Waits for the turn of a job that has an alibi, and withdraws it then.</summary>
    private async Task<SuspectLane.Turn?> WaitAsync(JobContext job, TimeSpan length, CancellationToken stopping)
    {
        var lease = new Lease(timeout: null, overdue: null, time, logger);
        var token = lease.Begin(job, stopping);
        SuspectLane.Turn turn;
        try
        {
            turn = await lane.TakeAsync(length, token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (job.CancellationReason == JobCancellationReason.Shutdown)
            {
                var (name, _, id, eventId) = job.Identity;
                Log.GivenBack(logger, name, id, eventId);
            }

            return null;
        }
        finally
        {
            await lease.EndAsync().ConfigureAwait(false);
        }

        try
        {
            await job.Delivery.WithdrawAlibiAsync(CancellationToken.None).ConfigureAwait(false);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>The leave to run a job. When it has been run and is gone, its alibis go, too.</summary>
    internal sealed class Leave(SuspectLane.Turn turn, IJobDelivery? withAlibis, string tube) : IAsyncDisposable
    {
        /// <summary>Of a job that is no suspect.</summary>
        public static Leave Free { get; } = new(SuspectLane.Turn.OutOfLine, withAlibis: null, string.Empty);

        /// <exception cref="BrokerException">The broker did not answer.</exception>
        public async ValueTask DisposeAsync()
        {
            turn.Dispose();
            if (withAlibis is not null && await withAlibis.GetRecordAsync().ConfigureAwait(false) is null)
            {
                await withAlibis.DropAlibisAsync(tube).ConfigureAwait(false);
            }
        }
    }
}
