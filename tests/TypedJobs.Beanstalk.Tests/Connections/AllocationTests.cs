using TypedJobs.Beanstalk.Tests.Servers;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

/// <summary>Alone in its process while it runs, since what is counted is the whole process's.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests : ServerTest
{
    private const int Jobs = 2000;

    // What the framework allocates now and then: for timers, threads of the pool, compilation.
    private const int SlackAJob = 16;

    [Fact]
    public async Task Put_and_delete_allocate_nothing_and_reserve_the_job_and_its_body()
    {
        var body = Bytes(new string('x', 1000));
        var options = new PutOptions { Tube = "default" };

        // Without the test framework's synchronization context, which allocates for each continuation.
        await Task.Run(RoundAsync, Token);

        var (put, reserve, delete) = await Task.Run(RoundAsync, Token);

        Assert.InRange(put, 0, SlackAJob);
        Assert.InRange(delete, 0, SlackAJob);

        // The array and the job that has it.
        Assert.InRange(reserve, 1000, 1000 + 24 + 64 + SlackAJob);

        async Task<(long Put, long Reserve, long Delete)> RoundAsync()
        {
            var jobs = new ReservedJob[Jobs];
            var start = GC.GetTotalAllocatedBytes(precise: true);
            for (var n = 0; n < Jobs; n++)
            {
                await Client.PutAsync(body, options, Token);
            }

            var afterPut = GC.GetTotalAllocatedBytes(precise: true);
            for (var n = 0; n < Jobs; n++)
            {
                jobs[n] = (await Client.ReserveAsync(TimeSpan.Zero, Token)).Job!;
            }

            var afterReserve = GC.GetTotalAllocatedBytes(precise: true);
            foreach (var job in jobs)
            {
                await job.DeleteAsync(Token);
            }

            return ((afterPut - start) / Jobs, (afterReserve - afterPut) / Jobs, (GC.GetTotalAllocatedBytes(precise: true) - afterReserve) / Jobs);
        }
    }

    [Fact]
    public async Task A_body_that_comes_in_single_bytes_costs_no_more_memory_than_a_few_bodies()
    {
        const int Size = 8000;
        await using var proxy = FaultProxy.Start(Server.Port).Arrange(toClient: new() { Piece = 1 });
        await using var client = await BeanstalkClient.ConnectAsync(proxy.Address, cancellationToken: Token);
        var id = await Client.PutAsync(new byte[Size], cancellationToken: Token);
        var start = GC.GetTotalAllocatedBytes(precise: true);

        var job = await client.PeekAsync(id, Token);

        // The proxy's share is in it.
        Assert.Equal(Size, job!.Body.Length);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - start, Size, 1000 * Size);
    }
}
