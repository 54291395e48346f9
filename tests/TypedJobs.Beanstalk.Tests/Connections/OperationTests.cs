using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Tests.Servers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

/// <summary>What goes wrong between an answer and its caller harms neither that caller nor any other.</summary>
[SuppressMessage("Reliability", "CA2012", Justification = "That is what is tested.")]
public sealed class OperationTests
{
    /// <summary>A hang becomes a failure.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_for_which_there_is_no_memory_ends_the_connection_and_fails_as_unknown()
    {
        await using var server = ScriptedServer.Start();
        await using var session = await Session.ConnectAsync(
            async token => await SocketTransport.ConnectAsync(server.Address, Bound, inPool: false, token),
            server.Address,
            new() { Reconnect = new() { Enabled = false } },
            NullLogger.Instance,
            new WatchedTubes(),
            Token);
        var asked = session.SendAsync(Operation<Unreadable, int>.For(default), Token).AsTask();
        var behind = session.SendAsync(Operation<Unreadable, int>.For(default), Token).AsTask();
        _ = await server.NextCommandsAsync(2, Token);

        await server.SayAsync("TOUCHED\r\n");

        var error = await Assert.ThrowsAsync<BeanstalkConnectionException>(() => asked.WaitAsync(Bound, Token));
        Assert.Equal(CommandOutcome.Unknown, error.Outcome);
        _ = Assert.IsType<InsufficientMemoryException>(error.InnerException);
        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => behind.WaitAsync(Bound, Token))).Outcome);
        Assert.False(session.IsConnected);
    }

    [Fact]
    public async Task A_caller_whose_context_is_no_more_keeps_no_other_from_its_answer()
    {
        await using var server = ScriptedServer.Start();
        await using var client = await server.ConnectAsync(Token);
        AwaitInDeadContext(client);
        var next = client.TouchAsync(2, Token).AsTask();
        Assert.Equal(["touch 1", "touch 2"], await server.NextCommandsAsync(2, Token));

        await server.SayAsync("TOUCHED\r\nTOUCHED\r\n");

        Assert.True(await next.WaitAsync(Bound, Token));
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_caller_whose_context_is_no_more_keeps_no_other_from_learning_that_the_connection_is_over()
    {
        await using var server = ScriptedServer.Start();
        var client = await server.ConnectAsync(Token);
        AwaitInDeadContext(client);
        var next = client.TouchAsync(2, Token).AsTask();
        _ = await server.NextCommandsAsync(2, Token);

        await client.DisposeAsync().AsTask().WaitAsync(Bound, Token);

        Assert.Equal(CommandOutcome.Unknown, (await Assert.ThrowsAsync<BeanstalkConnectionException>(() => next.WaitAsync(Bound, Token))).Outcome);
    }

    [Fact]
    public async Task One_that_is_read_twice_at_once_is_used_again_by_one_only()
    {
        using var together = new Barrier(2);
        for (var round = 0; round < 2000; round++)
        {
            var operation = Operation<Twice, int>.For(default);
            var result = operation.Result;
            operation.Read(new Reply(ReplyKind.OutOfMemory));
            operation.IsFree = true;
            operation.Deliver();

            await Task.WhenAll(Task.Run(Read, Token), Task.Run(Read, Token));

            Assert.NotSame(Operation<Twice, int>.For(default), Operation<Twice, int>.For(default));

            void Read()
            {
                together.SignalAndWait(Token);
                try
                {
                    _ = result.Result;
                }
                catch (Exception exception) when (exception is ServerOutOfMemoryException or InvalidOperationException)
                {
                    // The answer; or the other was faster.
                }
            }
        }
    }

    private static void AwaitInDeadContext(BeanstalkClient client)
    {
        var own = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Dead());
        client.TouchAsync(1, Token).GetAwaiter().OnCompleted(static () => { });
        SynchronizationContext.SetSynchronizationContext(own);
    }

    private sealed class Dead : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("The window is closed.");
    }

    private readonly record struct Unreadable : ICommand<int>
    {
        public static string Name => "touch";

        public void WriteTo(ref CommandWriter writer) => writer.Line("touch"u8, 1);

        public int Interpret(in Reply reply) => throw new InsufficientMemoryException();
    }

    /// <summary>Of this test alone, as is its pool. An error takes its time to be thrown, so that two who read it meet.</summary>
    private readonly record struct Twice : ICommand<int>
    {
        public static string Name => "touch";

        public void WriteTo(ref CommandWriter writer) => writer.Line("touch"u8, 1);

        public int Interpret(in Reply reply) => throw reply.ToException(Name);
    }
}
