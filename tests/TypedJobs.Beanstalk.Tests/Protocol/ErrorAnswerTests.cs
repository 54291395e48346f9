using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Protocol;

/// <summary>The errors that the protocol document says any command may get, for every command; and what is no answer at all.</summary>
public sealed class ErrorAnswerTests
{
    private static readonly Dictionary<string, Func<BeanstalkClient, CancellationToken, Task>> Commands = new()
    {
        ["put 1024 0 60 1"] = async (client, token) => await client.PutAsync(new byte[] { 65 }, cancellationToken: token),
        ["use t"] = async (client, token) => await client.UseAsync("t", token),
        ["reserve-with-timeout 60"] = async (client, token) => await client.ReserveAsync(cancellationToken: token),
        ["reserve-with-timeout 3"] = async (client, token) => await client.ReserveAsync(TimeSpan.FromSeconds(3), token),
        ["reserve-job 1"] = async (client, token) => await client.ReserveJobAsync(1, token),
        ["delete 1"] = async (client, token) => await client.DeleteAsync(1, token),
        ["release 1 1024 0"] = async (client, token) => await client.ReleaseAsync(1, cancellationToken: token),
        ["bury 1 1024"] = async (client, token) => await client.BuryAsync(1, cancellationToken: token),
        ["touch 1"] = async (client, token) => await client.TouchAsync(1, token),
        ["watch t"] = async (client, token) => await client.WatchAsync("t", token),
        ["ignore t"] = async (client, token) => await client.IgnoreAsync("t", token),
        ["peek 1"] = async (client, token) => await client.PeekAsync(1, token),
        ["peek-ready"] = async (client, token) => await client.PeekReadyAsync(token),
        ["peek-delayed"] = async (client, token) => await client.PeekDelayedAsync(token),
        ["peek-buried"] = async (client, token) => await client.PeekBuriedAsync(token),
        ["kick 1"] = async (client, token) => await client.KickAsync(1, token),
        ["kick-job 1"] = async (client, token) => await client.KickJobAsync(1, token),
        ["stats"] = async (client, token) => await client.StatsAsync(token),
        ["stats-job 1"] = async (client, token) => await client.StatsJobAsync(1, token),
        ["stats-tube t"] = async (client, token) => await client.StatsTubeAsync("t", token),
        ["list-tubes"] = async (client, token) => await client.ListTubesAsync(token),
        ["list-tube-used"] = async (client, token) => await client.ListTubeUsedAsync(token),
        ["list-tubes-watched"] = async (client, token) => await client.ListTubesWatchedAsync(token),
        ["pause-tube t 1"] = async (client, token) => await client.PauseTubeAsync("t", TimeSpan.FromSeconds(1), token),
    };

    private static readonly (string Reply, Type Exception, CommandOutcome Outcome, bool EndsConnection)[] Errors =
    [
        ("OUT_OF_MEMORY\r\n", typeof(ServerOutOfMemoryException), CommandOutcome.Answered, false),
        ("INTERNAL_ERROR\r\n", typeof(InternalErrorException), CommandOutcome.Answered, false),
        ("BAD_FORMAT\r\n", typeof(BadFormatException), CommandOutcome.Answered, true),
        ("UNKNOWN_COMMAND\r\n", typeof(UnknownCommandException), CommandOutcome.Answered, true),

        // An answer that is another command's, and what is nobody's.
        ("PAUSED 1\r\n", typeof(UnexpectedReplyException), CommandOutcome.Unknown, true),
        ("HTTP/1.1 400 Bad Request\r\n", typeof(UnexpectedReplyException), CommandOutcome.Unknown, true),
        ("\r\n", typeof(UnexpectedReplyException), CommandOutcome.Unknown, true),
    ];

    public static TheoryData<string, string> EveryCommandAndError
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var command in Commands.Keys)
            {
                foreach (var (reply, _, _, _) in Errors)
                {
                    data.Add(command, reply);
                }

                data.Add(command, command.StartsWith("put", StringComparison.Ordinal) ? "DELETED\r\n" : "INSERTED 1\r\n");
            }

            return data;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(EveryCommandAndError))]
    public async Task Every_command_reports_every_error(string command, string reply)
    {
        var expected = Errors.FirstOrDefault(error => error.Reply == reply);
        var type = expected.Exception ?? typeof(UnexpectedReplyException);
        var ends = expected.Exception is null || expected.EndsConnection || command.StartsWith("use", StringComparison.Ordinal);
        await using var server = ScriptedServer.Start(reply, "TOUCHED\r\n");
        await using var client = await server.ConnectAsync(Token);

        var error = await Assert.ThrowsAnyAsync<BeanstalkException>(() => Commands[command](client, Token));

        Assert.IsType(type, error);
        Assert.Equal(expected.Exception is null ? CommandOutcome.Unknown : expected.Outcome, error.Outcome);
        Assert.Equal(command, await server.NextCommandAsync(Token));
        Assert.Equal(!ends, client.IsConnected);
        if (ends)
        {
            var later = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await client.TouchAsync(1, Token));
            Assert.Equal(CommandOutcome.NotSent, later.Outcome);
            Assert.Empty(server.FurtherCommands());
        }
        else
        {
            Assert.True(await client.TouchAsync(1, Token));
        }
    }
}
