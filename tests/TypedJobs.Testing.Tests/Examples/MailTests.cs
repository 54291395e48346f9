using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace TypedJobs.Testing.Tests.Examples;

public sealed class MailTests
{
    [Fact]
    public async Task A_mail_is_sent_again_when_the_server_was_busy()
    {
        var server = new MailServerStub { Refusals = 1 };
        await using var shop = new JobHarness(services => services.AddShop().AddSingleton<IMailServer>(server));
        await shop.Jobs.EnqueueSendMailAsync(new("ann@example.org", "Welcome"));

        var first = (await shop.RunDueAsync()).Single();
        Assert.Equal(JobEnding.Retried, first.Ending);
        Assert.IsType<IOException>(first.Exception);
        Assert.Empty(await shop.RunDueAsync());

        await shop.AdvanceAsync(first.Delay!.Value);
        (await shop.RunDueAsync()).EnsureCompleted();
        Assert.Equal(["ann@example.org: Welcome"], server.Sent);
    }

    [Fact]
    public async Task A_mail_that_fails_three_times_is_buried()
    {
        var server = new MailServerStub { Refusals = 3 };
        await using var shop = new JobHarness(services => services.AddShop().AddSingleton<IMailServer>(server));
        await shop.Jobs.EnqueueSendMailAsync(new("ann@example.org", "Welcome"));

        var results = await shop.DrainAsync();

        Assert.Equal([JobEnding.Retried, JobEnding.Retried, JobEnding.Buried], results.Select(result => result.Ending));
        Assert.Empty(server.Sent);
    }

    [Fact]
    public async Task The_third_failure_is_the_last()
    {
        await using var harness = new JobHarness();

        var result = await harness.RunAsync(
            new SendMailHandler(new MailServerStub { Refusals = 1 }), new("ann@example.org", "Welcome"), new JobRunOptions { Attempt = 3 });

        Assert.Equal(JobEnding.Buried, result.Ending);
        Assert.Equal("failure 3 of 3, the last that it may have: The server is busy.", result.Reason);
    }

    [Fact]
    public async Task A_mail_to_nowhere_is_not_tried_again()
    {
        await using var harness = new JobHarness();

        var result = await harness.RunAsync(new SendMailHandler(new MailServerStub()), new("ann", "Welcome"));

        Assert.Equal(JobEnding.Buried, result.Ending);
        Assert.IsType<FormatException>(result.Exception);
    }
}
