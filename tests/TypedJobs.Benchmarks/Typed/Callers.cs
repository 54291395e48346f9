namespace TypedJobs.Benchmarks.Typed;

/// <summary>So many callers at once, each of which waits for its own answer.</summary>
internal static class Callers
{
    public static async Task RepeatAsync(int callers, int count, Func<Task> action)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await action();
            }
        })));
    }
}
