using Xunit;

namespace TypedJobs.Testing.Tests.Examples;

public sealed class ThumbnailTests
{
    [Fact]
    public async Task A_thumbnail_is_saved_beside_its_picture()
    {
        var pictures = new PicturesInMemory { All = { ["cat.jpg"] = "the whole cat" } };
        await using var harness = new JobHarness();

        var result = await harness.RunAsync(new CreateThumbnailHandler(pictures), new CreateThumbnail("cat.jpg", 9));

        result.EnsureCompleted();
        Assert.Equal("the whole", pictures.All["cat.jpg.9"]);
    }

    [Fact]
    public async Task A_thumbnail_of_nothing_is_buried()
    {
        await using var harness = new JobHarness();

        var result = await harness.RunAsync(new CreateThumbnailHandler(new PicturesInMemory()), new("dog.jpg", 9));

        Assert.Equal(JobEnding.Buried, result.Ending);
        Assert.Equal("there is no picture 'dog.jpg'", result.Reason);
    }
}
