namespace TypedJobs.Tests.Support;

/// <summary>What something allocates on the thread that does it.</summary>
internal static class Allocation
{
    private const int Rounds = 1_000;

    /// <summary>Once everything is warm, the least of a few tries: whatever else allocates on this thread now and then, such as a grown pool, is not meant.</summary>
    /// <returns>The bytes of a thousand times.</returns>
    public static long Of(Action action)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < Rounds; round++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
