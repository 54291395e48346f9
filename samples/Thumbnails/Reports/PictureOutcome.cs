using TypedJobs;

namespace Thumbnails.Reports;

/// <summary>How a job ended.</summary>
/// <param name="Job">The job.</param>
/// <param name="Source">The picture.</param>
/// <param name="Size">The size of the thumbnail; null if there is none.</param>
/// <param name="Reason">Why there is none.</param>
/// <param name="Place">Where the job is now, if it was not done.</param>
public sealed record PictureOutcome(JobId Job, string Source, string? Size, string? Reason, string? Place)
{
    /// <summary>Whether there is a thumbnail.</summary>
    public bool IsDone => Size is not null;
}
