using Xunit;

namespace TypedJobs.Testing.Tests.Examples;

public sealed class PaymentTests
{
    [Fact]
    public async Task A_payment_is_waited_for()
    {
        var bank = new BankStub();
        await using var harness = new JobHarness();

        var run = harness.RunAsync(new CheckPaymentHandler(bank, harness.Clock), new(4711));
        await harness.HandlerWaitsAsync();
        bank.HasPaid = true;
        await harness.AdvanceAsync(TimeSpan.FromMinutes(5));

        (await run).EnsureCompleted();
    }
}
