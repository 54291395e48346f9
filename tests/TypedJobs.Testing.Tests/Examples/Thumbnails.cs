namespace TypedJobs.Testing.Tests.Examples;

[Job("thumbnail.create", TimeToRunSeconds = 120)]
public sealed partial record CreateThumbnail(string Source, int Width);

public sealed class CreateThumbnailHandler(IPictures pictures) : IJobHandler<CreateThumbnail>
{
    public async Task HandleAsync(CreateThumbnail job, JobContext context, CancellationToken cancellationToken)
    {
        if (await pictures.FindAsync(job.Source, cancellationToken) is not { } picture)
        {
            context.Bury($"there is no picture '{job.Source}'");
            return;
        }

        await pictures.SaveAsync($"{job.Source}.{job.Width}", picture[..job.Width], cancellationToken);
    }
}

public interface IPictures
{
    Task<string?> FindAsync(string name, CancellationToken cancellationToken);

    Task SaveAsync(string name, string picture, CancellationToken cancellationToken);
}

/// <summary>What production has.</summary>
public sealed class PictureFolder : IPictures
{
    public async Task<string?> FindAsync(string name, CancellationToken cancellationToken)
        => File.Exists(name) ? await File.ReadAllTextAsync(name, cancellationToken) : null;

    public Task SaveAsync(string name, string picture, CancellationToken cancellationToken) => File.WriteAllTextAsync(name, picture, cancellationToken);
}

/// <summary>What tests have instead.</summary>
internal sealed class PicturesInMemory : IPictures
{
    public Dictionary<string, string> All { get; } = [];

    public Task<string?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(All.GetValueOrDefault(name));

    public Task SaveAsync(string name, string picture, CancellationToken cancellationToken)
    {
        All[name] = picture;
        return Task.CompletedTask;
    }
}
