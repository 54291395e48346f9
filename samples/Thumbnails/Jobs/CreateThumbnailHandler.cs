using Thumbnails.Drawing;
using Thumbnails.Reports;
using TypedJobs;

namespace Thumbnails.Jobs;

/// <summary>Makes the thumbnail. Doing it twice writes the same file twice, so a repeated job does no harm.</summary>
public sealed class CreateThumbnailHandler(PictureFolders folders, RunReport report) : IJobHandler<CreateThumbnail>
{
    /// <inheritdoc/>
    public async Task HandleAsync(CreateThumbnail job, JobContext context, CancellationToken cancellationToken)
    {
        try
        {
            var thumbnail = Thumbnail.Create(folders.Source(job.Source), job.Width, job.Format);
            var target = folders.Target(job.Source, job.Format);
            await thumbnail.SaveAsync(target, cancellationToken);
            report.Done(context.Id, job.Source, $"{thumbnail.Width} × {thumbnail.Height}");
        }
        catch (UnreadablePictureException problem)
        {
            // Trying again cannot help: set the job aside, with the reason, for somebody to look at.
            context.Bury(problem.Message);
            report.Failed(context.Id, job.Source, problem.Message, context.Tube);
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            // A disk may come back: throwing asks for a retry, and the failure of the last attempt buries the job.
            if (await context.GetAttemptAsync(cancellationToken) >= CreateThumbnail.MaxAttempts)
            {
                report.Failed(context.Id, job.Source, problem.Message, context.Tube);
            }

            throw;
        }
    }
}
