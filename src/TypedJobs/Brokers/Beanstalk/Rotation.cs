using System.Diagnostics.CodeAnalysis;
using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// Shares few connections among many receives. One connection that holds no job waits in the server for all of them. A job makes it a holder: from then on
/// only what is answered at once goes over it, settlements and touches and reserves that do not wait, and so nothing ever stands behind a reserve that
/// does. While jobs come, receives take theirs over the holders; when there are none left, the next idle connection waits. Nothing polls.
/// </summary>
/// <param name="consumer">Has the connections.</param>
/// <param name="closed">The tubes from which no job may come. Its holders are those that were given this very collection.</param>
/// <param name="time">The clock.</param>
[SuppressMessage("Usage", "CA2213", Justification = "The source belongs to the loop that waits, which disposes it.")]
internal sealed class Rotation(BeanstalkConsumer consumer, IReadOnlyCollection<TubeName> closed, TimeProvider time) : IDisposable
{
    /// <summary>A server's work for each command on a connection grows with the jobs that the connection holds.</summary>
    public const int MostHeld = 256;

    /// <summary>Each job that comes lets two more be asked for: a full tube is soon at work in all slots, and a single job costs two questions.</summary>
    private const int TriesAJob = 2;

    private readonly Lock _lock = new();
    private readonly LinkedList<Receiver> _receivers = [];
    private readonly Queue<IJobDelivery> _surplus = new();
    private CancellationTokenSource? _waiter;
    private int _tries;
    private bool _disposed;

    public async ValueTask<IJobDelivery?> ReceiveAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var receiver = new Receiver { Since = time.GetTimestamp(), Patience = patience };
        bool emptyFor;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(BeanstalkConsumer));
            if (_surplus.TryDequeue(out var delivery))
            {
                return delivery;
            }

            _receivers.AddLast(receiver.Place);

            // While one waits in the server there is nothing to be had.
            emptyFor = _waiter is not null;
        }

        using var registration = cancellationToken.UnsafeRegister((_, token) => Cancel(receiver, token), null);
        if (!emptyFor)
        {
            Ask();
        }

        return await receiver.Delivered.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Asks for the job that somebody is about to receive, in one go with what settles the last one. While one waits in the server there is none to be had.
    /// </summary>
    /// <param name="holder">The connection that what settles the last one goes over.</param>
    public void AskAhead(ConsumerConnection holder)
    {
        lock (_lock)
        {
            if (_disposed || _waiter is not null || _surplus.Count > 0 || !consumer.TryEnter(holder))
            {
                return;
            }

            _tries++;
        }

        _ = TryAsync(holder, isAhead: true);
    }

    /// <summary>Fails the receives that wait.</summary>
    public void Dispose()
    {
        Receiver[] left;
        CancellationTokenSource? waiter;
        lock (_lock)
        {
            _disposed = true;
            left = [.. _receivers];
            _receivers.Clear();
            waiter = _waiter;
        }

        waiter?.Cancel();
        foreach (var receiver in left)
        {
            receiver.Delivered.TrySetException(new ObjectDisposedException(typeof(BeanstalkConsumer).FullName));
        }
    }

    /// <summary>Asks for jobs for those who have none: over a connection that holds some, or else by waiting for them.</summary>
    private void Ask()
    {
        for (var tries = 0; tries < TriesAJob; tries++)
        {
            lock (_lock)
            {
                // What waits in the server asks for one of them.
                if (_disposed || _receivers.Count <= _tries + (_waiter is null ? 0 : 1))
                {
                    return;
                }

                _tries++;
            }

            if (consumer.EnterHolder(closed) is not { } holder)
            {
                lock (_lock)
                {
                    _tries--;
                }

                Wait();
                return;
            }

            _ = TryAsync(holder, isAhead: false);
        }
    }

    private async Task TryAsync(ConsumerConnection holder, bool isAhead)
    {
        ReservedJob? job = null;
        try
        {
            job = await holder.ReserveNowAsync().ConfigureAwait(false);
        }
        catch (BrokerException exception)
        {
            consumer.ReportLoss(exception);
            await consumer.CloseAsync(holder).ConfigureAwait(false);
        }

        if (job is not null)
        {
            var delivery = await consumer.DeliverAsync(holder, job).ConfigureAwait(false);
            await HandOverAsync(delivery, keeps: isAhead || !holder.HoldsOnlyOne, waiter: null).ConfigureAwait(false);
            Ask();
        }
        else
        {
            lock (_lock)
            {
                _tries--;
            }

            await consumer.LetGoAsync(holder, settled: true).ConfigureAwait(false);
            Wait();
        }
    }

    /// <summary>Lets one wait in the server, if somebody wants a job and nobody does.</summary>
    private void Wait()
    {
        CancellationTokenSource waiter;
        lock (_lock)
        {
            if (_disposed || _waiter is not null || _receivers.Count <= _tries)
            {
                return;
            }

            waiter = _waiter = new CancellationTokenSource();
        }

        _ = WaitAsync(waiter);
    }

    private async Task WaitAsync(CancellationTokenSource waiter)
    {
        var losses = 0;
        try
        {
            while (NextPatience() is { } patience)
            {
                var connection = await consumer.TakeAsync(waiter.Token).ConfigureAwait(false);
                try
                {
                    if (await connection.ReserveAsync(closed, patience, waiter.Token).ConfigureAwait(false) is not { } job)
                    {
                        await consumer.ReturnAsync(connection).ConfigureAwait(false);
                        Expire();
                        continue;
                    }

                    consumer.Hold(connection);
                    var delivery = await consumer.DeliverAsync(connection, job).ConfigureAwait(false);
                    await HandOverAsync(delivery, keeps: !connection.HoldsOnlyOne, waiter).ConfigureAwait(false);
                    Ask();
                    return;
                }
                catch (BrokerException exception)
                {
                    consumer.ReportLoss(exception);
                    await consumer.CloseAsync(connection).ConfigureAwait(false);
                    if (++losses > 1)
                    {
                        // It connects and breaks again at once: no reason to hurry.
                        await Task.Delay(BeanstalkConsumer.PauseAfter(losses), time, waiter.Token).ConfigureAwait(false);
                    }
                }
                catch (OperationCanceledException)
                {
                    // A job that may have come in the same moment goes back with the connection.
                    await consumer.CloseAsync(connection).ConfigureAwait(false);
                    throw;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // Nobody wanted a job any more. Somebody may again.
        }
        finally
        {
            EndWaiting(waiter);
            waiter.Dispose();
        }

        Wait();
    }

    private void EndWaiting(CancellationTokenSource waiter)
    {
        lock (_lock)
        {
            if (_waiter == waiter)
            {
                _waiter = null;
            }
        }
    }

    /// <summary>Gives a job to somebody who wants one, and ends what asked for it in the same moment: in between, others would ask for the same receive.</summary>
    /// <param name="delivery">The job; null if it was gone before it could be delivered.</param>
    /// <param name="keeps">
    /// Whether it is kept for the next receive if nobody does now: somebody is about to come, or its connection cannot be closed under others. To release it
    /// would count as a failure.
    /// </param>
    /// <param name="waiter">What waited in the server; null if it was one of the tries.</param>
    private async Task HandOverAsync(BeanstalkDelivery? delivery, bool keeps, CancellationTokenSource? waiter)
    {
        Receiver? receiver;
        lock (_lock)
        {
            if (waiter is null)
            {
                _tries--;
            }
            else if (_waiter == waiter)
            {
                _waiter = null;
            }

            if (delivery is null)
            {
                return;
            }

            receiver = _receivers.First?.Value;
            if (receiver is not null)
            {
                _receivers.RemoveFirst();
            }
            else if (keeps)
            {
                _surplus.Enqueue(delivery);
                return;
            }
        }

        if (receiver is not null)
        {
            receiver.Delivered.SetResult(delivery);
        }
        else
        {
            await delivery.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>How long the server may wait; null if nobody wants a job.</summary>
    private TimeSpan? NextPatience()
    {
        lock (_lock)
        {
            if (_disposed || _receivers.Count == 0)
            {
                return null;
            }

            var least = _receivers.Min(receiver => receiver.Patience - time.GetElapsedTime(receiver.Since));
            least = least > TimeSpan.Zero ? least : TimeSpan.Zero;
            return least < ConsumerConnection.LongestReserve ? least : ConsumerConnection.LongestReserve;
        }
    }

    /// <summary>Tells those who have waited long enough that there is no job. Those for whom one is being asked still wait for that answer.</summary>
    private void Expire()
    {
        List<Receiver> expired;
        lock (_lock)
        {
            expired = [.. _receivers.Where(receiver => time.GetElapsedTime(receiver.Since) >= receiver.Patience).Take(_receivers.Count - _tries)];
            expired.ForEach(receiver => _receivers.Remove(receiver.Place));
        }

        expired.ForEach(static receiver => receiver.Delivered.SetResult(null));
    }

    private void Cancel(Receiver receiver, CancellationToken token)
    {
        CancellationTokenSource? unwanted = null;
        lock (_lock)
        {
            if (receiver.Place.List is null)
            {
                return;
            }

            _receivers.Remove(receiver.Place);
            if (_receivers.Count == 0)
            {
                unwanted = _waiter;
            }
        }

        receiver.Delivered.SetCanceled(token);
        try
        {
            unwanted?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    private sealed class Receiver
    {
        public Receiver() => Place = new(this);

        public LinkedListNode<Receiver> Place { get; }

        public required long Since { get; init; }

        public required TimeSpan Patience { get; init; }

        public TaskCompletionSource<IJobDelivery?> Delivered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
