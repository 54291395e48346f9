using TypedJobs.Acceptance.Tests.Programs;
using TypedJobs.Beanstalk;
using Xunit;

namespace TypedJobs.Acceptance.Tests.Samples;

/// <summary>The embedded broker as a server of its own: a process that is started, told where to listen, and ended by a signal.</summary>
public sealed class EmbeddedServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_where_it_listens_serves_drains_and_ends_on_SIGTERM()
    {
        await using var server = Start("--listen", "127.0.0.1:0", "--max-job-size", "10");
        var address = await ListeningAsync(server);
        await using var client = await BeanstalkClient.ConnectAsync($"beanstalk://{address}", cancellationToken: Token);
        Assert.Equal(10, client.MaxJobSize);
        Assert.Equal(1ul, await client.PutAsync("0123456789"u8.ToArray(), cancellationToken: Token));
        Assert.Equal(1ul, (await client.ReserveAsync(TimeSpan.Zero, Token)).Job!.Id);

        await server.SignalAsync("USR1");
        while (!(await client.StatsAsync(Token)).Draining)
        {
        }

        await server.SignalAsync("TERM");
        var result = await server.WaitForExitAsync();

        Assert.Equal(new ProgramResult(0, $"Listening on {address}\n", string.Empty), result);
    }

    [Fact]
    public async Task It_listens_on_a_unix_socket_and_takes_it_away_again()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "s");
        await using var server = Start("--listen", $"unix:{path}");
        Assert.Equal($"unix:{path}", await ListeningAsync(server));
        await using var client = await BeanstalkClient.ConnectAsync($"unix://{path}", cancellationToken: Token);
        Assert.Equal(1ul, await client.PutAsync("x"u8.ToArray(), cancellationToken: Token));

        await server.SignalAsync("INT");

        Assert.Equal(0, (await server.WaitForExitAsync()).ExitCode);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_it_with_a_line()
    {
        await using var server = Start("--listen", "127.0.0.1:0");
        var address = await ListeningAsync(server);

        var result = await RunningProgram.RunAsync("dotnet", [Repository.Sample("EmbeddedServer"), "--listen", address]);

        Assert.Equal((1, string.Empty), (result.ExitCode, result.Output));
        Assert.StartsWith($"Cannot serve on {address}: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--listen must be an IP address and a port", "--listen", "nowhere")]
    [InlineData("--listen must be an IP address and a port", "--listen", "127.0.0.1")]
    [InlineData("many", "--max-job-size", "many")]
    [InlineData("EmbeddedBrokerOptions.MaxJobSize is -1", "--max-job-size", "-1")]
    [InlineData("--port", "--port", "11300")]
    public async Task What_cannot_be_used_is_named(string message, params string[] arguments)
    {
        var result = await RunningProgram.RunAsync("dotnet", [Repository.Sample("EmbeddedServer"), .. arguments]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        var result = await RunningProgram.RunAsync("dotnet", [Repository.Sample("EmbeddedServer"), "--help"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("--listen <127.0.0.1:11300|unix:/path>", result.Output, StringComparison.Ordinal);
        Assert.Contains("--max-job-size <BYTES>", result.Output, StringComparison.Ordinal);
    }

    private static RunningProgram Start(params string[] arguments) => RunningProgram.Start("dotnet", [Repository.Sample("EmbeddedServer"), .. arguments]);

    private static async Task<string> ListeningAsync(RunningProgram server)
    {
        const string Start = "Listening on ";
        return (await server.WaitForLineAsync(static line => line.StartsWith(Start, StringComparison.Ordinal)))[Start.Length..];
    }
}
