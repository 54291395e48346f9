using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
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

    /// <summary>Whether the thread is still with whoever asks: that must not wait for what a slot does with its job.</summary>
    [ThreadStatic]
    private static bool _isTrying;

    private readonly Lock _lock = new();
    private readonly WaitingReceives _receives = new(time);
    private readonly Queue<IJobDelivery> _surplus = new();
    private CancellationTokenSource? _waiter;
    private TaskCompletionSource? _leftover;
    private int _tries;
    private bool _disposed;

    /// <summary>The tubes from which no job may come.</summary>
    public IReadOnlyCollection<TubeName> Closed => closed;

    public ValueTask<IJobDelivery?> ReceiveAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<IJobDelivery?>(cancellationToken);
        }

        WaitingReceives.Receive receive;
        bool isEmpty;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(BeanstalkConsumer));
            if (_surplus.Count > 0)
            {
                return new(_surplus.Dequeue());
            }

            receive = _receives.Add(this, patience);

            // While one waits in the server there is nothing to be had.
            isEmpty = _waiter is not null;
        }

        receive.Cancellation = cancellationToken.UnsafeRegister(static (receive, token) => ((WaitingReceives.Receive)receive!).Cancel(token), receive);
        if (!isEmpty)
        {
            Ask();
        }

        return receive.Delivered;
    }

    /// <summary>Takes a job that came, or still comes, for a receive that is not there any more; null if there is none.</summary>
    public async ValueTask<IJobDelivery?> ReceiveLeftoverAsync()
    {
        while (true)
        {
            Task answered;
            lock (_lock)
            {
                if (!_disposed && _surplus.TryDequeue(out var delivery))
                {
                    return delivery;
                }

                // What is asked for others is theirs.
                if (_disposed || _tries <= _receives.Count)
                {
                    return null;
                }

                answered = (_leftover ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await answered.ConfigureAwait(false);
        }
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

        Try(holder, isAhead: true);
    }

    /// <summary>Fails the receives that wait.</summary>
    public void Dispose()
    {
        List<WaitingReceives.Receive> left;
        CancellationTokenSource? waiter;
        lock (_lock)
        {
            _disposed = true;
            left = _receives.TakeAll();
            _leftover?.SetResult();
            _leftover = null;
            waiter = _waiter;
        }

        End(waiter);
        foreach (var receive in left)
        {
            receive.Fail(new ObjectDisposedException(typeof(BeanstalkConsumer).FullName));
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
                if (_disposed || _receives.Count <= _tries + (_waiter is null ? 0 : 1))
                {
                    return;
                }

                _tries++;
            }

            if (consumer.EnterHolder(closed) is not { } holder)
            {
                lock (_lock)
                {
                    EndTryWithLock();
                }

                Wait();
                return;
            }

            Try(holder, isAhead: false);
        }
    }

    private void Try(ConsumerConnection holder, bool isAhead)
    {
        var before = _isTrying;
        _isTrying = true;
        Unawaited.Run(TryAsync(holder, isAhead));
        _isTrying = before;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask TryAsync(ConsumerConnection holder, bool isAhead)
    {
        ReservedJob? job = null;
        try
        {
            job = (await holder.ReserveNowAsync().ConfigureAwait(false)).Job;
        }
        catch (BrokerException exception) when (exception.Outcome == BrokerOutcome.Answered)
        {
            // The server has no memory, say. That is no reason to let go of the jobs that the connection holds.
        }
        catch (BrokerException exception)
        {
            consumer.ReportLoss(exception);
            await consumer.CloseAsync(holder).ConfigureAwait(false);
        }

        if (job is not null)
        {
            var delivery = await consumer.DeliverAsync(holder, job).ConfigureAwait(false);
            var receive = await AssignAsync(delivery, keeps: isAhead || !holder.HoldsOnlyOne, waiter: null).ConfigureAwait(false);
            Ask();

            // Whoever receives goes on on this thread, which has nothing else to do, unless the answer was there before anybody waited for it.
            receive?.Deliver(delivery, here: !_isTrying);
        }
        else
        {
            lock (_lock)
            {
                EndTryWithLock();
            }

            await consumer.LetGoAsync(holder).ConfigureAwait(false);
            Wait();
        }
    }

    private void EndTryWithLock()
    {
        _tries--;
        _leftover?.SetResult();
        _leftover = null;
    }

    /// <summary>Lets one wait in the server, if somebody wants a job and nobody does.</summary>
    private void Wait()
    {
        CancellationTokenSource waiter;
        lock (_lock)
        {
            if (_disposed || _waiter is not null || _receives.Count <= _tries)
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
                    var reserved = await connection.ReserveAsync(closed, patience, waiter.Token).ConfigureAwait(false);
                    losses = 0;
                    if (reserved is not { } job)
                    {
                        await consumer.ReturnAsync(connection).ConfigureAwait(false);
                        Expire();
                        continue;
                    }

                    consumer.Hold(connection);
                    var delivery = await consumer.DeliverAsync(connection, job).ConfigureAwait(false);
                    var receive = await AssignAsync(delivery, keeps: !connection.HoldsOnlyOne, waiter).ConfigureAwait(false);
                    receive?.Deliver(delivery, here: false);
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
                catch
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
#pragma warning disable CA1031 // Whatever it was, receives are waiting, and nobody else asks for them.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            consumer.ReportLoss(exception);
            await Task.Delay(BeanstalkConsumer.PauseAfter(1), time).ConfigureAwait(false);
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

    /// <summary>Finds somebody who wants a job, and ends what asked for it in the same moment: in between, others would ask for the same receive.</summary>
    /// <param name="delivery">The job; null if it was gone before it could be delivered.</param>
    /// <param name="keeps">
    /// Whether it is kept for the next receive if nobody does now: somebody is about to come, or its connection cannot be closed under others. To release it
    /// would count as a failure.
    /// </param>
    /// <param name="waiter">What waited in the server; null if it was one of the tries.</param>
    /// <returns>The receive that the job is to be delivered to; null if nobody gets it now.</returns>
    private async ValueTask<WaitingReceives.Receive?> AssignAsync(BeanstalkDelivery? delivery, bool keeps, CancellationTokenSource? waiter)
    {
        WaitingReceives.Receive? receive;
        lock (_lock)
        {
            if (waiter is null)
            {
                EndTryWithLock();
            }
            else if (_waiter == waiter)
            {
                _waiter = null;
            }

            if (delivery is null)
            {
                return null;
            }

            receive = _receives.TakeFirst();
            if (receive is null && keeps)
            {
                _surplus.Enqueue(delivery);
                return null;
            }
        }

        if (receive is null)
        {
            await delivery.DisposeAsync().ConfigureAwait(false);
        }

        return receive;
    }

    /// <summary>How long the server may wait; null if nobody wants a job.</summary>
    private TimeSpan? NextPatience()
    {
        lock (_lock)
        {
            var least = _disposed ? null : _receives.LeastPatience();
            return least > ConsumerConnection.LongestReserve ? ConsumerConnection.LongestReserve : least;
        }
    }

    /// <summary>Tells those who have waited long enough that there is no job. Those for whom one is being asked still wait for that answer.</summary>
    private void Expire()
    {
        List<WaitingReceives.Receive> expired;
        lock (_lock)
        {
            expired = _receives.TakeExpired(_receives.Count - _tries);
        }

        expired.ForEach(static receive => receive.Deliver(delivery: null, here: false));
    }

    /// <summary>Tells one of those who wait that there is no job, since it may look elsewhere; not one for whom a job is being asked: that would be given back.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TrySendOn()
    {
        WaitingReceives.Receive? receive;
        lock (_lock)
        {
            receive = _receives.Count > _tries + (_waiter is null ? 0 : 1) ? _receives.TakeFirst() : null;
        }

        receive?.Deliver(delivery: null, here: false);
        return receive is not null;
    }

    /// <summary>The caller of a receive has gone.</summary>
    public void Cancel(WaitingReceives.Receive receive, CancellationToken token)
    {
        CancellationTokenSource? unwanted = null;
        lock (_lock)
        {
            if (!_receives.Remove(receive))
            {
                return;
            }

            if (_receives.Count == 0)
            {
                unwanted = _waiter;
            }
        }

        receive.Fail(new OperationCanceledException(token));
        End(unwanted);
    }

    /// <summary>Ends what waits in the server.</summary>
    private static void End(CancellationTokenSource? waiter)
    {
        try
        {
            waiter?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>A receive has its answer, and nothing refers to it any more.</summary>
    public void TakeBack(WaitingReceives.Receive receive)
    {
        lock (_lock)
        {
            _receives.TakeBack(receive);
        }
    }
}
