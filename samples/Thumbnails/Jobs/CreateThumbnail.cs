using TypedJobs;

namespace Thumbnails.Jobs;

/// <summary>Asks for a smaller copy of a picture.</summary>
/// <param name="Source">The picture's file; relative to the worker's input folder unless it is a full path.</param>
/// <param name="Width">The width of the copy in pixels; a picture that is smaller keeps its own.</param>
/// <param name="Format">The format of the copy.</param>
[Job(JobName, TimeToRunSeconds = 120, MaxAttempts = MaxAttempts)]
public sealed partial record CreateThumbnail(string Source, int Width, ImageFormat Format = ImageFormat.Png)
{
    /// <summary>The name on the wire, and so the tube.</summary>
    public const string JobName = "thumbnail.create";

    /// <summary>How often it is tried: the handler has to know which failure is the last.</summary>
    public const int MaxAttempts = 3;
}
