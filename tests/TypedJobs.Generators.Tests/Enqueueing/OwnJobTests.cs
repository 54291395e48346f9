using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Enqueueing;

/// <summary>TJ0027: a handler that keeps its own worker busy for ever.</summary>
public sealed class OwnJobTests
{
    [Theory]
    [InlineData("await jobs.{|TJ0027:EnqueueSampleAsync|}(new(job.X + 1, []));")]
    [InlineData("await Task.Yield(); Console.WriteLine(job); await jobs.{|TJ0027:EnqueueSampleAsync|}(job with { X = 1 }, cancellationToken: cancellationToken);")]
    [InlineData("if (job.X > 2) { await jobs.{|TJ0027:EnqueueAsync|}(job, new EnqueueOptions { Priority = 3 }); return; }")]
    [InlineData("try { await Task.Yield(); } catch (InvalidOperationException) { await jobs.{|TJ0027:EnqueueSampleAsync|}(job); }")]
    [InlineData("try { await Task.Yield(); } finally { await jobs.{|TJ0027:EnqueueSampleAsync|}(new(1, []), null); }")]
    [InlineData("await jobs.{|TJ0027:EnqueueBatchAsync|}([job]);")]
    [InlineData("await jobs.{|TJ0027:EnqueueSampleAsync|}(job, new() { Delay = TimeSpan.Zero, Priority = 1 });")]
    [InlineData("var id = await jobs.{|TJ0027:EnqueueSampleAsync|}(new(1, []), default); Console.WriteLine(id);")]
    public async Task A_handler_that_comes_back_at_once(string statements)
        => Assert.Equal(
            [
                "The handler 'H' enqueues its own job 'Sample' without a delay, so that it comes again at once, time after time: "
                    + "set EnqueueOptions.Delay, or call context.Snooze or context.Retry to see this job again later",
            ],
            await AnalyzerRun.ExpectAsync(Program(statements)));

    [Theory]
    [InlineData("if (job.X < 10) { await jobs.EnqueueSampleAsync(job with { X = job.X + 1 }); }")]
    [InlineData("if (job.X > 100) { return; } await jobs.EnqueueSampleAsync(new(job.X + 1, []));")]
    [InlineData("if (job.X > 100) throw new InvalidOperationException(); await jobs.EnqueueSampleAsync(new(job.X + 1, []));")]
    [InlineData("foreach (var kid in job.Kids) { Console.WriteLine(kid); await jobs.EnqueueSampleAsync(new(kid, [])); }")]
    [InlineData("await jobs.EnqueueBatchAsync(job.Kids.Length > 0 ? [new Sample(1, [])] : Array.Empty<Sample>(), options);")]
    [InlineData("await jobs.EnqueueOtherAsync(new(1));")]
    [InlineData("await jobs.EnqueueAsync(new Other(1));")]
    [InlineData("await jobs.EnqueueSampleAsync(job, new() { Delay = TimeSpan.FromSeconds(1) });")]
    [InlineData("await jobs.EnqueueSampleAsync(job, options);")]
    [InlineData("await (job.X > 1 ? jobs.EnqueueSampleAsync(new(job.X - 1, [])) : default);")]
    [InlineData("_ = job.X switch { 0 => default, _ => await jobs.EnqueueSampleAsync(new(job.X - 1, [])) };")]
    [InlineData("Func<Task> later = async () => await jobs.EnqueueSampleAsync(new(1, [])); if (job.X > 1) await later();")]
    public async Task A_handler_that_ends_or_waits_is_fine(string statements)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(Program(statements)));

    [Fact]
    public async Task A_job_that_always_waits_and_what_is_no_handler_is_fine()
        => Assert.Empty(await AnalyzerRun.ExpectAsync(
            """
            [Job("a", DelaySeconds = 5)] public sealed partial record A(int X);
            public sealed class H(IJobClient jobs) : IJobHandler<A>
            {
                public async Task HandleAsync(A job, JobContext context, CancellationToken cancellationToken) => await jobs.EnqueueAAsync(job);
                public async Task StartAsync(A job) => await jobs.EnqueueAAsync(job);
            }

            [Job("b")] public sealed partial record B(int X);
            public sealed class Starter(IJobClient jobs)
            {
                public async Task HandleAsync(B job, JobContext context, CancellationToken cancellationToken) => await jobs.EnqueueBAsync(job);
            }
            """));

    [Fact]
    public async Task An_explicit_implementation_is_a_handler_too()
        => Assert.Single(await AnalyzerRun.ExpectAsync(
            """
            [Job("a")] public sealed partial record A(int X);
            public sealed class H(IJobClient jobs) : IJobHandler<A>
            {
                Task IJobHandler<A>.HandleAsync(A job, JobContext context, CancellationToken cancellationToken) => jobs.{|TJ0027:EnqueueAAsync|}(job).AsTask();
            }
            """));

    [Theory]
    [InlineData("await AgainAsync();", "private async Task AgainAsync() => await jobs.{|TJ0027:EnqueueSampleAsync|}(new(1, []));")]
    [InlineData("Console.WriteLine(job); await AgainAsync(job.X).ConfigureAwait(false);", "private async Task AgainAsync(int x) { await Task.Yield(); await jobs.{|TJ0027:EnqueueAsync|}(new Sample(x, [])); }")]
    [InlineData("await FirstAsync(1, job);", "private Task FirstAsync(int x, Sample sample) => this.SecondAsync(sample, x); private async Task SecondAsync(Sample it, int x) { if (x > 3) { await jobs.{|TJ0027:EnqueueSampleAsync|}(it); } }")]
    [InlineData("if (job.X > 3) { await AgainAsync(again: job, number: 3); }", "private async Task AgainAsync(int number, Sample again) => await jobs.{|TJ0027:EnqueueSampleAsync|}(again, new() { Priority = (uint)number });")]
    [InlineData("await FirstAsync(job.X);", "private async Task FirstAsync(int x) { if (x > 3) { await FirstAsync(x - 1); } await SecondAsync(x); } private async Task SecondAsync(int x) { await FirstAsync(x); await jobs.{|TJ0027:EnqueueSampleAsync|}(new(x, [])); }")]
    [InlineData("await AgainAsync(jobs);", "private static async Task AgainAsync(IJobClient jobs) => await jobs.{|TJ0027:EnqueueBatchAsync|}([new Sample(1, [])]);")]
    [InlineData("await AgainAsync(job);", "public async Task AgainAsync<T>(T it) { Console.WriteLine(it); await jobs.{|TJ0027:EnqueueSampleAsync|}(new(1, [])); }")]
    [InlineData("await FirstAsync(); Task FirstAsync() => SecondAsync(); async Task SecondAsync() => await jobs.{|TJ0027:EnqueueSampleAsync|}(new(1, []));", "")]
    public async Task A_handler_that_comes_back_by_a_method_of_its_own(string statements, string method)
        => Assert.Equal(
            [
                "The handler 'H' enqueues its own job 'Sample' without a delay, so that it comes again at once, time after time: "
                    + "set EnqueueOptions.Delay, or call context.Snooze or context.Retry to see this job again later",
            ],
            await AnalyzerRun.ExpectAsync(Program(statements, method)));

    [Theory]
    [InlineData("await Task.Yield();", "public async Task AgainAsync() => await jobs.EnqueueSampleAsync(new(1, []));")]
    [InlineData("await Task.Yield();", "public Task FirstAsync(Sample it) => AgainAsync(it); private async Task AgainAsync(Sample it) => await jobs.EnqueueSampleAsync(it);")]
    [InlineData("if (job.X > 3) { await AgainAsync(job.X - 1); }", "private async Task AgainAsync(int x) => await jobs.EnqueueSampleAsync(new(x, []));")]
    [InlineData("await AgainAsync(job.X - 1);", "private async Task AgainAsync(int x) { if (x > 0) { await jobs.EnqueueSampleAsync(new(x, [])); } }")]
    [InlineData("await AgainAsync(job.X - 1);", "private async Task AgainAsync(int x) { if (x == 0) { return; } await jobs.EnqueueSampleAsync(new(x, [])); }")]
    [InlineData("if (job.X == 0) { return; } await AgainAsync(job.X - 1);", "private async Task AgainAsync(int x) => await jobs.EnqueueSampleAsync(new(x, []));")]
    [InlineData("foreach (var kid in job.Kids) { await AgainAsync(kid); }", "private async Task AgainAsync(int x) => await jobs.EnqueueSampleAsync(new(x, []));")]
    [InlineData("await AgainAsync(job, TimeSpan.FromSeconds(1));", "private async Task AgainAsync(Sample it, TimeSpan delay) => await jobs.EnqueueSampleAsync(it, new() { Delay = delay });")]
    [InlineData("await AgainAsync(job, new() { Delay = TimeSpan.FromSeconds(1) });", "private async Task AgainAsync(Sample it, EnqueueOptions? given = null) => await jobs.EnqueueSampleAsync(it, given);")]
    [InlineData("await AgainAsync(job);", "private async Task AgainAsync(Sample it) => await jobs.EnqueueSampleAsync(it, new() { Delay = TimeSpan.FromSeconds(1) });")]
    [InlineData("await AgainAsync(job);", "private async Task AgainAsync(Sample it) { if (it.X > 0) { await jobs.EnqueueSampleAsync(it with { X = it.X - 1 }); } }")]
    [InlineData("await AgainAsync(new(1, []));", "private async Task AgainAsync(Sample it) { if (it.X > 0) { await jobs.EnqueueSampleAsync(it); } }")]
    [InlineData("await OtherAsync(job.X);", "private async Task OtherAsync(int x) => await jobs.EnqueueOtherAsync(new(x));")]
    [InlineData("Func<Task> later = () => AgainAsync(); if (job.X > 3) { await later(); }", "private async Task AgainAsync() => await jobs.EnqueueSampleAsync(new(1, []));")]
    [InlineData("if (job.X > 3) { Console.WriteLine((Func<Task>)AgainAsync); }", "private async Task AgainAsync() => await jobs.EnqueueSampleAsync(new(1, []));")]
    [InlineData("await new H(jobs, options).AgainAsync();", "private async Task AgainAsync() => await jobs.EnqueueSampleAsync(new(1, []));")]
    [InlineData("try { await Task.Yield(); } catch (TimeoutException) { await AgainAsync(); }", "private async Task AgainAsync() => await jobs.EnqueueSampleAsync(new(1, []));")]
    [InlineData("await FirstAsync(job.X);", "private async Task FirstAsync(int x) { if (x > 3) { await SecondAsync(x); } } private async Task SecondAsync(int x) { await FirstAsync(x); await jobs.EnqueueSampleAsync(new(x, [])); }")]
    public async Task A_method_that_the_handler_does_not_come_to_or_that_waits_is_fine(string statements, string method)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(Program(statements, method)));

    [Fact]
    public async Task A_handler_of_two_jobs_may_enqueue_one_from_the_other()
        => Assert.Empty(await AnalyzerRun.ExpectAsync(
            """
            [Job("a")] public sealed partial record A(int X);
            [Job("b")] public sealed partial record B(int X);
            public sealed class H(IJobClient jobs) : IJobHandler<A>, IJobHandler<B>
            {
                public Task HandleAsync(A job, JobContext context, CancellationToken cancellationToken) => NextAsync(job.X);
                public Task HandleAsync(B job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
                private async Task NextAsync(int x) => await jobs.EnqueueBAsync(new(x));
            }
            """));

    private static string Program(string statements, string method = "")
        => $$"""
            [Job("sample")] public sealed partial record Sample(int X, int[] Kids);
            [Job("other")] public sealed partial record Other(int X);
            public sealed class H(IJobClient jobs, EnqueueOptions options) : IJobHandler<Sample>
            {
                public async Task HandleAsync(Sample job, JobContext context, CancellationToken cancellationToken)
                {
                    {{statements}}
                }

                public EnqueueOptions Options => options;
                {{method}}
            }
            """;
}
