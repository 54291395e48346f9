using System.Diagnostics.CodeAnalysis;

namespace TypedJobs.Brokers.Beanstalk;

/// <content>What becomes of a job whose connection is lost: its handler goes on if it can be taken again, and it is deleted if it is done.</content>
internal sealed partial class BeanstalkConsumer
{
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromMilliseconds(100);

    /// <summary>By then another worker has the job, most likely.</summary>
    private static readonly TimeSpan TimeForDeletingAgain = TimeSpan.FromSeconds(5);

    /// <summary>The server notices a loss a little later than the client, or earlier. If it does not by then, another worker has the job.</summary>
    private static readonly TimeSpan TimeForReclaiming = TimeSpan.FromSeconds(1);

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
            try
            {
                await ReclaimOverAsync(connection, lost, orphans).ConfigureAwait(false);
            }
            finally
            {
                await LetGoAsync(connection).ConfigureAwait(false);
            }
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
            await TakeBackAsync(orphan, connection).ConfigureAwait(false);
        }
    }

    /// <summary>A connection has just taken a job again whose handler still runs here.</summary>
    /// <returns>Whether the handler goes on. If not, the job goes back.</returns>
    internal async Task<bool> TakeBackAsync(BeanstalkDelivery delivery, ConsumerConnection connection)
    {
        Hold(connection);
        if (await TryAdoptAsync(delivery, connection).ConfigureAwait(false))
        {
            return true;
        }

        await LetGoAsync(connection, delivery.Id.Number).ConfigureAwait(false);
        return false;
    }

    /// <summary>Lets a handler go on with its job, which a connection holds by now and counts.</summary>
    private async ValueTask<bool> TryAdoptAsync(BeanstalkDelivery delivery, ConsumerConnection connection)
    {
        var before = delivery.Connection;
        lock (_lock)
        {
            if (connection.Lost.IsCancellationRequested || !connection.IsWithServerOf(before) || !delivery.TryMoveTo(connection))
            {
                return false;
            }
        }

        Log.Reclaimed(logger, delivery.Id, server);
        await LetGoAsync(before).ConfigureAwait(false);
        return true;
    }

    private void GiveUp(List<BeanstalkDelivery> orphans)
    {
        foreach (var orphan in orphans)
        {
            bool lost;
            lock (_lock)
            {
                lost = orphan.TryGiveUp();
            }

            if (lost)
            {
                orphan.Lose();
            }
        }
    }
}
