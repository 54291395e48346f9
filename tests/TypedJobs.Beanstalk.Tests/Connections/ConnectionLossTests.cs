using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

public sealed class ConnectionLossTests : ServerTest
{
    [Fact]
    public async Task Everything_that_waits_fails_when_the_server_dies()
    {
        var worker = await ConnectAsync();
        var reserving = worker.ReserveAsync(cancellationToken: Token).AsTask();
        var putting = worker.PutAsync(Bytes("x"), cancellationToken: Token).AsTask();
        await WaitingReservesAsync(Client, 1);

        await Server.KillAsync();

        var reserve = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => reserving);
        Assert.Equal(CommandOutcome.Unknown, reserve.Outcome);
        Assert.Contains(Server.Address, reserve.Message, StringComparison.Ordinal);

        // The reserve is known to have reached the server; whether the put had left by then is not.
        var put = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => putting);
        Assert.NotEqual(CommandOutcome.Answered, put.Outcome);
        Assert.Contains(Server.Address, put.Message, StringComparison.Ordinal);

        Assert.False(worker.IsConnected);
        Assert.Equal(CommandOutcome.NotSent, (await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await worker.StatsAsync(Token))).Outcome);
    }

    [Fact]
    public async Task What_had_not_been_sent_is_said_not_to_have_been()
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        var sent = Enumerable.Range(0, 256).Select(_ => client.TouchAsync(1, Token).AsTask()).ToList();
        var unsent = Enumerable.Range(0, 138).Select(_ => client.TouchAsync(2, Token).AsTask()).ToList();
        _ = await server.NextCommandsAsync(sent.Count, Token);

        await server.SayAsync(string.Concat(Enumerable.Repeat("TOUCHED\r\n", 128)));
        Assert.All(await server.NextCommandsAsync(128, Token), static line => Assert.Equal("touch 2", line));
        await server.SayAsync(ScriptedServer.Close);

        Assert.All(await Task.WhenAll(sent.Take(128)), Assert.True);
        foreach (var (operation, outcome) in sent.Skip(128).Concat(unsent.Take(128)).Select(static task => (task, CommandOutcome.Unknown))
            .Concat(unsent.Skip(128).Select(static task => (task, CommandOutcome.NotSent))))
        {
            Assert.Equal(outcome, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => operation)).Outcome);
        }
    }

    [Theory]
    [InlineData("", "the server closed it")]
    [InlineData("D", "in the middle of a reply")]
    [InlineData("DELETED\r", "in the middle of a reply")]
    [InlineData("RESERVED 1 10\r\nabc", "in the middle of a reply")]
    [InlineData("RESERVED 1 3\r\nabc", "in the middle of a reply")]
    [InlineData("RESERVED 1 3\r\nabc\r", "in the middle of a reply")]
    public async Task A_reply_that_is_cut_off_is_no_reply(string reply, string reason)
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        var reserving = client.ReserveAsync(TimeSpan.Zero, Token).AsTask();
        _ = await server.NextCommandAsync(Token);

        await server.SayAsync(reply);
        await server.SayAsync(ScriptedServer.Close);

        var lost = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => reserving);
        Assert.Equal(CommandOutcome.Unknown, lost.Outcome);
        Assert.Contains(reason, lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_fails_the_command_that_it_answers_and_the_rest_with_it()
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        var first = client.TouchAsync(1, Token).AsTask();
        var second = client.TouchAsync(2, Token).AsTask();
        _ = await server.NextCommandsAsync(2, Token);

        await server.SayAsync("RESERVED 1 99999999999\r\n");

        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<UnexpectedReplyException>(() => first)).Outcome);
        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => second)).Outcome);
    }

    [Fact]
    public async Task A_reply_that_nobody_asked_for_ends_the_connection()
    {
        var log = new FakeLogCollector();
        using var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(log)));
        await using var server = ScriptedServer.Start("TOUCHED\r\nTOUCHED\r\n");
        await using var client = await server.ConnectAsync(Token, new() { LoggerFactory = loggers });

        Assert.True(await client.TouchAsync(1, Token));

        var lost = await log.GetLogsAsync(Token).FirstAsync(static record => record.Id.Name == "Lost", Token);
        Assert.Equal(LogLevel.Warning, lost.Level);
        Assert.Contains("without having been asked", lost.Message, StringComparison.Ordinal);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Connecting_closing_and_giving_back_are_logged()
    {
        var log = new FakeLogCollector();
        using var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(log)));
        using var cancelling = new CancellationTokenSource();
        await using var server = ScriptedServer.Start();
        var client = await server.ConnectAsync(Token, new() { LoggerFactory = loggers });
        var reserving = client.ReserveAsync(TimeSpan.Zero, cancelling.Token).AsTask();
        _ = await server.NextCommandAsync(Token);
        await cancelling.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reserving);

        await server.SayAsync("RESERVED 7 0\r\n\r\n");
        _ = await server.NextCommandAsync(Token);
        await server.SayAsync(ScriptedServer.WithSize("id: 7\ntube: a\npri: 0\n"));
        _ = await server.NextCommandAsync(Token);
        await server.SayAsync("RELEASED\r\n");
        var gaveBack = await log.GetLogsAsync(Token).FirstAsync(static record => record.Id.Name == "GaveBack", Token);
        await client.DisposeAsync();

        Assert.Contains("job 7", gaveBack.Message, StringComparison.Ordinal);
        Assert.Equal(["Connected", "GaveBack", "Closed"], log.GetSnapshot().Select(static record => record.Id.Name));
        Assert.All(log.GetSnapshot(), record => Assert.Contains(server.Address.ToString(), record.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_exception_is_left_unobserved()
    {
        var unobserved = new ConcurrentQueue<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs arguments) => unobserved.Enqueue(arguments.Exception);
        TaskScheduler.UnobservedTaskException += Note;
        string address;
        try
        {
            address = await LoseWithEverythingWaitingAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        // Other tests run in this process as well; the address tells this one's exceptions.
        Assert.DoesNotContain(unobserved, exception => exception.ToString().Contains(address, StringComparison.Ordinal));
    }

    private static async Task<string> LoseWithEverythingWaitingAsync()
    {
        using var cancelling = new CancellationTokenSource();
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        var abandoned = client.ReserveAsync(TimeSpan.Zero, cancelling.Token).AsTask();
        var waiting = client.PutAsync(Bytes("x"), new PutOptions { Tube = "a" }, Token).AsTask();
        _ = await server.NextCommandAsync(Token);
        await cancelling.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);

        // The job of the abandoned reserve starts to be given back, and then the line is cut.
        await server.SayAsync("RESERVED 1 0\r\n\r\nUSING");
        await server.SayAsync(ScriptedServer.Close);
        _ = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => waiting);
        return server.Address.ToString();
    }
}
