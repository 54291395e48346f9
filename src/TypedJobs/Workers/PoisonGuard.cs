using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;

namespace TypedJobs.Workers;

/// <summary>
/// Finds the job that ends its process. Such a job never fails, since nobody is left to say so: it is known by having been delivered often with nothing said
/// of it. At <see cref="WorkerOptions.MaxDeliveries"/> it is buried unrun; from a quarter of that on it is a suspect, and runs alone: see
/// <see cref="SuspectLane"/>.
/// </summary>
/// <remarks>
/// The broker is asked where such a job is to be expected: among the first deliveries of each connection, since it is older than most of what waits and has
/// just been given back; among the first of each kind, since it may come after all that is more urgent; and for a while after any job was seen that somebody
/// has lost, since then processes have died, here or elsewhere. At other times a job costs no question.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A leave belongs to the job that has it.")]
internal sealed class PoisonGuard(int maxDeliveries, SuspectLane lane, Burial burial, TimeProvider time, ILogger logger)
{
    /// <summary>One delivery that was cut short is nothing that a deploy does not do.</summary>
    private const int LeastSuspicion = 2;

    /// <summary>How long each job is asked for after one was seen that had been lost.</summary>
    private static readonly TimeSpan Vigilance = TimeSpan.FromMinutes(1);

    private readonly int _suspicion = Math.Min(maxDeliveries, Math.Max(LeastSuspicion, maxDeliveries / 4));

    // The jobs that have a leave.
    private int _running;
    private Leave? _beside;

    private long _lossSeen = long.MinValue;

    private Leave Beside => _beside ??= new(this);

    private bool IsVigilant => Volatile.Read(ref _lossSeen) is var seen && seen != long.MinValue && time.GetElapsedTime(seen) < Vigilance;

    /// <summary>Decides whether a job is to be run, and waits until it may.</summary>
    /// <param name="job">The job. It is held meanwhile.</param>
    /// <param name="stopping">Cancelled when the worker stops: what waits then goes back.</param>
    /// <returns>The leave to run it, disposed when it has been settled; null if it is not to be run, since it is gone or buried or goes back.</returns>
    /// <exception cref="BrokerException">The broker did not answer.</exception>
    public async ValueTask<Leave?> AdmitAsync(JobContext job, CancellationToken stopping)
    {
        Leave? leave = null;
        lane.Enter();
        try
        {
            leave = job.Route.IsEarly() | job.Delivery.IsEarly || IsVigilant
                ? await AskAsync(job, stopping).ConfigureAwait(false)
                : await RunBesideOthersAsync(job, stopping).ConfigureAwait(false);
            return leave;
        }
        finally
        {
            if (leave is null)
            {
                lane.Exit();
            }
            else
            {
                _ = Interlocked.Increment(ref _running);
            }
        }
    }

    /// <summary>Nobody waits any longer for what still runs: the worker has ended without it.</summary>
    public void LeaveBehind()
    {
        for (var left = Interlocked.Exchange(ref _running, 0); left > 0; left--)
        {
            lane.Exit();
        }
    }

    private async Task<Leave?> AskAsync(JobContext job, CancellationToken stopping)
    {
        if (await job.Delivery.GetRecordAsync(CancellationToken.None).ConfigureAwait(false) is not { } record)
        {
            return null;
        }

        var lost = record.Unsettled - 1;
        if (lost > 0)
        {
            Volatile.Write(ref _lossSeen, time.GetTimestamp());
        }

        return lost < _suspicion
            ? await RunBesideOthersAsync(job, stopping).ConfigureAwait(false)
            : await JudgeAsync(job, record, lost, stopping).ConfigureAwait(false);
    }

    private async Task<Leave?> JudgeAsync(JobContext job, DeliveryRecord record, int lost, CancellationToken stopping)
    {
        var (name, _, id, eventId) = job.Identity;
        var alibis = await CountAlibisAsync(job, record.Tube).ConfigureAwait(false);
        var limit = (long)maxDeliveries * (1 + record.Burials);
        lost -= alibis;
        if (lost >= limit)
        {
            var reason = $"it was delivered {lost} times without a word of how it went, and may be that {limit} times: does it end the process that runs it?";
            try
            {
                await burial.BuryAsync(job.Delivery, job.Identity, record, reason).ConfigureAwait(false);
                Log.Buried(logger, name, id, eventId, reason, exception: null);
            }
            catch (BrokerException exception)
            {
                Log.SettleFailed(logger, name, id, eventId, nameof(Verdict.Bury), reason, exception);
            }

            return null;
        }

        Log.Suspected(logger, name, id, eventId, lost, limit);
        return await TryPutAlibiAsync(job, record.Tube).ConfigureAwait(false)
            ? await RunAloneAsync(job, record.Tube, alibis > 0, SuspectLane.TurnBefore(limit - lost), stopping).ConfigureAwait(false)
            : await RunBesideOthersAsync(job, stopping).ConfigureAwait(false);
    }

    private ValueTask<Leave?> RunBesideOthersAsync(JobContext job, CancellationToken stopping)
        => lane.IsClosed ? new(WaitForSuspectsAsync(job, stopping)) : new(Beside);

    private async Task<Leave?> WaitForSuspectsAsync(JobContext job, CancellationToken stopping)
        => await HoldAsync(job, lane.WaitForOthersAsync, stopping).ConfigureAwait(false) ? Beside : null;

    private async Task<Leave?> RunAloneAsync(JobContext job, string tube, bool hasOtherAlibis, TimeSpan patience, CancellationToken stopping)
    {
        SuspectLane.Turn? turn = null;
        try
        {
            if (!await HoldAsync(job, async token => turn = await lane.TakeAsync(patience, token).ConfigureAwait(false), stopping).ConfigureAwait(false))
            {
                return null;
            }

            await job.Delivery.WithdrawAlibiAsync(CancellationToken.None).ConfigureAwait(false);
            var leave = new AloneLeave(this, turn!, hasOtherAlibis ? job.Delivery : null, tube);
            turn = null;
            return leave;
        }
        finally
        {
            turn?.Dispose();
        }
    }

    /// <summary>Holds a job while it waits.</summary>
    /// <returns>Whether it is to be run; if not, it goes back.</returns>
    private async Task<bool> HoldAsync(JobContext job, Func<CancellationToken, Task> wait, CancellationToken stopping)
    {
        var lease = new Lease(timeout: null, overdue: null, time, logger);
        var token = lease.Begin(job, stopping);
        try
        {
            await wait(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What it says is looked at below.
        }
        finally
        {
            await lease.EndAsync().ConfigureAwait(false);
        }

        if (job.CancellationReason == JobCancellationReason.Shutdown)
        {
            var (name, _, id, eventId) = job.Identity;
            Log.GivenBack(logger, name, id, eventId);
        }

        // The first reason stays: a handler could not be told of another one.
        return job.CancellationReason == JobCancellationReason.None;
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

    /// <summary>Not every server takes a mark: it may be full, or be draining. A suspect without one would wait at its own risk.</summary>
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

    private void Exit()
    {
        int running;
        do
        {
            running = Volatile.Read(ref _running);
            if (running == 0)
            {
                // It was left behind, and is counted no more.
                return;
            }
        }
        while (Interlocked.CompareExchange(ref _running, running - 1, running) != running);

        lane.Exit();
    }

    /// <summary>The leave to run a job beside others.</summary>
    internal class Leave(PoisonGuard guard) : IAsyncDisposable
    {
        public virtual ValueTask DisposeAsync()
        {
            guard.Exit();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>The leave to run a job alone. When it has been run and is gone, its alibis go, too.</summary>
    private sealed class AloneLeave(PoisonGuard guard, SuspectLane.Turn turn, IJobDelivery? withAlibis, string tube) : Leave(guard)
    {
        public override async ValueTask DisposeAsync()
        {
            turn.Dispose();
            await base.DisposeAsync().ConfigureAwait(false);
            try
            {
                if (withAlibis is not null && await withAlibis.GetRecordAsync().ConfigureAwait(false) is null)
                {
                    await withAlibis.DropAlibisAsync(tube).ConfigureAwait(false);
                }
            }
            catch (BrokerException)
            {
                // They are swept later.
            }
        }
    }
}
