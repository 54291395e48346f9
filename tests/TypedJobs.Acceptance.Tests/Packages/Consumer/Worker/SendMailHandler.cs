using System.Diagnostics;
using System.Globalization;
using Contracts;
using Microsoft.Extensions.Logging;
using TypedJobs;

namespace Worker;

/// <summary>Writes a line for each mail, instead of sending it.</summary>
/// <param name="ledger">Where to.</param>
/// <param name="logger">Takes the log.</param>
public sealed partial class SendMailHandler(Ledger ledger, ILogger<SendMailHandler> logger) : IJobHandler<SendMail>
{
    private static int s_begun;

    /// <inheritdoc/>
    public Task HandleAsync(SendMail job, JobContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (Interlocked.Exchange(ref s_begun, 1) == 0)
        {
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"first job {(DateTime.Now - process.StartTime).TotalMilliseconds:0} ms after the start, {Environment.WorkingSet / 1e6:0.0} MB resident"));
        }

        LogSent(logger, job.Number);
        ledger.Write($"{job.Number} {job.To.Address} {job.To.Name} {string.Join('+', job.Lines)} {job.Urgency}");
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Debug, "Sent mail {Number}.")]
    private static partial void LogSent(ILogger logger, int? number);
}
