using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

/// <summary>Callers go on where answers are received: what they do there is nobody else's trouble.</summary>
[SuppressMessage("Reliability", "CA2012", Justification = "Bare callbacks are tested.")]
[SuppressMessage("Performance", "CA1849", Justification = "Blocking is tested.")]
public sealed class ReceivingThreadTests : ServerTest
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_caller_goes_on_where_its_answer_is_received()
    {
        // One whose answer is there before it waits, goes on at once; and on a busy machine all may be in the pool for a while.
        var isInPool = true;
        var started = Stopwatch.GetTimestamp();
        while (isInPool && Stopwatch.GetElapsedTime(started) < Bound)
        {
            isInPool = await Task.Run(
                async () =>
                {
                    _ = await Client.PutAsync(Bytes("x"), null, Token);
                    return Thread.CurrentThread.IsThreadPoolThread;
                },
                Token);
        }

        Assert.False(isInPool);
    }

    [Fact]
    public async Task A_caller_that_wants_to_goes_on_in_the_pool()
    {
        await using var client = await BeanstalkClient.ConnectAsync(Server.Address, new() { RunContinuationsAsynchronously = true }, Token);
        await Task.Run(
            async () =>
            {
                for (var n = 0; n < 200; n++)
                {
                    _ = await client.PutAsync(Bytes("x"), null, Token);
                    Assert.True(Thread.CurrentThread.IsThreadPoolThread);
                }
            },
            Token);
    }

    [Fact]
    public async Task A_caller_that_blocks_for_its_next_answers_gets_them()
        => await Task.Run(
            async () =>
            {
                for (var n = 0; n < 3; n++)
                {
                    _ = await Client.PutAsync(Bytes("x"), null, Token);
                    for (var m = 0; m < 10; m++)
                    {
                        Client.PutAsync(Bytes("x"), null, Token).AsTask().Wait(Token);
                    }
                }
            },
            Token).WaitAsync(Bound, Token);

    [Fact]
    public async Task Callers_that_never_end_hold_up_nobody()
    {
        const int Callers = 4;
        using var all = new CountdownEvent(Callers);
        using var end = new ManualResetEventSlim();
        var blocked = Enumerable.Range(0, Callers).Select(caller => Task.Run(
            async () =>
            {
                await Client.PutAsync(Bytes("x"), null, Token);
                all.Signal();
                end.Wait(Token);
            },
            Token)).ToList();

        Assert.True(all.Wait(Bound, Token));
        _ = await Client.PutAsync(Bytes("x"), null, Token).AsTask().WaitAsync(Bound, Token);

        end.Set();
        await Task.WhenAll(blocked);
        _ = await Client.PutAsync(Bytes("x"), null, Token).AsTask().WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task Callers_that_take_their_time_soon_do_so_side_by_side()
    {
        var inside = 0;
        var together = false;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(caller => Task.Run(
            async () =>
            {
                while (!Volatile.Read(ref together) && Stopwatch.GetElapsedTime(started) < Bound)
                {
                    _ = await Client.PutAsync(Bytes("x"), null, Token);
                    _ = Interlocked.Increment(ref inside);
                    if (SpinWait.SpinUntil(() => Volatile.Read(ref inside) == 2, millisecondsTimeout: 2))
                    {
                        Volatile.Write(ref together, true);
                    }

                    _ = Interlocked.Decrement(ref inside);
                }
            },
            Token)));

        Assert.True(together);
    }

    [Fact]
    public async Task What_a_caller_leaves_in_its_context_is_not_there_for_the_next()
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        var local = new AsyncLocal<string?>();
        var found = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var own = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        using (client.Gather())
        {
            client.TouchAsync(1, Token).GetAwaiter().UnsafeOnCompleted(() => local.Value = "left");
            client.TouchAsync(2, Token).GetAwaiter().UnsafeOnCompleted(() => found.SetResult(local.Value));
        }

        SynchronizationContext.SetSynchronizationContext(own);
        _ = await server.NextCommandsAsync(2, Token);
        await server.SayAsync("TOUCHED\r\nTOUCHED\r\n");

        Assert.Null(await found.Task.WaitAsync(Bound, Token));
    }

    [Fact]
    public async Task A_client_can_be_disposed_by_a_caller_that_goes_on_there()
        => await Task.Run(
            async () =>
            {
                for (var n = 0; n < 20; n++)
                {
                    var client = await BeanstalkClient.ConnectAsync(Server.Address, null, Token);
                    _ = await client.PutAsync(Bytes("x"), null, Token);
                    await client.DisposeAsync();
                }
            },
            Token).WaitAsync(Bound, Token);
}
