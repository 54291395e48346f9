using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace TypedJobs;

/// <summary>Lets something run that nobody waits for. Its result is taken all the same: what keeps its state in a pool gives it back only then.</summary>
internal sealed class Unawaited
{
    private static readonly ConcurrentQueue<Unawaited> Spare = new();

    private readonly Action _end;
    private ValueTask _running;

    private Unawaited() => _end = End;

    public static void Run(ValueTask running)
    {
        if (!Spare.TryDequeue(out var unawaited))
        {
            unawaited = new Unawaited();
        }

        unawaited._running = running;
        var awaiter = running.ConfigureAwait(false).GetAwaiter();
        if (awaiter.IsCompleted)
        {
            unawaited.End();
        }
        else
        {
            awaiter.UnsafeOnCompleted(unawaited._end);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "As with a task that nobody waits for.")]
    private void End()
    {
        var running = _running;
        _running = default;
        try
        {
            running.GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            // Nobody asked.
        }

        Spare.Enqueue(this);
    }
}
