using Microsoft.CodeAnalysis;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.TestServers;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Documentation;

/// <summary>The evening that docs/operating.md tells of, as it stands there: its program is compiled and run, and prints what the page says.</summary>
public sealed class OperatingTests
{
    private const string Page = "docs/operating.md";

    /// <summary>What the page takes for granted: something that sends mails, and a worker at its work. The program's console is a list of lines.</summary>
    private const string Surroundings = """
        using TypedJobs.Brokers;
        using TypedJobs.Workers;

        public static class MailServer
        {
            public static volatile bool IsUp;

            public static Task SendAsync(string to, string subject, CancellationToken cancellationToken)
                => IsUp ? Task.CompletedTask : throw new IOException("The mail server refused the connection.");
        }

        public static class Surroundings
        {
            public static Worker CreateWorker(IJobBroker broker) => Worker.Create<MailWorker>(broker, new JobHandlers().Add(() => new SendMailHandler()));

            public static void BringUpMailServer() => MailServer.IsUp = true;
        }

        internal static class Console
        {
            public static List<string> Lines { get; } = [];

            public static void WriteLine(string line) => Lines.Add(line);
        }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failing_jobs_are_found_understood_fixed_and_requeued()
    {
        var blocks = DocumentedProgram.Blocks(Page, "csharp");
        var program = DocumentedProgram.Compile(OutputKind.ConsoleApplication, blocks[0], string.Concat(blocks.Skip(1)), Surroundings);
        var surroundings = program.GetType("Surroundings")!;
        await using var server = await BeanstalkdServer.StartAsync();
        await using var look = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Cancellation);
        await using var broker = new BeanstalkBroker(new() { Server = server.Address });
        using var stopping = new CancellationTokenSource();
        var worker = (Worker)surroundings.GetMethod("CreateWorker")!.Invoke(null, [broker])!;
        var run = worker.RunAsync(stopping.Token);

        foreach (var name in (string[])["ann@example.org", "bob@example.org", "cid@example.org", "nowhere", "dora@example.org", "eve@example.org"])
        {
            // One after the other, so that the page can say which was the first.
            await EnqueueAsync(look, name);
        }

        surroundings.GetMethod("BringUpMailServer")!.Invoke(null, []);
        await Task.Run(() => program.EntryPoint!.Invoke(null, [new[] { server.Address }]), Cancellation);

        var lines = (List<string>)program.GetType("Console")!.GetProperty("Lines")!.GetValue(null)!;
        Assert.Equal(string.Concat(DocumentedProgram.Blocks(Page, "text")), string.Join('\n', lines) + "\n");
        await UntilAsync(look, static tube => tube is null || tube.CurrentJobsReady + tube.CurrentJobsReserved + tube.CurrentJobsBuried == 0);
        await stopping.CancelAsync();
        await run;
        Assert.Equal(0ul, (await look.StatsTubeAsync("mail.send.failures", Cancellation))?.CurrentJobsReady ?? 0);
    }

    private static async Task EnqueueAsync(BeanstalkClient look, string to)
    {
        var buried = (await look.StatsTubeAsync("mail.send", Cancellation))?.CurrentJobsBuried ?? 0;
        var body = System.Text.Encoding.UTF8.GetBytes($$$"""{"type":"mail.send","data":{"to":"{{{to}}}","subject":"Good evening"}}""");
        await look.PutAsync(body, new() { Tube = "mail.send" }, Cancellation);
        await UntilAsync(look, tube => tube?.CurrentJobsBuried == buried + 1);
    }

    private static async Task UntilAsync(BeanstalkClient look, Func<TubeStats?, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!wanted(await look.StatsTubeAsync("mail.send", limit.Token)))
        {
        }
    }
}
