namespace TypedJobs.Benchmarks.Typed;

/// <summary>A job of usual size: 57 bytes of JSON, an envelope of 216.</summary>
[Job(Tube)]
public sealed partial record CreateThumbnail(string Source, int Width, int Height, bool Crop)
{
    public const string Tube = "thumbnail.create";

    public static CreateThumbnail Usual { get; } = new("pictures/cat.jpg", 320, 240, Crop: false);
}

/// <summary>A handler that does nothing but count.</summary>
public sealed class CreateThumbnailHandler(Countdown countdown) : IJobHandler<CreateThumbnail>
{
    public Task HandleAsync(CreateThumbnail job, JobContext context, CancellationToken cancellationToken)
    {
        countdown.Signal();
        return Task.CompletedTask;
    }
}

[JobWorker(typeof(CreateThumbnail))]
public sealed partial class ThumbnailWorker;
