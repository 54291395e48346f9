using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Enqueueing;

/// <summary>TJ0026, a suggestion: a loop that does nothing but what a batch does faster.</summary>
public sealed class EnqueueLoopTests
{
    [Theory]
    [InlineData("foreach (var x in list) await jobs.{|TJ0026:EnqueueSampleAsync|}(new(x));", "EnqueueSampleAsync")]
    [InlineData("foreach (var x in list) { await jobs.{|TJ0026:EnqueueAsync|}(new Sample(x), cancellationToken: token).ConfigureAwait(false); }", "EnqueueAsync")]
    [InlineData("for (var i = 0; i < 10; i++) { var job = new Sample(i); await jobs.{|TJ0026:EnqueueSampleAsync|}(job); }", "EnqueueSampleAsync")]
    [InlineData("foreach (var x in sequence) await jobs.{|TJ0026:EnqueueSampleAsync|}(new(x)).AsTask();", "EnqueueSampleAsync")]
    [InlineData("foreach (var x in list.Where(static x => x > 1)) await jobs.{|TJ0026:EnqueueSampleAsync|}(new(x), new() { Delay = TimeSpan.FromSeconds(1) });", "EnqueueSampleAsync")]
    [InlineData("var options = new EnqueueOptions(); foreach (var x in await Load()) await jobs.{|TJ0026:EnqueueSampleAsync|}(new(x), options, token);", "EnqueueSampleAsync")]
    [InlineData("foreach (var x in list) await EnqueueExtensions.{|TJ0026:EnqueueSampleAsync|}(jobs, new(x));", "EnqueueSampleAsync")]
    [InlineData("foreach (var x in list) { if (x > 1) { await jobs.{|TJ0026:EnqueueSampleAsync|}(new(x)); } }", "EnqueueSampleAsync")]
    [InlineData("var ids = new List<JobId>(); foreach (var x in list) ids.Add(await jobs.{|TJ0026:EnqueueAsync|}(new Sample(x)));", "EnqueueAsync")]
    public async Task A_loop_that_a_batch_replaces(string loop, string method)
        => Assert.Equal(
            [$"Each '{method}' of this loop waits for the server's answer to the one before: EnqueueBatchAsync enqueues them all, with many on their way at once"],
            await AnalyzerRun.ExpectAsync(Program(loop)));

    [Theory]
    [InlineData("foreach (var x in Enumerable.InfiniteSequence(0, 1).Where(static x => x > 1)) await jobs.EnqueueSampleAsync(new(x));")]
    [InlineData("await jobs.EnqueueBatchAsync(list.Select(static x => new Sample(x)));")]
    [InlineData("await jobs.EnqueueSampleAsync(new(1));")]
    [InlineData("foreach (var x in list) { if (x > 1) { await jobs.EnqueueSampleAsync(new(x)); } else { Console.WriteLine(x); } }")]
    [InlineData("foreach (var x in list) { if (x > 1) { await jobs.EnqueueSampleAsync(new(x)); Console.WriteLine(x); } }")]
    [InlineData("foreach (var x in list) { await jobs.EnqueueSampleAsync(new(x)); Console.WriteLine(x); }")]
    [InlineData("foreach (var x in list) { await Task.Delay(x); await jobs.EnqueueSampleAsync(new(x)); }")]
    [InlineData("foreach (var x in list) { var y = await Task.FromResult(x); await jobs.EnqueueSampleAsync(new(y)); }")]
    [InlineData("foreach (var x in list) { var id = await jobs.EnqueueSampleAsync(new(x)); Console.WriteLine(id); }")]
    [InlineData("foreach (var x in list) { try { await jobs.EnqueueSampleAsync(new(x)); } catch (InvalidOperationException) { } }")]
    [InlineData("foreach (var x in list) await jobs.EnqueueSampleAsync(new(x), new() { Delay = TimeSpan.FromSeconds(x) });")]
    [InlineData("foreach (var x in list) await jobs.EnqueueSampleAsync(new(x), Options(list));")]
    [InlineData("foreach (var other in clients) await other.EnqueueSampleAsync(new(1));")]
    [InlineData("await foreach (var x in stream) await jobs.EnqueueSampleAsync(new(x));")]
    [InlineData("foreach (var x in queue.GetConsumingEnumerable()) await jobs.EnqueueSampleAsync(new(x));")]
    [InlineData("while (!token.IsCancellationRequested) await jobs.EnqueueSampleAsync(new(1));")]
    [InlineData("for (;;) await jobs.EnqueueSampleAsync(new(1));")]
    [InlineData("var tasks = new List<Task>(); foreach (var x in list) tasks.Add(jobs.EnqueueSampleAsync(new(x)).AsTask());")]
    [InlineData("foreach (var chunk in list.Chunk(10)) await jobs.EnqueueBatchAsync(chunk.Select(static x => new Sample(x)));")]
    [InlineData("foreach (var x in list) await new Own().EnqueueSampleAsync(x);")]
    public async Task A_loop_that_does_something_else_is_fine(string loop)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(Program(loop)));

    private static string Program(string statements)
        => $$"""
            using System.Linq;
            using System.Collections.Concurrent;
            [Job("sample")] public sealed partial record Sample(int X);
            public sealed class Own { public Task EnqueueSampleAsync(int job) => Task.FromResult(job); }
            public static class Producer
            {
                public static async Task RunAsync(
                    IJobClient jobs, IJobClient[] clients, List<int> list, IEnumerable<int> sequence, IAsyncEnumerable<int> stream, BlockingCollection<int> queue, CancellationToken token)
                {
                    {{statements}}
                }

                private static EnqueueOptions Options(List<int> list) => new() { Priority = (uint)list.Count };
                private static Task<int[]> Load() => Task.FromResult(new int[1]);
            }
            """;
}
