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
            // A disk may come back: throwing asks for a retry. The last attempt buries the job itself, so that the report knows: a job that was
            // kicked has attempts left that nobody but the worker counts.
            if (await context.GetAttemptAsync(cancellationToken) < CreateThumbnail.MaxAttempts)
            {
                throw;
            }

            context.Bury(problem.Message);
            report.Failed(context.Id, job.Source, problem.Message, context.Tube);
        }
    }
}
