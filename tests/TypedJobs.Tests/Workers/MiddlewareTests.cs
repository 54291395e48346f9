using System.Collections.Concurrent;
using TypedJobs.CompilerServices;
using TypedJobs.Tests.Support;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Tests.Workers;

public sealed class MiddlewareTests : ServerTest
{
    private const int Completed = 111;
    private const int Retrying = 112;
    private const int Buried = 113;

    private readonly ConcurrentQueue<string> _steps = new();

    [Fact]
    public async Task It_stands_around_the_handler_in_the_order_in_which_it_was_added()
    {
        await using var worker = Start(new WorkerOptions().Use(new Around("outer", _steps)).Use(new Around("inner", _steps)));

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);
        await worker.Log.SeeAsync(Completed, Cancellation);

        Assert.Equal(["outer test.probe", "inner test.probe", "handler", "inner done", "outer done"], _steps);
    }

    [Fact]
    public async Task What_it_throws_is_the_jobs_failure()
    {
        await using var worker = Start(new WorkerOptions().Use(new Does(static (_, _, _) => throw new InvalidOperationException("No licence."))));

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("No licence.", (await worker.Log.SeeAsync(Retrying, Cancellation)).Message, StringComparison.Ordinal);
        Assert.Empty(_steps);
    }

    [Fact]
    public async Task It_can_decide_without_the_handler()
    {
        await using var worker = Start(new WorkerOptions().Use(new Does(static (context, _, _) =>
        {
            context.Bury("This tenant has left.");
            return Task.CompletedTask;
        })));

        await worker.Jobs.EnqueueAsync(new Probe(1), cancellationToken: Cancellation);

        Assert.Contains("This tenant has left.", (await worker.Log.SeeAsync(Buried, Cancellation)).Message, StringComparison.Ordinal);
        Assert.Empty(_steps);
    }

    [Fact]
    public async Task It_never_sees_a_job_that_cannot_be_read_and_so_cannot_complete_one()
    {
        await using var worker = Start(new WorkerOptions().Use(new Does(static (_, _, _) => Task.CompletedTask)));

        var id = await PutAsync("test.probe", """{"type":"test.probe","data":"?"}""");

        Assert.NotNull(await UntilAsync(id, static stats => stats is null or { State: Beanstalk.JobState.Buried }));
    }

    [Fact]
    public void A_worker_without_any_allocates_nothing_for_it()
    {
        var route = JobRoute.Create<Probe, ProbeHandler>();
        var bare = new WorkerRoute(route, []);
        var wrapped = new WorkerRoute(route, [new Does(static (context, inner, cancellationToken) =>
        {
            GC.KeepAlive(new object());
            return inner(context, cancellationToken);
        })]);
        var delivery = new OneJobBroker("""{"type":"test.probe","data":{"number":1}}""");
        var context = new JobContext(delivery, bare, snoozeCount: 0, isBare: false, CancellationToken.None) { Payload = new Probe(1), Scope = new OneHandler() };

        var handler = Allocation.Of(() => Done(route.HandleAsync(context, CancellationToken.None)));
        Assert.Equal(handler, Allocation.Of(() => Done(bare.Pipeline(context, CancellationToken.None))));
        Assert.True(Allocation.Of(() => Done(wrapped.Pipeline(context, CancellationToken.None))) > handler, "It does not see what a middleware costs.");

        static void Done(Task handled) => Assert.True(handled.IsCompletedSuccessfully);
    }

    private RunningWorker Start(WorkerOptions options)
        => RunningWorker.Start(
            Server.Address,
            (_, _, _) =>
            {
                _steps.Enqueue("handler");
                return Task.CompletedTask;
            },
            options: options);

    private sealed class Around(string name, ConcurrentQueue<string> steps) : IJobMiddleware
    {
        public async Task InvokeAsync(JobContext context, JobPipeline inner, CancellationToken cancellationToken)
        {
            steps.Enqueue($"{name} {context.Name}");
            await inner(context, cancellationToken);
            steps.Enqueue($"{name} done");
        }
    }

    private sealed class Does(Func<JobContext, JobPipeline, CancellationToken, Task> what) : IJobMiddleware
    {
        public Task InvokeAsync(JobContext context, JobPipeline inner, CancellationToken cancellationToken) => what(context, inner, cancellationToken);
    }

    private sealed class OneHandler : IHandlerScope
    {
        private readonly object _handler = new ProbeHandler(static (_, _, _) => Task.CompletedTask);

        public THandler GetHandler<THandler>()
            where THandler : class
            => (THandler)_handler;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
