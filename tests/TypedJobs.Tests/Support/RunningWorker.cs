using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Workers;

namespace TypedJobs.Tests.Support;

/// <summary>A worker that runs on a server, with a producer, a plain connection to look at the server with, and its log.</summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();

    private RunningWorker(string server, LogSpy log)
    {
        Log = log;
        Broker = new BeanstalkBroker(new() { Server = server }, log);
        Jobs = new JobClient(Broker, new() { EnqueueTimeout = LogSpy.Patience }, log);
    }

    public LogSpy Log { get; }

    public BeanstalkBroker Broker { get; }

    public JobClient Jobs { get; }

    /// <summary>Ends when the worker has stopped.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public static RunningWorker Start(
        string server,
        Func<Probe, JobContext, CancellationToken, Task>? probe = null,
        Action<Versioned, JobContext>? versioned = null,
        WorkerOptions? options = null,
        TimeProvider? time = null)
        => Start(
            server,
            new JobHandlers()
                .Add(() => new ProbeHandler(probe ?? (static (_, _, _) => Task.CompletedTask)))
                .Add(() => new VersionedHandler(versioned ?? (static (_, _) => { }))),
            options,
            time);

    public static RunningWorker Start(string server, IHandlerScopeFactory handlers, WorkerOptions? options = null, TimeProvider? time = null)
        => Start<ProbeWorker>(server, handlers, options, time);

    public static RunningWorker Start<TWorker>(string server, IHandlerScopeFactory handlers, WorkerOptions? options = null, TimeProvider? time = null)
        where TWorker : IJobWorker
    {
        var log = new LogSpy();
        var running = new RunningWorker(server, log);
        var worker = Worker.Create<TWorker>(running.Broker, handlers, options, log, time);
        running.Completion = worker.RunAsync(running._stopping.Token, running._ending.Token);
        return running;
    }

    /// <summary>A connection of the test's own.</summary>
    public static Task<BeanstalkClient> LookAsync(string server, CancellationToken cancellationToken)
        => BeanstalkClient.ConnectAsync(server, cancellationToken: cancellationToken);

    /// <summary>Tells the worker to stop, and waits until it has.</summary>
    public Task StopAsync()
    {
        BeginStop();
        return Completion;
    }

    public void BeginStop() => _stopping.Cancel();

    /// <summary>A test that has failed may have left a handler that does not end, on a clock that stands still.</summary>
    public async ValueTask DisposeAsync()
    {
        BeginStop();
        await Task.WhenAny(Completion, Task.Delay(LogSpy.Patience));
        await _ending.CancelAsync();
        await Completion;
        await Broker.DisposeAsync();
        _stopping.Dispose();
        _ending.Dispose();
    }
}
