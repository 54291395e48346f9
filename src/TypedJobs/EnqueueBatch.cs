using System.Runtime.ExceptionServices;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers;

namespace TypedJobs;

/// <summary>
/// The puts of one batch, their answers taken in order. The first one goes alone: it finds out whether the broker is there, and it connects, so that the
/// others keep their order. Those go in windows, each sent together, and two of them on their way at once, so that the broker has the next one before it is
/// through with the last. After a failure no further window is begun; those on their way are waited for.
/// </summary>
/// <param name="count">How many jobs the batch has.</param>
internal sealed class EnqueueBatch(int count)
{
    /// <summary>Two of them are what keeps a server busy; more would only wait there.</summary>
    private const int Window = 128;

    private readonly JobId?[] _ids = new JobId?[count];
    private readonly Queue<Task<JobId>> _inFlight = new(Math.Min(count, 2 * Window));
    private int _answered;
    private Exception? _failure;
    private int _failedAt;
    private BrokerOutcome _outcome;

    /// <summary>Whether a put has failed.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>How many puts the next window has at most.</summary>
    public int NextWindow => _answered == 0 ? 1 : Window;

    /// <summary>Takes the batch's next put.</summary>
    public void Add(Task<JobId> put) => _inFlight.Enqueue(put);

    /// <summary>Waits until the next window may go.</summary>
    public async ValueTask MakeRoomAsync()
    {
        while (_inFlight.Count > (_answered == 0 ? 0 : Window))
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
            var outcome = OutcomeOf(exception);
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

    private static BrokerOutcome OutcomeOf(Exception exception)
        => exception switch
        {
            BrokerException broker => broker.Outcome,
            CommandCanceledException { Outcome: CommandOutcome.NotSent } => BrokerOutcome.NotSent,
            OperationCanceledException => BrokerOutcome.Unknown,

            // It came before the broker was asked: the job could not be written.
            _ => BrokerOutcome.NotSent,
        };
}
