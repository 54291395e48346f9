namespace TypedJobs.Workers;

/// <summary>
/// Keeps kinds of jobs within their own concurrency, so that a slow kind cannot take all slots. A slot that waits for jobs holds a place of
/// each limited kind that has one left, and leaves the tubes of the others alone; so what comes has a place already. When a job has come, the
/// slot keeps the place of its kind and gives back the others.
/// </summary>
internal sealed class ConcurrencyLimits
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _free;
    private readonly ILookup<string, string> _tubes;
    private TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="contracts">All jobs of the worker.</param>
    public ConcurrencyLimits(IReadOnlyList<JobContract> contracts)
    {
        _tubes = contracts.ToLookup(static contract => contract.Kind, static contract => contract.Tube, StringComparer.Ordinal);
        _free = contracts.Where(static contract => contract.MaxConcurrency is not null)
            .DistinctBy(static contract => contract.Kind, StringComparer.Ordinal)
            .ToDictionary(static contract => contract.Kind, static contract => contract.MaxConcurrency!.Value, StringComparer.Ordinal);
    }

    /// <summary>Takes a place of each kind that has one; waits while there is no tube left to take jobs from.</summary>
    /// <param name="reopen">Called with the tubes of the places that a slot gives back while it is busy: others may have waited for one of them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<Places> TakeAsync(Action<IReadOnlyCollection<string>> reopen, CancellationToken cancellationToken)
    {
        while (_free.Count > 0)
        {
            Task returned;
            lock (_lock)
            {
                var taken = _free.Where(static kind => kind.Value > 0).Select(static kind => kind.Key).ToHashSet(StringComparer.Ordinal);
                if (taken.Count > 0 || _free.Count < _tubes.Count)
                {
                    foreach (var kind in taken)
                    {
                        _free[kind]--;
                    }

                    return new Places(this, taken, [.. _free.Keys.Where(kind => !taken.Contains(kind)).SelectMany(kind => _tubes[kind])], reopen);
                }

                returned = _returned.Task;
            }

            await returned.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return Places.Unlimited;
    }

    private void Return(IEnumerable<string> kinds)
    {
        TaskCompletionSource returned;
        lock (_lock)
        {
            foreach (var kind in kinds)
            {
                _free[kind]++;
            }

            returned = _returned;
            _returned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        returned.SetResult();
    }

    /// <summary>The places that one slot holds. Used by one thread at a time.</summary>
    /// <param name="limits">Where they come from; null if nothing is limited.</param>
    /// <param name="held">The kinds of which it holds a place.</param>
    /// <param name="closed">The tubes of those kinds of which there was none left.</param>
    /// <param name="reopen">Called with the tubes of the places that are given back while the slot is busy.</param>
    internal sealed class Places(ConcurrencyLimits? limits, HashSet<string> held, IReadOnlyCollection<string> closed, Action<IReadOnlyCollection<string>> reopen) : IDisposable
    {
        public static Places Unlimited { get; } = new(limits: null, [], [], static _ => { });

        /// <summary>Whether they are no limit: the slot's next job may come from all tubes as well.</summary>
        public bool AreUnlimited => limits is null;

        /// <summary>The tubes from which no job may come.</summary>
        public IReadOnlyCollection<string> Closed { get; } = closed;

        /// <summary>Gives back all but the place of one kind.</summary>
        public void KeepOnly(string kind)
        {
            if (limits is not null)
            {
                var keeps = held.Remove(kind);
                limits.Return(held);
                var reopened = held.SelectMany(other => limits._tubes[other]).ToList();
                held.Clear();
                if (keeps)
                {
                    held.Add(kind);
                }

                if (reopened.Count > 0)
                {
                    reopen(reopened);
                }
            }
        }

        /// <summary>Gives back what it still holds.</summary>
        public void Dispose()
        {
            if (held.Count > 0)
            {
                limits!.Return(held);
                held.Clear();
            }
        }
    }
}
