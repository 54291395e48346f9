using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace TypedJobs.Testing.Tests.Examples;

public sealed class SignUpTests
{
    [Fact]
    public async Task A_sign_up_enqueues_two_mails()
    {
        await using var harness = new JobHarness();
        var jobs = new RecordingJobClient();

        (await harness.RunAsync(new SignUpHandler(jobs), new("ann@example.org"))).EnsureCompleted();

        Assert.Equal(2, jobs.AllEnqueued.Count);
        Assert.Equal(TimeSpan.Zero, jobs.SingleEnqueued<SendMail>(mail => mail.Subject == "Welcome").Delay);
        Assert.Equal(TimeSpan.FromDays(7), jobs.SingleEnqueued<SendMail>(mail => mail.Subject == "Is all well?").Delay);
    }

    [Fact]
    public async Task The_second_mail_is_sent_after_a_week()
    {
        var server = new MailServerStub();
        await using var shop = new JobHarness(services => services.AddShop().AddSingleton<IMailServer>(server));

        await shop.Jobs.EnqueueSignUpAsync(new("ann@example.org"));
        (await shop.RunDueAsync()).EnsureCompleted();
        Assert.Equal(["ann@example.org: Welcome"], server.Sent);

        await shop.AdvanceAsync(TimeSpan.FromDays(7));
        (await shop.RunDueAsync()).EnsureCompleted();
        Assert.Equal(["ann@example.org: Welcome", "ann@example.org: Is all well?"], server.Sent);
    }
}
