namespace TypedJobs.Workers;

/// <summary>
/// Threads of the pool for the slots of a worker that runs. Many a handler blocks its thread or computes, and the pool adds threads only slowly: as soon as more
/// slots were busy so than there are processors, nothing would touch the jobs in time, and they would be run again elsewhere while they still run here.
/// So the pool may have as many more at once as there are slots. It makes none before they are needed.
/// </summary>
internal sealed class SlotThreads : IDisposable
{
    private static readonly Lock Changing = new();

    private readonly int _slots;

    /// <param name="slots">How many slots there are.</param>
    public SlotThreads(int slots) => Change(_slots = slots);

    public void Dispose() => Change(-_slots);

    private static void Change(int by)
    {
        lock (Changing)
        {
            ThreadPool.GetMinThreads(out var threads, out var completions);
            ThreadPool.GetMaxThreads(out var most, out _);
            ThreadPool.SetMinThreads(Math.Clamp(threads + by, 1, most), completions);
        }
    }
}
