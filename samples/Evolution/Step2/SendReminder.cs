using TypedJobs;

namespace Evolution;

[Job("invoice.remind")]
public sealed partial record SendReminder(int Invoice, Recipient To);

public sealed record Recipient(string Name, string Mail);

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
