using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>Ends waits when their time is over or their caller has cancelled. Sources that did not have to are used again: a timer and a source each would be most of what a put costs.</summary>
internal sealed class Deadlines(TimeProvider time)
{
    /// <summary>More are seldom of use at once.</summary>
    private const int MostSpare = 1024;

    private readonly ConcurrentQueue<CancellationTokenSource> _spare = new();

    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever disposes the deadline disposes its source, or keeps it.")]
    public Deadline Begin(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_spare.TryDequeue(out var source))
        {
            source.CancelAfter(timeout);
        }
        else
        {
            source = new CancellationTokenSource(timeout, time);
        }

        var caller = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
        return new Deadline(this, source, caller, cancellationToken.CanBeCanceled);
    }

    private void End(CancellationTokenSource source)
    {
        if (_spare.Count < MostSpare && source.TryReset())
        {
            _spare.Enqueue(source);
        }
        else
        {
            source.Dispose();
        }
    }

    /// <summary>The end of one wait.</summary>
    internal readonly struct Deadline(Deadlines owner, CancellationTokenSource source, CancellationTokenRegistration caller, bool hasCaller) : IDisposable
    {
        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            if (!hasCaller || caller.Unregister())
            {
                owner.End(source);
            }
        }
    }
}
