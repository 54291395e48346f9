using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Programs;

/// <summary>Where jobs are enqueued and handled.</summary>
public sealed class UsePrograms
{
    [Theory]
    [InlineData("foreach (var x in xs) await jobs.{|TJ0026:EnqueueAAsync|}(new(x));")]
    [InlineData("foreach (var x in xs) { await jobs.{|TJ0026:EnqueueAAsync|}(new A(x), null, token); }")]
    [InlineData("for (var i = 0; i < xs.Count; i++) { await jobs.{|TJ0026:EnqueueAsync|}(new A(xs[i])); }")]
    [InlineData("for (int i = 10; i > 0; i -= 2) await jobs.{|TJ0026:EnqueueAAsync|}(new(i), cancellationToken: token);")]
    [InlineData("foreach (var (x, y) in xs.Zip(xs)) { var sum = x + y; await jobs.{|TJ0026:EnqueueAAsync|}(new(sum)).ConfigureAwait(false); }")]
    [InlineData("foreach (var a in xs.Select(x => new A(x))) await jobs.{|TJ0026:EnqueueAsync|}(a);")]
    [InlineData("foreach (var x in xs.ToArray()) await jobs.{|TJ0026:EnqueueAAsync|}(new(x), new EnqueueOptions { Priority = 1, Delay = TimeSpan.FromMinutes(5) });")]
    [InlineData("if (xs.Count > 1) foreach (var x in xs) await jobs.{|TJ0026:EnqueueAAsync|}(new(x));")]
    [InlineData("foreach (var group in xs.GroupBy(x => x % 2)) { Console.WriteLine(group.Key); foreach (var x in group) { await jobs.{|TJ0026:EnqueueAAsync|}(new(x)); } }")]
    [InlineData("foreach (var x in new[] { 1, 2 }) _ = await jobs.{|TJ0026:EnqueueAAsync|}(new(x));")]
    [InlineData("foreach (var x in Endless().Take(5)) await jobs.{|TJ0026:EnqueueAAsync|}(new(x));")]
    [InlineData("foreach (var a in from x in xs where x > 1 select new A(x)) await jobs.{|TJ0026:EnqueueAsync|}(a);")]
    [InlineData("foreach (var x in Enumerable.Range(0, 5).Where(x => x % 2 == 0)) await jobs.{|TJ0026:EnqueueAAsync|}(new(x));")]
    [InlineData("foreach (var x in xs) if (x % 2 == 0) await jobs.{|TJ0026:EnqueueAAsync|}(new(x));")]
    [InlineData("foreach (var x in xs) { var twice = x * 2; if (twice > 3 && x != 7) { if (x is > 1 and < 9) await jobs.{|TJ0026:EnqueueAAsync|}(new(twice)); } }")]
    [InlineData("for (var i = 0; i < xs.Count; i++) { if (xs[i] > 0) await jobs.{|TJ0026:EnqueueAAsync|}(new(xs[i])); }")]
    [InlineData("var seen = new HashSet<int>(); foreach (var x in xs) if (seen.Add(x)) await jobs.{|TJ0026:EnqueueAAsync|}(new(x));")]
    [InlineData("foreach (var name in new[] { \"a\", \"\" }) if (!string.IsNullOrEmpty(name) && name.StartsWith('a')) await jobs.{|TJ0026:EnqueueAAsync|}(new(name.Length));")]
    [InlineData("foreach (var name in new[] { \"1\", \"\" }) { if (int.TryParse(name, out var number)) { var a = new A(number); await jobs.{|TJ0026:EnqueueAAsync|}(a); } }")]
    [InlineData("foreach (var a in xs.Select(x => new A(x))) if (a is { X: > 3 }) await jobs.{|TJ0026:EnqueueAsync|}(a);")]
    [InlineData("var ids = new List<JobId>(); foreach (var x in xs) ids.Add(await jobs.{|TJ0026:EnqueueAAsync|}(new(x)));")]
    [InlineData("var ids = new List<JobId>(xs.Count); foreach (var x in xs) { if (x > 0) { ids.Add(await jobs.{|TJ0026:EnqueueAAsync|}(new(x), null, token).ConfigureAwait(false)); } } Console.WriteLine(ids.Count);")]
    [InlineData("List<JobId> ids = []; foreach (var x in xs) { var id = await jobs.{|TJ0026:EnqueueAAsync|}(new(x)); ids.Add(id); }")]
    [InlineData("List<JobId> ids = []; for (var i = 0; i < 3; i++) { if (i != 1) { var a = new A(i); var id = await jobs.{|TJ0026:EnqueueAsync|}(a); ids.Add(id); } }")]
    public Task A_loop_that_is_a_batch(string statements) => SmallProgram.SaysAsync(Producer(statements), "EnqueueBatchAsync enqueues them all");

    [Theory]
    [InlineData("await foreach (var x in stream) { await jobs.EnqueueAAsync(new(x)); }")]
    [InlineData("await foreach (var x in stream.WithCancellation(token).ConfigureAwait(false)) await jobs.EnqueueAAsync(new(x), null, token);")]
    [InlineData("while (await timer.WaitForNextTickAsync(token)) await jobs.EnqueueAAsync(new(1));")]
    [InlineData("while (!token.IsCancellationRequested) { await jobs.EnqueueAAsync(new(1)); await Task.Delay(1000, token); }")]
    [InlineData("while (xs.Count > 0) { await jobs.EnqueueAAsync(new(xs[0])); xs.RemoveAt(0); }")]
    [InlineData("do { await jobs.EnqueueAAsync(new(xs.Count)); } while (DateTime.UtcNow.Second > 30);")]
    [InlineData("for (var i = 0; i < 10; i++) await jobs.EnqueueAAsync(new(i), new() { Delay = TimeSpan.FromSeconds(i) });")]
    [InlineData("for (var i = 0; i < 10; i++) { var options = new EnqueueOptions { Priority = (uint)i }; await jobs.EnqueueAAsync(new(i), options); }")]
    [InlineData("var delay = TimeSpan.Zero; foreach (var x in xs) { delay += TimeSpan.FromSeconds(1); await jobs.EnqueueAAsync(new(x), new() { Delay = delay }); }")]
    [InlineData("var delay = 0; foreach (var x in xs) await jobs.EnqueueAAsync(new(x), new() { Delay = TimeSpan.FromSeconds(delay++) });")]
    [InlineData("uint priority = 0; foreach (var x in xs) await jobs.EnqueueAAsync(new(x), new() { Priority = priority += 1 });")]
    [InlineData("for (; xs.Count < 5; await Task.Delay(10)) await jobs.EnqueueAAsync(new(1));")]
    [InlineData("for (var i = 0; i < 10; i++, await Task.Delay(10)) await jobs.EnqueueAAsync(new(i));")]
    [InlineData("for (var i = 0; await Task.FromResult(i < 10); i++) await jobs.EnqueueAAsync(new(i));")]
    [InlineData("for (var start = DateTime.UtcNow; DateTime.UtcNow - start < TimeSpan.FromSeconds(5);) await jobs.EnqueueAAsync(new(1));")]
    [InlineData("for (var i = 0; !token.IsCancellationRequested; i++) await jobs.EnqueueAAsync(new(i));")]
    [InlineData("foreach (var x in xs) await jobs.EnqueueAAsync(new(await LoadAsync(x)));")]
    [InlineData("foreach (var x in xs) { using var scope = new CancellationTokenSource(1000); await jobs.EnqueueAAsync(new(x), null, scope.Token); }")]
    [InlineData("foreach (var x in xs) { token.ThrowIfCancellationRequested(); await jobs.EnqueueAAsync(new(x)); }")]
    [InlineData("foreach (var x in xs) { if (x % 2 == 0) continue; await jobs.EnqueueAAsync(new(x)); }")]
    [InlineData("foreach (var x in xs) { await jobs.EnqueueAAsync(new(x)); break; }")]
    [InlineData("foreach (var x in xs) { await jobs.EnqueueAAsync(new(x)); await jobs.EnqueueBAsync(new(x)); }")]
    [InlineData("foreach (var x in xs) { await jobs.EnqueueAAsync(new(x)); done++; }")]
    [InlineData("foreach (var x in xs) { if (x > 0) await jobs.EnqueueAAsync(new(x)); else done++; }")]
    [InlineData("foreach (var x in xs) { if (x > 0) { await jobs.EnqueueAAsync(new(x)); done++; } }")]
    [InlineData("foreach (var x in xs) if (!token.IsCancellationRequested) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) if (x > 0 && !token.IsCancellationRequested) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) if (x > DateTime.UtcNow.Second) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("var watch = System.Diagnostics.Stopwatch.StartNew(); foreach (var x in xs) if (watch.ElapsedMilliseconds < x) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) if (await LoadAsync(x) > 0) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) if (IsWanted(x)) await jobs.EnqueueAAsync(new(x)); bool IsWanted(int x) => ++done < x;")]
    [InlineData("foreach (var x in xs) if (gate.Wait(x)) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) if (x > done++) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) if (gate.CurrentCount > 1) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) { if (x > 0) { await LoadAsync(x); } await jobs.EnqueueAAsync(new(x)); }")]
    [InlineData("foreach (var x in xs) if (x > 0) for (;;) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) if (await jobs.EnqueueAAsync(new(x)) != default) { }")]
    [InlineData("foreach (var x in xs) { switch (x) { case 1: await jobs.EnqueueAAsync(new(x)); break; } }")]
    [InlineData("var ids = new List<JobId>(); try { foreach (var x in xs) ids.Add(await jobs.EnqueueAAsync(new(x))); } catch (TimeoutException) { Console.WriteLine(ids.Count); }")]
    [InlineData("var ids = new List<JobId>(); foreach (var x in xs) ids.Add(await jobs.EnqueueAAsync(new(ids.Count)));")]
    [InlineData("var ids = new List<JobId>(); foreach (var x in xs) if (ids.Count < x) ids.Add(await jobs.EnqueueAAsync(new(x)));")]
    [InlineData("var ids = new List<JobId>(); foreach (var x in xs) { var id = await jobs.EnqueueAAsync(new(x)); ids.Add(id); Console.WriteLine(id); }")]
    [InlineData("var ids = new List<JobId>(); foreach (var x in xs) { var id = await jobs.EnqueueAAsync(new(x)); Console.WriteLine(id); ids.Add(id); }")]
    [InlineData("var ids = new List<JobId>(); foreach (var x in xs) ids.Insert(0, await jobs.EnqueueAAsync(new(x)));")]
    [InlineData("var ids = new HashSet<JobId>(); foreach (var x in xs) ids.Add(await jobs.EnqueueAAsync(new(x)));")]
    [InlineData("var ids = new List<object>(); foreach (var x in xs) ids.Add(await jobs.EnqueueAAsync(new(x)));")]
    [InlineData("foreach (var x in xs) Ids.Add(await jobs.EnqueueAAsync(new(x)));")]
    [InlineData("foreach (var x in xs) { var ids = new List<JobId>(); ids.Add(await jobs.EnqueueAAsync(new(x))); Console.WriteLine(ids.Count); }")]
    [InlineData("var ids = new Dictionary<int, JobId>(); foreach (var x in xs) ids[x] = await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) { try { await jobs.EnqueueAAsync(new(x)); } catch (Exception) { done++; } }")]
    [InlineData("foreach (var x in xs) { await gate.WaitAsync(token); await jobs.EnqueueAAsync(new(x)); }")]
    [InlineData("foreach (var x in xs) { var client = Pick(x); await client.EnqueueAAsync(new(x)); }")]
    [InlineData("foreach (var x in xs) await Pick(x).EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) _ = jobs.EnqueueAAsync(new(x)).AsTask();")]
    [InlineData("await Task.WhenAll(xs.Select(x => jobs.EnqueueAAsync(new(x)).AsTask()));")]
    [InlineData("await Parallel.ForEachAsync(xs, token, async (x, stop) => await jobs.EnqueueAAsync(new(x), null, stop));")]
    [InlineData("foreach (var chunk in xs.Chunk(100)) await jobs.EnqueueBatchAsync(chunk.Select(x => new A(x)));")]
    [InlineData("foreach (var x in xs) await Enqueue(x); async Task Enqueue(int x) => await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) { await jobs.EnqueueAAsync(new(x), new() { Timeout = TimeSpan.FromSeconds(x) }); }")]
    [InlineData("foreach (var x in Endless()) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var a in Endless().Select(x => new A(x))) await jobs.EnqueueAsync(a);")]
    [InlineData("foreach (var a in from x in Endless() where x > 1 select new A(x)) await jobs.EnqueueAsync(a);")]
    [InlineData("foreach (var x in channel.Reader.ReadAllAsync(token).ToBlockingEnumerable().Where(x => x > 1)) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in channel.Reader.ReadAllAsync(token).ToBlockingEnumerable()) await jobs.EnqueueAAsync(new(x));")]
    [InlineData("foreach (var x in xs) yield(x); void yield(int x) => done += x; await jobs.EnqueueAAsync(new(done));")]
    public Task A_loop_that_is_not(string statements) => SmallProgram.IsSilentAsync(Producer(statements));

    [Theory]
    [InlineData("await jobs.{|TJ0027:EnqueueAAsync|}(new(job.X + 1));")]
    [InlineData("await jobs.{|TJ0027:EnqueueAAsync|}(job);")]
    [InlineData("if (job.X > 3) await jobs.{|TJ0027:EnqueueAAsync|}(job, new EnqueueOptions { Priority = 2 });")]
    [InlineData("await jobs.{|TJ0027:EnqueueBatchAsync|}([job]);")]
    [InlineData("var seen = new[] { 1, 2 }.Where(x => x > job.X).ToList(); await LoadAsync(seen.Count); await jobs.{|TJ0027:EnqueueAAsync|}(new(seen.Count));")]
    [InlineData("await Again(); await jobs.{|TJ0027:EnqueueAAsync|}(new(1)); async Task Again() { if (job.X > 3) { return; } await LoadAsync(1); }")]
    [InlineData("Action a = {|TJ0028:async|} () => await Task.Yield(); a(); await Task.Yield();")]
    [InlineData("new List<int>().ForEach({|TJ0028:async|} x => await Task.Delay(x)); await Task.Yield();")]
    [InlineData("await Task.Yield(); Go(); {|TJ0028:async|} void Go() => await Task.Yield();")]
    [InlineData("using var timer = new Timer({|TJ0028:async|} _ => await Task.Yield()); await Task.Yield();")]
    [InlineData("await Again(); async Task Again() => await jobs.{|TJ0027:EnqueueAAsync|}(new(1));")]
    public Task A_handler_that_harms_itself(string statements) => SmallProgram.SaysAsync(Handler(statements), "H");

    [Theory]
    [InlineData("await jobs.EnqueueAAsync(new(job.X + 1), new() { Delay = TimeSpan.FromMinutes(1) });")]
    [InlineData("if (job.X < 10) await jobs.EnqueueAAsync(new(job.X + 1));")]
    [InlineData("if (job.X == 0) return; await jobs.EnqueueAAsync(new(job.X - 1));")]
    [InlineData("var next = await LoadAsync(job.X); if (next is { } found) { await jobs.EnqueueAAsync(new(found)); }")]
    [InlineData("foreach (var child in new[] { job.X }) { Console.WriteLine(child); await jobs.EnqueueAAsync(new(child)); }")]
    [InlineData("for (var i = 0; i < job.X; i++) { await jobs.EnqueueAAsync(new(i)); Console.WriteLine(i); }")]
    [InlineData("switch (job.X) { case 1: await jobs.EnqueueAAsync(new(2)); break; default: break; }")]
    [InlineData("try { await Task.Yield(); } catch (TimeoutException) { await jobs.EnqueueAAsync(new(job.X + 1)); }")]
    [InlineData("if (job.X > 3) await Again(); async Task Again() => await jobs.EnqueueAAsync(new(1));")]
    [InlineData("await jobs.EnqueueBAsync(new(job.X));")]
    [InlineData("await jobs.EnqueueBatchAsync(Enumerable.Range(0, job.X).Select(x => new A(x)));")]
    [InlineData("context.Snooze(TimeSpan.FromSeconds(1)); await Task.Yield();")]
    [InlineData("context.Retry(); await Task.Yield();")]
    [InlineData("var options = new EnqueueOptions { Delay = TimeSpan.FromSeconds(3) }; await jobs.EnqueueAAsync(job, options);")]
    [InlineData("await Task.Run(async () => await Task.Delay(1, cancellationToken), cancellationToken);")]
    [InlineData("Func<int, Task> go = async x => await Task.Delay(x); await go(1);")]
    [InlineData("await Parallel.ForEachAsync(new[] { 1 }, cancellationToken, async (x, stop) => await Task.Delay(x, stop));")]
    [InlineData("AppDomain.CurrentDomain.ProcessExit += async (_, _) => await Task.Yield(); await Task.Yield();")]
    [InlineData("AppDomain.CurrentDomain.ProcessExit += Ended; await Task.Yield(); async void Ended(object? sender, EventArgs e) => await Task.Yield();")]
    [InlineData("EventHandler ended = async (_, _) => await Task.Yield(); AppDomain.CurrentDomain.ProcessExit += ended; await Task.Yield(); AppDomain.CurrentDomain.ProcessExit -= ended;")]
    [InlineData("while (job.X > await LoadAsync(1)) await Task.Yield(); if (job.X > 5) throw new InvalidOperationException(); await jobs.EnqueueAAsync(new(1));")]
    [InlineData("var more = job.X > 1; more &= job.X < 5; await (more ? jobs.EnqueueAAsync(new(1)) : default);")]
    [InlineData("_ = job.X > 3 && await jobs.EnqueueAAsync(new(1)) != default;")]
    [InlineData("await LoadAsync(job.X); while (true) { if (job.X > 3) break; await jobs.EnqueueAAsync(new(4)); break; }")]
    public Task A_handler_that_does_not(string statements) => SmallProgram.IsSilentAsync(Handler(statements));

    [Theory]
    [InlineData("public static class P { public static void Run(List<int> xs) => xs.ForEach(async x => await Task.Delay(x)); }")]
    [InlineData("public sealed class Own : IJobClient { public async ValueTask<JobId> EnqueueAsync<T>(T job, EnqueueOptions? options = null, CancellationToken cancellationToken = default) where T : IJob<T> { await Task.Yield(); return default; } public async ValueTask<IReadOnlyList<JobId>> EnqueueBatchAsync<T>(IEnumerable<T> jobs, EnqueueOptions? options = null, CancellationToken cancellationToken = default) where T : IJob<T> { var ids = new List<JobId>(); foreach (var job in jobs) { ids.Add(await EnqueueAsync(job, options, cancellationToken)); } return ids; } }")]
    [InlineData("public sealed class Queue { public Task EnqueueAAsync(int x) => Task.FromResult(x); public async Task Run(int[] xs) { foreach (var x in xs) await EnqueueAAsync(x); } }")]
    [InlineData("public static class EnqueueExtensions { public static Task EnqueueMailAsync(this string to, int job) => Task.FromResult(job); public static async Task Run() { foreach (var x in new[] { 1 }) await \"a\".EnqueueMailAsync(x); } }")]
    [InlineData("public static class P { public static async Task Run<T>(IJobClient jobs, List<T> all, Func<T, EnqueueOptions> options) where T : IJob<T> { foreach (var job in all) await jobs.EnqueueAsync(job, options(job)); } }")]
    [InlineData("public sealed class Fake : IJobClient { public async ValueTask<JobId> EnqueueAsync<T>(T job, EnqueueOptions? options = null, CancellationToken cancellationToken = default) where T : IJob<T> { await Task.Yield(); return default; } public async ValueTask<IReadOnlyList<JobId>> EnqueueBatchAsync<T>(IEnumerable<T> jobs, EnqueueOptions? options = null, CancellationToken cancellationToken = default) where T : IJob<T> { foreach (var job in jobs) { await EnqueueAsync(job, options, cancellationToken); } return []; } }")]
    [InlineData("public record Base(int X); public record More(int X) : Base(X) { public int Twice => X * 2; } [Job(\"b\")] public sealed partial record B(Base Base); public static class P { public static B Make(More more) => new(more); }")]
    public Task What_only_looks_like_it_is_silent(string program) => SmallProgram.IsSilentAsync("[Job(\"a\")] public sealed partial record A(int X);\n" + program);

    private static string Producer(string statements)
        => $$"""
            [Job("a")] public sealed partial record A(int X);
            [Job("b")] public sealed partial record B(int X);
            public sealed class Producer(IJobClient jobs, PeriodicTimer timer, SemaphoreSlim gate, System.Threading.Channels.Channel<int> channel)
            {
                public async Task RunAsync(List<int> xs, IAsyncEnumerable<int> stream, CancellationToken token)
                {
                    var done = 0;
                    await Task.Yield();
                    {{statements}}
                    Console.WriteLine($"{xs} {stream} {token} {done} {timer} {gate} {channel} {jobs}");
                }

                private List<JobId> Ids { get; } = [];
                private static Task<int> LoadAsync(int x) => Task.FromResult(x);
                private IJobClient Pick(int x) => x > 0 ? jobs : throw new InvalidOperationException();
                private static IEnumerable<int> Endless() { while (true) { yield return 1; } }
                public static object All => new object[] { LoadAsync(1), Endless() };
            }
            """;

    private static string Handler(string statements)
        => $$"""
            [Job("a")] public sealed partial record A(int X);
            [Job("b")] public sealed partial record B(int X);
            public sealed class H(IJobClient jobs) : IJobHandler<A>
            {
                public async Task HandleAsync(A job, JobContext context, CancellationToken cancellationToken)
                {
                    {{statements}}
                    await LoadAsync(job.X); await jobs.EnqueueBAsync(new(1));
                }

                private static Task<int?> LoadAsync(int x) => Task.FromResult<int?>(x);
            }
            """;
}
