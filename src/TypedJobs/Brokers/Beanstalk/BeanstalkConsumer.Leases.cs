using System.Diagnostics.CodeAnalysis;
using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <content>Which connection holds which job, and what becomes of a job whose connection is lost.</content>
internal sealed partial class BeanstalkConsumer
{
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromMilliseconds(100);

    /// <summary>By then another worker has the job, most likely.</summary>
    private static readonly TimeSpan TimeForDeletingAgain = TimeSpan.FromSeconds(5);

    /// <summary>The server notices a loss a little later than the client, or earlier. If it does not by then, another worker has the job.</summary>
    private static readonly TimeSpan TimeForReclaiming = TimeSpan.FromSeconds(1);

    private readonly Dictionary<ulong, BeanstalkDelivery> _held = [];

    /// <summary>
    /// A connection that holds jobs, has room for more, and is still used. It counts as holding one more, so that nobody waits over it meanwhile.
    /// </summary>
    /// <param name="closed">The tubes that it must leave out: this very collection.</param>
    internal ConsumerConnection? EnterHolder(IReadOnlyCollection<TubeName> closed)
    {
        lock (_lock)
        {
            var holder = _holders.Find(holder => holder.Held < Rotation.MostHeld && ReferenceEquals(holder.Closed, closed));
            if (holder is not null)
            {
                holder.Held++;
            }

            return holder;
        }
    }

    /// <summary>As <see cref="EnterHolder"/>, of one connection.</summary>
    internal bool TryEnter(ConsumerConnection holder)
    {
        lock (_lock)
        {
            if (holder.Held >= Rotation.MostHeld || !_holders.Contains(holder))
            {
                return false;
            }

            holder.Held++;
            return true;
        }
    }

    /// <summary>A connection that held nothing holds a job now.</summary>
    internal void Hold(ConsumerConnection connection)
    {
        lock (_lock)
        {
            if (++connection.Held == 1 && _open.Contains(connection))
            {
                _holders.Add(connection);
            }
        }
    }

    /// <summary>A job has come over a connection, which counts it already.</summary>
    /// <returns>Null if a handler of it still runs here, whose connection was lost: that one goes on with it.</returns>
    internal async ValueTask<BeanstalkDelivery?> DeliverAsync(ConsumerConnection connection, ReservedJob job)
    {
        BeanstalkDelivery? before;
        lock (_lock)
        {
            before = _held.GetValueOrDefault(job.Id);
        }

        if (before is not null && await HasLostItsConnectionAsync(before, connection).ConfigureAwait(false) && TryAdopt(before, connection))
        {
            return null;
        }

        var delivery = new BeanstalkDelivery(this, connection, job, new JobId(server, job.Id));
        bool over;
        lock (_lock)
        {
            over = connection.Lost.IsCancellationRequested;
            if (!over)
            {
                _held[job.Id] = delivery;
            }
        }

        if (over)
        {
            delivery.Lose();
        }

        return delivery;
    }

    /// <summary>A delivery is over.</summary>
    internal Task ForgetAsync(BeanstalkDelivery delivery, bool settled)
    {
        lock (_lock)
        {
            if (_held.GetValueOrDefault(delivery.Id.Number) == delivery)
            {
                _held.Remove(delivery.Id.Number);
            }
        }

        return LetGoAsync(delivery.Connection, settled);
    }

    /// <summary>A job no longer concerns a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="settled">
    /// Whether it was settled. If not, the connection is closed, to give it back: at once, or if it holds other jobs, when they are settled.
    /// </param>
    internal Task LetGoAsync(ConsumerConnection connection, bool settled)
    {
        lock (_lock)
        {
            connection.Held--;
            connection.IsRetired |= !settled;
            if (connection.Held == 0 || connection.IsRetired)
            {
                _holders.Remove(connection);
            }

            if (connection.Held > 0)
            {
                return Task.CompletedTask;
            }
        }

        return connection.IsRetired ? CloseAsync(connection) : ReturnAsync(connection);
    }

    /// <summary>Asks for the next job of all tubes over a connection that is just settling one.</summary>
    internal void AskAhead(ConsumerConnection holder)
    {
        if (ReferenceEquals(holder.Closed, ConsumerConnection.NoTubes))
        {
            OfAllTubes().AskAhead(holder);
        }
    }

    /// <summary>
    /// Deletes a job that is done but could not be deleted over its own connection, before somebody does it again. Another server process may have
    /// another job of that number, so there it is left alone.
    /// </summary>
    /// <exception cref="BrokerException">It was not deleted, or nobody knows: the job may be done twice.</exception>
    internal async Task DeleteAgainAsync(ConsumerConnection lost, JobId id, BrokerException loss, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeForDeletingAgain, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (await TryDeleteAgainAsync(lost, id, either.Token).ConfigureAwait(false))
            {
                Log.DeletedAfterLoss(logger, id, server);
                return;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        throw new BrokerException($"{loss.Message} Job {id} is done and may be done again.", loss.Outcome, loss);
    }

    private async Task<bool> TryDeleteAgainAsync(ConsumerConnection lost, JobId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = await TakeAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var gone = false;
                while (connection.IsWithServerOf(lost) && !gone)
                {
                    // Gone may also mean that the first attempt did reach the server.
                    gone = await connection.DeleteAsync(id.Number, cancellationToken).ConfigureAwait(false)
                        || await connection.StatsAsync(id.Number, cancellationToken).ConfigureAwait(false) is null;
                    if (!gone)
                    {
                        // The server has not noticed the loss yet, or another worker has begun it anew and may yet fail.
                        await Task.Delay(PauseBetweenTries, time, cancellationToken).ConfigureAwait(false);
                    }
                }

                await ReturnAsync(connection).ConfigureAwait(false);
                return gone;
            }
            catch (OperationCanceledException)
            {
                await ReturnAsync(connection).ConfigureAwait(false);
                throw;
            }
            catch (BrokerException exception)
            {
                // The others that were idle are lost as well, one after the other.
                ReportLoss(exception);
                await CloseAsync(connection).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Called once a connection, before anybody who waits for its <see cref="ConsumerConnection.Over"/> goes on.</summary>
    private void OnLost(ConsumerConnection connection)
    {
        List<BeanstalkDelivery> orphans;
        bool ending;
        lock (_lock)
        {
            ending = _disposed;
            _lost += _open.Remove(connection) ? 1 : 0;
            _holders.Remove(connection);
            orphans = [.. _held.Values.Where(delivery => delivery.Connection == connection && delivery.TryOrphan())];
        }

        if (ending)
        {
            GiveUp(orphans);
        }
        else if (orphans.Count > 0)
        {
            _ = ReclaimAsync(connection, orphans);
        }
    }

    /// <summary>Takes jobs whose handlers still run again over another connection, if nobody else has them, and tells the others that theirs are lost.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever went wrong, the jobs are lost, and their handlers have to know.")]
    private async Task ReclaimAsync(ConsumerConnection lost, List<BeanstalkDelivery> orphans)
    {
        try
        {
            // One attempt: a server that cannot be reached at once is most likely gone, and will be another process when it comes back.
            var connection = await OpenAsync(CancellationToken.None).ConfigureAwait(false);
            ReportReached();
            Hold(connection);
            await ReclaimOverAsync(connection, lost, orphans).ConfigureAwait(false);
            await LetGoAsync(connection, settled: true).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.NotReclaimed(logger, orphans.Count, server, exception.Message);
        }

        GiveUp(orphans);
    }

    private async Task ReclaimOverAsync(ConsumerConnection connection, ConsumerConnection lost, List<BeanstalkDelivery> orphans)
    {
        var since = time.GetTimestamp();
        var left = orphans;
        while (connection.IsWithServerOf(lost) && left.Count > 0 && time.GetElapsedTime(since) < TimeForReclaiming)
        {
            if (left != orphans)
            {
                await Task.Delay(PauseBetweenTries, time).ConfigureAwait(false);
            }

            await Task.WhenAll(left.Select(orphan => TryReclaimAsync(orphan, connection))).ConfigureAwait(false);
            left = [.. orphans.Where(static orphan => orphan.IsOrphan)];
        }
    }

    private async Task TryReclaimAsync(BeanstalkDelivery orphan, ConsumerConnection connection)
    {
        if (await connection.ReserveJobAsync(orphan.Id.Number).ConfigureAwait(false) is not null)
        {
            Hold(connection);
            if (!TryAdopt(orphan, connection))
            {
                await LetGoAsync(connection, settled: false).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether the connection over which a job was held is lost, now that the job has come over another: its time-to-run may also have passed.</summary>
    private static async ValueTask<bool> HasLostItsConnectionAsync(BeanstalkDelivery delivery, ConsumerConnection other)
    {
        var connection = delivery.Connection;
        if (connection == other || !other.IsWithServerOf(connection))
        {
            return false;
        }

        try
        {
            await connection.TouchAsync(delivery.Id.Number, CancellationToken.None).ConfigureAwait(false);
            return false;
        }
        catch (BrokerException exception)
        {
            if (exception.Outcome == BrokerOutcome.Answered)
            {
                return false;
            }

            await connection.Over.ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Lets a handler go on with its job, which a connection holds by now and counts.</summary>
    private bool TryAdopt(BeanstalkDelivery orphan, ConsumerConnection connection)
    {
        lock (_lock)
        {
            if (connection.Lost.IsCancellationRequested || !orphan.IsOrphan)
            {
                return false;
            }

            orphan.Connection.Held--;
            orphan.MoveTo(connection);
        }

        Log.Reclaimed(logger, orphan.Id, server);
        return true;
    }

    private void GiveUp(List<BeanstalkDelivery> orphans)
    {
        foreach (var orphan in orphans)
        {
            bool left;
            lock (_lock)
            {
                left = orphan.IsOrphan;
            }

            if (left)
            {
                orphan.Lose();
            }
        }
    }
}
