using System.Runtime.ExceptionServices;
using TypedJobs.Brokers;

namespace TypedJobs;

/// <summary>
/// The puts of one batch, many on their way at once, their answers taken in order. The first one goes alone: it finds out whether the broker is there,
/// and it connects, so that the others keep their order. After a failure no further put is begun; those on their way are waited for.
/// </summary>
/// <param name="count">How many jobs the batch has.</param>
internal sealed class EnqueueBatch(int count)
{
    /// <summary>Enough to keep a server busy; more would only wait there.</summary>
    private const int Window = 256;

    private readonly JobId?[] _ids = new JobId?[count];
    private readonly Queue<Task<JobId>> _inFlight = new(Math.Min(count, Window));
    private int _answered;
    private Exception? _failure;
    private int _failedAt;
    private BrokerOutcome _outcome;

    /// <summary>Whether a put has failed.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>Takes the batch's next put, and waits while too many are on their way.</summary>
    public async ValueTask AddAsync(Task<JobId> put)
    {
        _inFlight.Enqueue(put);
        if (_answered == 0 || _inFlight.Count == Window)
        {
            await TakeAnswerAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The ids of all, once all are answered.</summary>
    public async ValueTask<IReadOnlyList<JobId>> FinishAsync()
    {
        while (_inFlight.Count > 0)
        {
            await TakeAnswerAsync().ConfigureAwait(false);
        }

        if (_failure is OperationCanceledException)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        if (_failure is not null)
        {
            var enqueued = _ids.Count(static id => id is not null);
            throw new BatchEnqueueException(
                $"{enqueued} of the {_ids.Length} jobs are known to be enqueued; {nameof(BatchEnqueueException.Ids)} tells which. Job {_failedAt}, the first that is not: {_failure.Message}",
                _outcome,
                _ids,
                _failure);
        }

        return Array.ConvertAll(_ids, static id => id!.Value);
    }

    private async ValueTask TakeAnswerAsync()
    {
        try
        {
            _ids[_answered] = await _inFlight.Dequeue().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, the caller gets it with the ids of the jobs that are enqueued.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // What is no broker's exception came before the broker was asked: the job could not be written.
            var outcome = exception is BrokerException broker ? broker.Outcome : BrokerOutcome.NotSent;
            if (_failure is null)
            {
                (_failure, _failedAt, _outcome) = (exception, _answered, outcome);
            }
            else if (outcome == BrokerOutcome.Unknown)
            {
                _outcome = outcome;
            }
        }

        _answered++;
    }
}
