namespace TypedJobs.Testing.Tests.Examples;

[Job("mail.send", MaxAttempts = 3, BackoffSeconds = 10)]
public sealed partial record SendMail(string To, string Subject);

[BuryOn<FormatException>]
public sealed class SendMailHandler(IMailServer server) : IJobHandler<SendMail>
{
    public Task HandleAsync(SendMail job, JobContext context, CancellationToken cancellationToken)
        => server.SendAsync(job.To, job.Subject, cancellationToken);
}

public interface IMailServer
{
    Task SendAsync(string address, string subject, CancellationToken cancellationToken);
}

/// <summary>What production has.</summary>
public sealed class SmtpServer : IMailServer
{
    public Task SendAsync(string address, string subject, CancellationToken cancellationToken) => throw new NotSupportedException("No test sends mail.");
}

/// <summary>What tests have instead.</summary>
internal sealed class MailServerStub : IMailServer
{
    /// <summary>How many mails it will not take, from now on.</summary>
    public int Refusals { get; set; }

    public List<string> Sent { get; } = [];

    public Task SendAsync(string address, string subject, CancellationToken cancellationToken)
    {
        if (!address.Contains('@', StringComparison.Ordinal))
        {
            throw new FormatException($"'{address}' is no address.");
        }

        if (Refusals-- > 0)
        {
            throw new IOException("The server is busy.");
        }

        Sent.Add($"{address}: {subject}");
        return Task.CompletedTask;
    }
}
