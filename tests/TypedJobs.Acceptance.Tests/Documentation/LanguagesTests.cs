using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.TestServers;
using TypedJobs.Workers;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Documentation;

/// <summary>The bodies that docs/languages.md shows are put byte by byte, and handled by a worker of the jobs that it shows.</summary>
public sealed partial class LanguagesTests
{
    private const string Page = "docs/languages.md";

    private const string Surroundings = """
        using System.Threading.Channels;
        using TypedJobs;
        using TypedJobs.Brokers;
        using TypedJobs.Workers;

        public sealed class Handler : IJobHandler<CreateThumbnail>, IJobHandler<CreateBareThumbnail>
        {
            public static Channel<string> Handled { get; } = Channel.CreateUnbounded<string>();

            public Task HandleAsync(CreateThumbnail job, JobContext context, CancellationToken cancellationToken) => NoteAsync(job, context);

            public Task HandleAsync(CreateBareThumbnail job, JobContext context, CancellationToken cancellationToken) => NoteAsync(job, context);

            private static Task NoteAsync(object job, JobContext context) => Handled.Writer.WriteAsync($"{context.EventId} {job}").AsTask();
        }

        [JobWorker]
        public sealed partial class ImageWorker;

        public static class Surroundings
        {
            public static Worker CreateWorker(IJobBroker broker) => Worker.Create<ImageWorker>(broker, new JobHandlers().Add(() => new Handler()));

            public static ChannelReader<string> Handled => Handler.Handled.Reader;
        }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_each_language_puts_is_handled()
    {
        var program = DocumentedProgram.Compile(OutputKind.DynamicallyLinkedLibrary, [.. DocumentedProgram.Blocks(Page, "csharp"), Surroundings]);
        var surroundings = program.GetType("Surroundings")!;
        var handled = (System.Threading.Channels.ChannelReader<string>)surroundings.GetProperty("Handled")!.GetValue(null)!;
        await using var server = await BeanstalkdServer.StartAsync();
        await using var look = await BeanstalkClient.ConnectAsync(server.Address, cancellationToken: Cancellation);
        await using var broker = new BeanstalkBroker(new() { Server = server.Address });
        using var stopping = new CancellationTokenSource();
        var run = ((Worker)surroundings.GetMethod("CreateWorker")!.Invoke(null, [broker])!).RunAsync(stopping.Token);

        Assert.Equal(
            ["1 CreateThumbnail { Source = cat.jpg, Width = 320, Format = Png, NotAfter =  }", "2 CreateBareThumbnail { Source = cat.jpg, Width = 320 }"],
            await PutAsync("php"));
        Assert.Equal(
            ["order-4711 CreateThumbnail { Source = cat.jpg, Width = 320, Format = Jpeg, NotAfter =  }", "4 CreateBareThumbnail { Source = cat.jpg, Width = 320 }"],
            await PutAsync("go"));
        Assert.Equal(
            [
                "01890a5d-ac96-774b-bcce-b302099a8057 CreateThumbnail { Source = cat.jpg, Width = 320, Format = Png, NotAfter = 01/01/2031 12:00:00 +01:00 }",
                "6 CreateBareThumbnail { Source = cat.jpg, Width = 320 }",
            ],
            await PutAsync("python"));

        await stopping.CancelAsync();
        await run;

        async Task<List<string>> PutAsync(string language)
        {
            var lines = new List<string>();
            foreach (var code in DocumentedProgram.Blocks(Page, language))
            {
                var body = Encoding.UTF8.GetBytes(Assert.Single(Body().Matches(code)).Value);
                await look.PutAsync(body, new() { Tube = Assert.Single(Tube().Matches(code)).Groups["tube"].Value }, Cancellation);

                // Without an id of its own the event is known by its job's.
                lines.Add((await handled.ReadAsync(Cancellation)).Replace(server.Address + "#", string.Empty, StringComparison.Ordinal));
            }

            return lines;
        }
    }

    /// <summary>What stands between the quotes of the language.</summary>
    [GeneratedRegex("(?<=['`])\\{.*\\}(?=['`])")]
    private static partial Regex Body();

    [GeneratedRegex("(NewTube\\(conn, |TubeName\\(|use=)['\"](?<tube>[a-z.]+)['\"]")]
    private static partial Regex Tube();
}
