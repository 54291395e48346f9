namespace TypedJobs.Brokers.Beanstalk;

/// <content>What becomes of a job that comes again while a delivery of it is still here: its connection was lost, or its time-to-run was over.</content>
internal sealed partial class BeanstalkConsumer
{
    /// <summary>How long what the server has sent may be on its way here, when it is not known whether it has sent anything.</summary>
    internal static readonly TimeSpan TimeForReturning = 3 * PauseBetweenTries;

    /// <summary>Gives a job that has come over a connection to the delivery of it that is still here.</summary>
    /// <returns>Whether nothing is left to be delivered.</returns>
    private async ValueTask<bool> TryReturnAsync(BeanstalkDelivery before, ConsumerConnection connection)
    {
        var job = before.Id.Number;
        try
        {
            // A process that was stopped may come to read of it only when that time-to-run is over, too.
            if (await SucceedsAsync(connection.TouchAsync(job, CancellationToken.None)).ConfigureAwait(false))
            {
                if (await TryAdoptAsync(before, connection).ConfigureAwait(false))
                {
                    return true;
                }

                if (IsToBeRemoved(before))
                {
                    before.IsRemoved = await SucceedsAsync(connection.DeleteAsync(job, CancellationToken.None)).ConfigureAwait(false);
                }
                else if (before.PutBack is not { } putBack || await IsHeldAfterAsync(putBack, connection, job).ConfigureAwait(false))
                {
                    return false;
                }
            }

            await LetGoAsync(connection).ConfigureAwait(false);
            return true;
        }
        finally
        {
            before.EndReturn();
        }
    }

    private static async ValueTask<bool> IsHeldAfterAsync(Task putBack, ConsumerConnection connection, ulong job)
    {
        await putBack.ConfigureAwait(false);
        return await SucceedsAsync(connection.TouchAsync(job, CancellationToken.None)).ConfigureAwait(false);
    }

    private bool IsToBeRemoved(BeanstalkDelivery delivery)
    {
        lock (_lock)
        {
            return delivery.IsToBeRemoved;
        }
    }

    private static async ValueTask<bool> SucceedsAsync(ValueTask<bool> asked)
    {
        try
        {
            return await asked.ConfigureAwait(false);
        }
        catch (BrokerException)
        {
            return false;
        }
    }

    /// <summary>
    /// A connection says that it does not hold a job. The server may have given it to this consumer again meanwhile, over another one or over the same, and perhaps nobody has
    /// read that yet: it is waited for, so that whoever works on the job need not be told that it is lost.
    /// </summary>
    /// <param name="delivery">The delivery of the job.</param>
    /// <param name="returns">How often it had come again before the connection was asked.</param>
    /// <param name="patience">How long to wait. What is known to be coming is waited for longer.</param>
    /// <param name="cancellationToken">Ends the patience, and that wait.</param>
    /// <returns>Whether it has come again by now.</returns>
    internal async ValueTask<bool> HasReturnedAsync(BeanstalkDelivery delivery, int returns, TimeSpan patience, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (delivery.Returns != returns)
                {
                    return true;
                }

                if (delivery.Returned is { IsCompleted: false } returned && !cancellationToken.IsCancellationRequested)
                {
                    more = returned.WaitAsync(cancellationToken);
                }
                else if (delivery.IsRemoved || cancellationToken.IsCancellationRequested || time.GetElapsedTime(since) >= patience)
                {
                    delivery.Miss();
                    return false;
                }
                else
                {
                    more = Task.Delay(PauseBetweenTries, time, cancellationToken);
                }
            }

            await more.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
