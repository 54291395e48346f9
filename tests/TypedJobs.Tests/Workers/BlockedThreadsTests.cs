using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Workers;

/// <summary>It takes all threads of the process for a moment, so nothing else runs beside this.</summary>
[Collection(nameof(SlotThreadsTests))]
public sealed class BlockedThreadsTests : ServerTest
{
    [Fact]
    public async Task A_worker_whose_handlers_all_block_their_threads_still_has_some_to_touch_their_jobs_with()
    {
        // More than the pool would have before the handlers have all begun.
        const int Slots = 100;
        using var all = new CountdownEvent(Slots);
        await using (var worker = RunningWorker.Start(
            Server.Address,
            (_, _, _) =>
            {
                all.Signal();
                all.Wait(Cancellation);
                return Task.CompletedTask;
            },
            options: new() { Concurrency = Slots }))
        {
            await worker.Jobs.EnqueueBatchAsync(Enumerable.Range(0, Slots).Select(static number => new Probe(number)), cancellationToken: Cancellation);
            while ((await Look.StatsAsync(Cancellation)).Values is var stats && (stats["current-jobs-ready"], stats["current-jobs-reserved"]) != ("0", "0"))
            {
            }

            Assert.True(ThreadsAtOnce() > Slots, $"{ThreadsAtOnce()} threads for {Slots} slots");
        }

        while (ThreadsAtOnce() > Slots)
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }

        static int ThreadsAtOnce()
        {
            ThreadPool.GetMinThreads(out var threads, out _);
            return threads;
        }
    }
}
