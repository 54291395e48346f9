namespace TypedJobs.Testing.Tests.Examples;

[Job("payment.check")]
public sealed partial record CheckPayment(int Order);

public sealed class CheckPaymentHandler(IBank bank, TimeProvider time) : IJobHandler<CheckPayment>
{
    public async Task HandleAsync(CheckPayment job, JobContext context, CancellationToken cancellationToken)
    {
        while (!await bank.HasPaidAsync(job.Order, cancellationToken))
        {
            await Task.Delay(TimeSpan.FromMinutes(5), time, cancellationToken);
        }
    }
}

public interface IBank
{
    Task<bool> HasPaidAsync(int order, CancellationToken cancellationToken);
}

/// <summary>What tests have.</summary>
internal sealed class BankStub : IBank
{
    public bool HasPaid { get; set; }

    public Task<bool> HasPaidAsync(int order, CancellationToken cancellationToken) => Task.FromResult(HasPaid);
}
