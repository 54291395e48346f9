using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

/// <summary>The threads of a pool are the whole process's, so nothing else runs beside this.</summary>
[Collection(nameof(SlotThreadsTests))]
[CollectionDefinition(nameof(SlotThreadsTests), DisableParallelization = true)]
public sealed class SlotThreadsTests
{
    private const int Slots = 4;

    [Fact]
    public void Threads_are_added_at_each_standstill_and_all_of_them_taken_back_at_the_end()
    {
        var before = LeastThreads();
        using var finish = new ManualResetEventSlim();
        using var left = new CountdownEvent(1);
        using (new SlotThreads(Slots))
        {
            Assert.True(SpinWait.SpinUntil(
                () =>
                {
                    // As one more handler that is left behind, wherever the pool has a thread for it.
                    if (ThreadPool.PendingWorkItemCount == 0)
                    {
                        left.AddCount();
                        ThreadPool.UnsafeQueueUserWorkItem(_ => WaitFor(finish, left), state: null);
                    }

                    return LeastThreads() >= before + (2 * Slots);
                },
                LogSpy.Patience));
            finish.Set();
            left.Signal();
            left.Wait(TestContext.Current.CancellationToken);
        }

        Assert.True(SpinWait.SpinUntil(() => LeastThreads() == before, LogSpy.Patience));
    }

    private static void WaitFor(ManualResetEventSlim finish, CountdownEvent left)
    {
        finish.Wait();
        left.Signal();
    }

    private static int LeastThreads()
    {
        ThreadPool.GetMinThreads(out var threads, out _);
        return threads;
    }
}
