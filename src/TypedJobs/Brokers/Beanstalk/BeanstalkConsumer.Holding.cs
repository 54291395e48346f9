using System.Diagnostics.CodeAnalysis;
using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <content>Which connection holds which job.</content>
internal sealed partial class BeanstalkConsumer
{
    /// <summary>As many as a few connections hold: more are seldom held at once.</summary>
    private const int MostSpare = 1024;

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
