using System.Diagnostics.CodeAnalysis;
using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <content>Which connection holds which job.</content>
internal sealed partial class BeanstalkConsumer
{
    /// <summary>As many as a few connections hold: more are seldom held at once.</summary>
    private const int MostSpare = 1024;

    /// <summary>How long what the server has sent may be on its way here, when it is not known whether it has sent anything.</summary>
    internal static readonly TimeSpan TimeForReturning = 3 * PauseBetweenTries;

    private readonly Dictionary<ulong, BeanstalkDelivery> _held = [];

    /// <summary>Of deliveries that are over and were not lost: a source with its registrations would be most of what a delivery costs.</summary>
    private readonly Stack<CancellationTokenSource> _spareSources = new();

    /// <summary>
    /// A connection that holds jobs, has room for more, and is still used. It counts as holding one more, so that nobody waits over it meanwhile.
    /// </summary>
    /// <param name="closed">The tubes that it must leave out: this very collection.</param>
    internal ConsumerConnection? EnterHolder(IReadOnlyCollection<TubeName> closed)
    {
        lock (_lock)
        {
            foreach (var holder in _holders)
            {
                if (holder.Held < Rotation.MostHeld && ReferenceEquals(holder.Closed, closed))
                {
                    holder.Held++;
                    return holder;
                }
            }

            return null;
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
    /// <returns>
    /// Null if it is still here, since its connection was lost or its time-to-run was over: then its handler goes on with it, or it is done and is removed. To run
    /// another beside it would help nobody.
    /// </returns>
    [SuppressMessage("Reliability", "CA2000", Justification = "The delivery has the source, and gives it back.")]
    internal async ValueTask<BeanstalkDelivery?> DeliverAsync(ConsumerConnection connection, ReservedJob job)
    {
        BeanstalkDelivery? before;
        lock (_lock)
        {
            before = _held.GetValueOrDefault(job.Id);
            if (before is not null && !connection.IsWithServerOf(before.Connection))
            {
                before = null;
            }

            before?.BeginReturn();
        }

        if (before is not null)
        {
            if (await TryReturnAsync(before, connection).ConfigureAwait(false))
            {
                return null;
            }
        }
        else if (connection.HasJustSettled(job.Id) && !await SucceedsAsync(connection.TouchAsync(job.Id, CancellationToken.None)).ConfigureAwait(false))
        {
            await LetGoAsync(connection).ConfigureAwait(false);
            return null;
        }

        BeanstalkDelivery delivery;
        bool over;
        lock (_lock)
        {
            delivery = new BeanstalkDelivery(connection, job, _spareSources.TryPop(out var source) ? source : new CancellationTokenSource());
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
    /// <param name="patience">How long to wait. What is known to be coming is always waited for.</param>
    /// <param name="cancellationToken">Ends the patience.</param>
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

                if (delivery.Returned is { IsCompleted: false } returned)
                {
                    more = returned;
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

    /// <summary>A delivery is over.</summary>
    internal Task ForgetAsync(BeanstalkDelivery delivery, bool settled)
    {
        var source = delivery.TakeSource();
        lock (_lock)
        {
            if (_held.GetValueOrDefault(delivery.Id.Number) == delivery)
            {
                _held.Remove(delivery.Id.Number);
            }

            if (_spareSources.Count < MostSpare && source.TryReset())
            {
                _spareSources.Push(source);
            }
        }

        return LetGoAsync(delivery.Connection, settled ? null : delivery.Id.Number);
    }

    /// <summary>A job no longer concerns a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="unsettled">
    /// The job if it was not settled: the connection is closed, to give it back; at once, or if it holds other jobs, when they are settled. Until then it stays held.
    /// </param>
    internal Task LetGoAsync(ConsumerConnection connection, ulong? unsettled = null)
    {
        lock (_lock)
        {
            connection.Held--;
            connection.IsRetired |= unsettled is not null;
            if (connection.Held == 0 || connection.IsRetired)
            {
                _holders.Remove(connection);
            }

            if (connection.Held > 0)
            {
                if (unsettled is { } job)
                {
                    _ = HoldOnAsync(connection, job);
                }

                return Task.CompletedTask;
            }
        }

        return connection.IsRetired ? CloseAsync(connection) : ReturnAsync(connection);
    }

    /// <summary>Touches a job until its connection is closed and gives it back: were its time-to-run over before, that would count as a failure.</summary>
    private async Task HoldOnAsync(ConsumerConnection connection, ulong job)
    {
        try
        {
            while (await connection.StatsAsync(job, connection.Lost).ConfigureAwait(false) is { } stats
                && await connection.TouchAsync(job, connection.Lost).ConfigureAwait(false))
            {
                await Task.Delay(Heartbeat.PauseIn(stats.TimeToRun), time, connection.Lost).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is BrokerException or OperationCanceledException)
        {
            // That is the end of the connection.
        }
    }

    /// <summary>Asks for the next job of all tubes over a connection that is just settling one.</summary>
    internal void AskAhead(ConsumerConnection holder)
    {
        if (ReferenceEquals(holder.Closed, ConsumerConnection.NoTubes))
        {
            OfAllTubes().AskAhead(holder);
        }
    }
}
