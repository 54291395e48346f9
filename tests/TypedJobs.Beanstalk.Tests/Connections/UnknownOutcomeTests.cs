using System.Diagnostics.Metrics;
using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

/// <summary>Alone in its process while it runs: what is counted says nothing of whose it is.</summary>
[Collection(nameof(UnknownOutcomeTests))]
[CollectionDefinition(nameof(UnknownOutcomeTests), DisableParallelization = true)]
public sealed class UnknownOutcomeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ScriptedServer.Close, 2)]
    [InlineData("TOUCHED\r\n" + ScriptedServer.Close, 1)]
    [InlineData("nonsense\r\n", 2)]
    [InlineData("INSERTED 1\r\n", 2)]
    [InlineData("BAD_FORMAT\r\n", 1)]
    public async Task Every_command_that_the_server_leaves_without_a_sensible_answer_is_counted(string says, long counted)
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);

        Assert.Equal(counted, await CountAsync(server, client, says, static () => Task.CompletedTask));
    }

    [Fact]
    public async Task So_is_what_a_server_cuts_off_that_was_to_answer_before_the_end()
    {
        await using var server = ScriptedServer.Start();
        var client = await server.ConnectAsync(Token);
        var quitting = Task.CompletedTask;

        var counted = await CountAsync(server, client, ScriptedServer.Close, async () =>
        {
            quitting = client.QuitAsync(Token).AsTask();
            Assert.Equal("quit", await server.NextCommandAsync(Token));
        });

        await quitting;
        Assert.Equal(2, counted);
    }

    [Fact]
    public async Task What_the_client_gives_up_itself_is_not()
    {
        await using var server = ScriptedServer.Start();
        var client = await server.ConnectAsync(Token);

        Assert.Equal(0, await CountAsync(server, client, string.Empty, async () => await client.DisposeAsync()));
    }

    /// <summary>Asks two things, and counts until both callers know.</summary>
    private static async Task<long> CountAsync(ScriptedServer server, BeanstalkClient client, string says, Func<Task> before)
    {
        long counted = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "typedjobs.beanstalk.unknown_outcomes")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref counted, count));
        listener.Start();
        Task[] asked = [client.TouchAsync(1, Token).AsTask(), client.TouchAsync(2, Token).AsTask()];
        _ = await server.NextCommandsAsync(2, Token);

        await before();
        foreach (var part in says.Split(ScriptedServer.Close))
        {
            await server.SayAsync(part);
        }

        if (says.Contains(ScriptedServer.Close, StringComparison.Ordinal))
        {
            await server.SayAsync(ScriptedServer.Close);
        }

        await Task.WhenAll(asked).ContinueWith(static _ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);
        return Interlocked.Read(ref counted);
    }
}
