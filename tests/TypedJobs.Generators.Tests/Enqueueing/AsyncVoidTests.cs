using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Enqueueing;

/// <summary>TJ0028: work of a handler that nobody waits for.</summary>
public sealed class AsyncVoidTests
{
    [Theory]
    [InlineData("job.Xs.ForEach({|TJ0028:async|} x => await Task.Delay(x));", "lambda")]
    [InlineData("Parallel.ForEach(job.Xs, {|TJ0028:async|} (x) => { await Task.Delay(x); });", "lambda")]
    [InlineData("job.Xs.ForEach({|TJ0028:async|} delegate (int x) { await Task.Delay(x); });", "lambda")]
    [InlineData("Go(); {|TJ0028:async|} void Go() => await Task.Yield();", "local function")]
    [InlineData("Action go = static {|TJ0028:async|} () => await Task.Yield(); go();", "lambda")]
    [InlineData("{|TJ0028:Forget|}();", "method")]
    [InlineData("this.{|TJ0028:Forget|}();", "method")]
    public async Task What_a_handler_cannot_wait_for(string statements, string what)
        => Assert.Equal(
            [
                $"This {what} is 'async void', so the handler 'H' cannot wait for it: the job is completed before it has ended, and what it throws ends the process. "
                    + "Make it return a Task and await it (in place of ForEach: 'await Parallel.ForEachAsync', or a loop)",
            ],
            await AnalyzerRun.ExpectAsync(Program("IJobHandler<Sample>", statements)));

    [Theory]
    [InlineData("await Task.Run(async () => await Task.Yield());")]
    [InlineData("await Parallel.ForEachAsync(job.Xs, async (x, token) => await Task.Delay(x, token));")]
    [InlineData("await Go(); async Task Go() => await Task.Yield();")]
    [InlineData("job.Xs.ForEach(x => Console.WriteLine(x));")]
    [InlineData("Ended += async (_, _) => await Task.Yield(); Ended?.Invoke(this, EventArgs.Empty);")]
    [InlineData("AppDomain.CurrentDomain.ProcessExit += OnExit;")]
    [InlineData("Func<Task> go = async () => await Task.Yield(); await go();")]
    public async Task What_it_waits_for_and_what_an_event_takes_is_fine(string statements)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(Program("IJobHandler<Sample>", statements)));

    [Fact]
    public async Task Other_classes_are_not_asked()
        => Assert.Empty(await AnalyzerRun.ExpectAsync(Program("IEnumerable<int>", "job.Xs.ForEach(async x => await Task.Delay(x));")
            .Replace("public event", "IEnumerator<int> IEnumerable<int>.GetEnumerator() => null!; System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => null!; public event", StringComparison.Ordinal)));

    private static string Program(string implemented, string statements)
        => $$"""
            [Job("sample")] public sealed partial record Sample(List<int> Xs);
            public sealed class H : {{implemented}}
            {
                public event EventHandler? Ended;

                private async void Forget() => await Task.Yield();

                private async void OnExit(object? sender, EventArgs exit) => await Task.Yield();

                public async Task HandleAsync(Sample job, JobContext context, CancellationToken cancellationToken)
                {
                    await Task.Yield();
                    {{statements}}
                    Ended?.Invoke(this, EventArgs.Empty);
                }
            }
            """;
}
