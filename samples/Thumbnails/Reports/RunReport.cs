using System.Collections.Concurrent;
using TypedJobs;

namespace Thumbnails.Reports;

/// <summary>Collects how jobs ended, for the progress display and the closing table.</summary>
public sealed class RunReport
{
    private readonly ConcurrentDictionary<JobId, PictureOutcome> _outcomes = new();

    /// <summary>Called with each outcome as it comes, on the thread of the handler.</summary>
    internal event EventHandler<PictureOutcome>? Ended;

    /// <summary>All outcomes so far, one a job.</summary>
    public IReadOnlyCollection<PictureOutcome> Outcomes => [.. _outcomes.Values];

    /// <summary>Notes that a thumbnail was written.</summary>
    public void Done(JobId job, string source, string size)
        => Add(new PictureOutcome(job, source, size, Reason: null, Place: null));

    /// <summary>Notes that a job failed for good and is buried.</summary>
    public void Failed(JobId job, string source, string reason, string tube)
        => Add(new PictureOutcome(job, source, Size: null, reason, $"buried in tube {tube}"));

    /// <summary>Waits until all of these jobs have ended.</summary>
    public async Task WaitForAsync(IReadOnlyCollection<JobId> jobs, CancellationToken cancellationToken)
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Check(object? sender, PictureOutcome? ended)
        {
            if (jobs.All(_outcomes.ContainsKey))
            {
                all.TrySetResult();
            }
        }

        Ended += Check;
        try
        {
            Check(sender: null, ended: null);
            await all.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Ended -= Check;
        }
    }

    private void Add(PictureOutcome outcome)
    {
        _outcomes[outcome.Job] = outcome;
        Ended?.Invoke(this, outcome);
    }
}
