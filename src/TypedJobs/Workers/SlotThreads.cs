using System.Diagnostics.CodeAnalysis;

namespace TypedJobs.Workers;

/// <summary>
/// Threads of the pool for the slots of a worker that runs, if its handlers block theirs or compute. The pool adds threads only slowly: as soon as more slots
/// were busy so than there are processors, nothing would touch the jobs in time, and they would be run again elsewhere while they still run here. So a
/// thread of its own looks now and then whether the pool has come to a standstill with all threads that it may have at once; each time that it has, it may have as many more as there are
/// slots, up to a bound: handlers that were left behind keep theirs, but what else an application may block is its own. Where handlers wait asynchronously that never happens, and nothing is changed: more threads than needed would only slow them down.
/// </summary>
[SuppressMessage("Usage", "CA2213", Justification = "An event without a wait handle holds nothing, and the thread may still look at it.")]
internal sealed class SlotThreads : IDisposable
{
    /// <summary>Less than a third of the shortest time-to-run.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>How often the slots can all be left behind.</summary>
    private const int MostTimes = 8;

    private const int StackSize = 128 * 1024;

    private static readonly Lock Changing = new();

    private readonly ManualResetEventSlim _ended = new();
    private readonly int _slots;

    /// <param name="slots">How many slots there are.</param>
    public SlotThreads(int slots)
    {
        _slots = slots;
        new Thread(Watch, StackSize) { IsBackground = true, Name = "TypedJobs threads" }.Start();
    }

    public void Dispose() => _ended.Set();

    private void Watch()
    {
        var added = 0;
        var done = ThreadPool.CompletedWorkItemCount;
        while (!_ended.Wait(Interval))
        {
            var before = done;
            done = ThreadPool.CompletedWorkItemCount;
            if (done == before && ThreadPool.PendingWorkItemCount > 0 && HasAllThreads())
            {
                added += Change(Math.Min(_slots, (MostTimes * _slots) - added));
            }
        }

        Change(-added);
    }

    /// <summary>Whether the pool would add more only slowly. Where it has fewer, more would not help it.</summary>
    private static bool HasAllThreads()
    {
        ThreadPool.GetMinThreads(out var threads, out _);
        return ThreadPool.ThreadCount >= threads;
    }

    /// <returns>By how much it was changed: there is a bound.</returns>
    private static int Change(int by)
    {
        lock (Changing)
        {
            ThreadPool.GetMinThreads(out var threads, out var completions);
            ThreadPool.GetMaxThreads(out var most, out _);
            var changed = Math.Clamp(threads + by, 1, most);
            ThreadPool.SetMinThreads(changed, completions);
            return changed - threads;
        }
    }
}
