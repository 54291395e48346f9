using System.IO.Pipelines;
using System.Text;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Inspection;
using Xunit;

namespace TypedJobs.Tests.Inspection;

public sealed class RequeueingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The test is the server: of three buried jobs the other two are gone after the first look, and the first has failed again before the next.</summary>
    [Fact]
    public async Task Requeueing_all_stops_at_a_job_that_is_back()
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        var serving = ServeAsync(toServer.Reader, toClient.Writer);
        await using (var inspector = new JobInspector(
            new BeanstalkBrokerOptions { Server = "beanstalk://127.0.0.1:1", Connect = _ => new(new Pipes(toClient.Reader, toServer.Writer)) }, new KnownJobs()))
        {
            Assert.Equal(1, await inspector.RequeueAllAsync("test.probe", Cancellation));
        }

        Assert.Equal(["kick-job 7"], (await serving).Where(static command => command.StartsWith("kick", StringComparison.Ordinal)));
    }

    private static async Task<IReadOnlyList<string>> ServeAsync(PipeReader input, PipeWriter output)
    {
        var commands = new List<string>();
        using var reader = new StreamReader(input.AsStream());
        while (await ReadLineAsync(reader) is { } command)
        {
            commands.Add(command);
            var answer = command switch
            {
                "stats" => Text("---\nid: 0123456789abcdef\n"),
                "stats-tube test.probe" => Text("---\nname: test.probe\ncurrent-jobs-buried: 3\n"),
                "peek-buried" => "FOUND 7 2\r\n{}\r\n",
                "kick-job 7" => "KICKED\r\n",
                ['u', 's', 'e', ' ', .. var tube] => $"USING {tube}\r\n",
                _ => "NOT_FOUND\r\n",
            };
            await output.WriteAsync(Encoding.ASCII.GetBytes(answer), Cancellation);
        }

        return commands;
    }

    /// <summary>The next command; null at the end, of which a client over pipes says the reason.</summary>
    private static async Task<string?> ReadLineAsync(StreamReader reader)
    {
        try
        {
            return await reader.ReadLineAsync(Cancellation);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Text(string data) => $"OK {data.Length}\r\n{data}\r\n";

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
