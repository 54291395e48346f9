using Contracts;
using TypedJobs;

namespace Worker;

/// <summary>Writes a line for each mail, instead of sending it.</summary>
/// <param name="ledger">Where to.</param>
public sealed class SendMailHandler(Ledger ledger) : IJobHandler<SendMail>
{
    /// <inheritdoc/>
    public Task HandleAsync(SendMail job, JobContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ledger.Write($"{job.Number} {job.To.Address} {job.To.Name} {string.Join('+', job.Lines)} {job.Urgency}");
        return Task.CompletedTask;
    }
}
