using TypedJobs;

namespace Evolution;

[Job("invoice.remind", Version = 2)]
public sealed partial record SendReminder(int Invoice, Recipient To) : IUpgradeFrom<SendReminderV1, SendReminder>
{
    public static SendReminder Upgrade(SendReminderV1 old)
        => new(old.Invoice, old.To.Split([" <", ">"], StringSplitOptions.None) is [var name, var mail, ""] ? new(name, mail) : new(old.To, old.To));
}

public sealed record Recipient(string Name, string Mail);

[JobVersion("invoice.remind", 1)]
public sealed partial record SendReminderV1(int Invoice, string To);

public sealed class SendReminderHandler : IJobHandler<SendReminder>
{
    public Task HandleAsync(SendReminder job, JobContext context, CancellationToken cancellationToken)
    {
        Console.WriteLine($"invoice {job.Invoice}: reminded {job.To.Name} at {job.To.Mail}, written as version {context.Version}");
        return Task.CompletedTask;
    }
}

internal static class Due
{
    public static SendReminder[] Reminders => [new(2001, new("Cid", "cid@example.org")), new(2002, new("Dot", "dot@example.org"))];
}
