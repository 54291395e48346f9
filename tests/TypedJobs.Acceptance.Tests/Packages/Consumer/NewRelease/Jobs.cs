using TypedJobs;

namespace NewRelease;

[Job("letter.send", Version = 3)]
public sealed partial record SendLetter(int Number, Address To) : IUpgradeFrom<SendLetterV2, SendLetter>
{
    static SendLetter IUpgradeFrom<SendLetterV2, SendLetter>.Upgrade(SendLetterV2 old) => new(old.Number, new Address(old.Street, old.Town));
}

public sealed record Address(string Street, string Town);

[JobVersion("letter.send", 2)]
internal sealed partial record SendLetterV2(int Number, string Street, string Town) : IUpgradeFrom<SendLetterV1, SendLetterV2>
{
    public static SendLetterV2 Upgrade(SendLetterV1 old) => old.Address.Split(", ") is [var street, var town] ? new(old.Number, street, town) : new(old.Number, old.Address, "?");
}

[JobVersion("letter.send", 1)]
internal sealed partial record SendLetterV1(int Number, string Address);

public sealed class SendLetterHandler : IJobHandler<SendLetter>
{
    public Task HandleAsync(SendLetter job, JobContext context, CancellationToken cancellationToken)
    {
        Console.WriteLine($"handled {job.Number} {context.Version} {job.To.Street}/{job.To.Town}");
        return Task.CompletedTask;
    }
}

[JobWorker]
public sealed partial class LetterWorker;
