using TypedJobs;

namespace OldRelease;

[Job("letter.send")]
public sealed partial record SendLetter(int Number, string Address);

public sealed class SendLetterHandler : IJobHandler<SendLetter>
{
    public Task HandleAsync(SendLetter job, JobContext context, CancellationToken cancellationToken)
    {
        Console.WriteLine($"handled {job.Number} {context.Version} {job.Address}");
        return Task.CompletedTask;
    }
}

[JobWorker]
public sealed partial class LetterWorker;
