using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Workers;

namespace TypedJobs.Benchmarks.Typed;

/// <summary>What an application uses: <see cref="JobClient"/> and <see cref="Worker"/>, with heartbeat and handler timeout.</summary>
internal sealed class TypedPath : IAsyncDisposable
{
    private static readonly TimeSpan HandlerTimeout = TimeSpan.FromMinutes(1);

    private readonly BeanstalkBroker _broker;
    private readonly JobClient _jobs;
    private readonly Worker _worker;
    private readonly Countdown _countdown = new();
    private readonly int _callers;

    public TypedPath(string server, int callers)
    {
        _callers = callers;
        _broker = new BeanstalkBroker(new() { Server = server });
        _jobs = new JobClient(_broker);
        var handler = new CreateThumbnailHandler(_countdown);
        Scopes = new JobHandlers().Add(() => handler);
        _worker = Worker.Create<ThumbnailWorker>(_broker, Scopes, new WorkerOptions { Concurrency = callers, HandlerTimeout = HandlerTimeout });
    }

    public IHandlerScopeFactory Scopes { get; }

    public Task EnqueueAsync(int count) => Callers.RepeatAsync(_callers, count, async () => await _jobs.EnqueueAsync(CreateThumbnail.Usual));

    /// <summary>Handles jobs that are there.</summary>
    public async Task HandleAsync(int count)
    {
        _countdown.Begin(count);
        using var stopping = new CancellationTokenSource();
        var running = _worker.RunAsync(stopping.Token);
        await _countdown.Done;

        // It settles what it has handled before it ends.
        await stopping.CancelAsync();
        await running;
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
