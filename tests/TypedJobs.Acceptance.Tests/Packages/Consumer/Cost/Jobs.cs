using TypedJobs;
using TypedJobs.Workers;

namespace Cost;

[Job(Tube)]
public sealed partial record CreateThumbnail(string Source, int Width, int Height, bool Crop)
{
    public const string Tube = "thumbnail.create";
}

public sealed class CreateThumbnailHandler : IJobHandler<CreateThumbnail>
{
    private TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    public Task Expect(int jobs)
    {
        _left = jobs;
        _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _all.Task;
    }

    public Task HandleAsync(CreateThumbnail job, JobContext context, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _all.SetResult();
        }

        return Task.CompletedTask;
    }
}

[JobWorker]
public sealed partial class ThumbnailWorker;

/// <summary>One for all jobs, so that neither it nor the handler is counted.</summary>
public sealed class SharedScope : IHandlerScopeFactory, IHandlerScope
{
    public CreateThumbnailHandler Handler { get; } = new();

    public IHandlerScope CreateScope() => this;

    public THandler GetHandler<THandler>()
        where THandler : class
        => (THandler)(object)Handler;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
