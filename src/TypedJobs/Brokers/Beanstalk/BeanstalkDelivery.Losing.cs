namespace TypedJobs.Brokers.Beanstalk;

/// <content>That it is lost, that it is held anew, and that it comes again while it is still here: what its consumer does to it.</content>
internal sealed partial class BeanstalkDelivery
{
    /// <summary>Whether its connection is lost and nobody knows yet whether there will be another. Changed under the consumer's lock.</summary>
    public bool IsOrphan => Orphaned is { Task.IsCompleted: false };

    /// <summary>How often a connection has come to hold the job anew. Changed under the consumer's lock.</summary>
    public int Returns => Volatile.Read(ref _trouble)?.Returns ?? 0;

    /// <summary>Ends when it is known what becomes of the job that has come again; null if it never has.</summary>
    public Task? Returned => Volatile.Read(ref _trouble)?.Returned?.Task;

    /// <summary>Whether its job is done, and its connection has not said that it is somebody else's. Read under the consumer's lock.</summary>
    public bool IsToBeRemoved => _settlement == Settlement.Completion && !Volatile.Read(ref _missed);

    /// <summary>
    /// Ends when the command that releases or buries the job is answered; null if there is none. Where its time-to-run was over, the job may have come again over the same
    /// connection, and that is what the command finds then.
    /// </summary>
    public Task? PutBack
    {
        get
        {
            if (_settlement != Settlement.PutBack)
            {
                return null;
            }

            var over = InTrouble().PutBack;
            if (_isPutBack)
            {
                over.TrySetResult();
            }

            return over.Task;
        }
    }

    /// <summary>Whether the job has been removed for this delivery.</summary>
    public bool IsRemoved
    {
        get => Volatile.Read(ref _trouble)?.IsRemoved ?? false;
        set => InTrouble().IsRemoved = value;
    }

    /// <summary>Completed when it is known what becomes of an orphan; null for a job that has not become one.</summary>
    private TaskCompletionSource? Orphaned => Volatile.Read(ref _trouble)?.Orphaned;

    /// <summary>Its connection is lost. Called under the consumer's lock.</summary>
    /// <returns>Whether that matters: what settles a job sees for itself.</returns>
    public bool TryOrphan()
    {
        if (_settlement != Settlement.None || Volatile.Read(ref _disposed))
        {
            return false;
        }

        InTrouble().Orphaned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return true;
    }

    /// <summary>A connection holds it anew. Called under the consumer's lock.</summary>
    /// <returns>Whether its handler goes on: not if it knows already that its job was lost, or has ended.</returns>
    public bool TryMoveTo(ConsumerConnection connection)
    {
        if (_isGivenUp)
        {
            return false;
        }

        var orphaned = Orphaned;
        var isOrphan = orphaned is { Task.IsCompleted: false };
        if (!isOrphan && (Lost.IsCancellationRequested || Volatile.Read(ref _missed) || _settlement != Settlement.None || Volatile.Read(ref _disposed)))
        {
            return false;
        }

        Volatile.Write(ref _connection, connection);
        InTrouble().Returns++;
        orphaned?.TrySetResult();
        return true;
    }

    /// <summary>No connection has taken an orphan. Called under the consumer's lock.</summary>
    /// <returns>Whether it is lost, and none can take it any more.</returns>
    public bool TryGiveUp() => _isGivenUp = IsOrphan;

    /// <summary>Its job has come over another connection. Called under the consumer's lock.</summary>
    public void BeginReturn()
    {
        if (Returned is not { IsCompleted: false })
        {
            InTrouble().Returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>It is known what becomes of that.</summary>
    public void EndReturn() => InTrouble().Returned!.TrySetResult();

    /// <summary>The job is somebody else's. Called under the consumer's lock.</summary>
    public void Miss() => Volatile.Write(ref _missed, true);

    /// <summary>Whoever has the source of <see cref="Lost"/> decides what becomes of it: it is cancelled once, or another delivery's. There is none to be had a second time.</summary>
    public CancellationTokenSource TakeSource() => Interlocked.Exchange(ref _lost, Over);

    /// <summary>It is held no longer.</summary>
    public void Lose()
    {
        TakeSource().Cancel();
        Orphaned?.TrySetResult();
    }
}
