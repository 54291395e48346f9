using TypedJobs;

namespace Evolution;

[Job("invoice.remind")]
public sealed partial record SendReminder(int Invoice, string To);

public sealed class SendReminderHandler : IJobHandler<SendReminder>
{
    public Task HandleAsync(SendReminder job, JobContext context, CancellationToken cancellationToken)
    {
        Console.WriteLine($"invoice {job.Invoice}: reminded {job.To}, written as version {context.Version}");
        return Task.CompletedTask;
    }
}

internal static class Due
{
    public static SendReminder[] Reminders => [new(1001, "Ann <ann@example.org>"), new(1002, "Bob <bob@example.org>")];
}
