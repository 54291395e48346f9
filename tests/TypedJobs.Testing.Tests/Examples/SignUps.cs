namespace TypedJobs.Testing.Tests.Examples;

[Job("customer.sign-up")]
public sealed partial record SignUp(string Address);

public sealed class SignUpHandler(IJobClient jobs) : IJobHandler<SignUp>
{
    public async Task HandleAsync(SignUp job, JobContext context, CancellationToken cancellationToken)
    {
        await jobs.EnqueueSendMailAsync(new(job.Address, "Welcome"), cancellationToken: cancellationToken);
        await jobs.EnqueueSendMailAsync(
            new(job.Address, "Is all well?"), new EnqueueOptions { Delay = TimeSpan.FromDays(7) }, cancellationToken);
    }
}
