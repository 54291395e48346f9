using System.Collections.Concurrent;
using System.Text;
using TypedJobs.Beanstalk.Tests.Servers;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Faults;

/// <summary>A test with a proxy before its server. No other runs beside it: exceptions that nobody looks at do not say whose they are.</summary>
[Collection(typeof(Alone))]
public abstract class FaultTest : ServerTest
{
    /// <summary>A hang becomes a failure.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private const int MostAttempts = 10;

    private readonly ConcurrentQueue<Exception> _unobserved = new();

    /// <summary>For peers that fall silent. A busy machine may look like one, so whoever uses it is ready for a command that fails for that.</summary>
    protected static BeanstalkClientOptions Impatient { get; } = new()
    {
        ReplyTimeout = TimeSpan.FromSeconds(1),
        ConnectTimeout = TimeSpan.FromSeconds(1),
        Reconnect = new() { CommandsWait = true, ShortestPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(20) },
    };

    /// <summary>For everything that shows without waiting.</summary>
    protected static BeanstalkClientOptions Patient { get; } = Impatient with { ReplyTimeout = Bound, ConnectTimeout = Bound };

    /// <summary>Holds a conversation through a proxy, and then sees whether the same client works again.</summary>
    /// <returns>What went to the server and to the client over the first connection, and how many commands failed.</returns>
    private protected async Task<(ReadOnlyMemory<byte> ToServer, ReadOnlyMemory<byte> ToClient, int Failed)> TalkAsync(
        string name, Flow? toServer, Flow? toClient, bool atOnce, IReadOnlyList<ulong> known, BeanstalkClientOptions? options = null)
    {
        await using var proxy = FaultProxy.Start(Server.Port).Arrange(toServer, toClient);
        await using var client = await ConnectThroughAsync(proxy, options ?? Patient);
        var conversation = new Conversation(client, known, name);
        await (atOnce ? conversation.AtOnceAsync(Token) : conversation.InTurnAsync(Token)).WaitAsync(Bound, Token);
        await conversation.CheckAsync(proxy, Client, Token);
        var failed = conversation.Failed;

        // The connection may have been broken without anybody having noticed yet.
        var again = new Conversation(client, known, $"{name}.again");
        await again.AtOnceAsync(Token).WaitAsync(Bound, Token);
        for (var attempt = 1; again.Failed > 0; attempt++)
        {
            Assert.InRange(attempt, 1, MostAttempts);
            again = new Conversation(client, known, $"{name}.again.{attempt}");
            await again.InTurnAsync(Token).WaitAsync(Bound, Token);
        }

        return (proxy.Connections[0].ToServer, proxy.Connections[0].ToClient, failed);
    }

    /// <summary>Jobs that are looked at.</summary>
    private protected async Task<IReadOnlyList<ulong>> PutKnownAsync()
    {
        var known = new List<ulong>();
        for (var n = 0; n < 6; n++)
        {
            known.Add(await PutAsync($"known {n}", new() { Tube = "known" }));
        }

        return known;
    }

    /// <summary>Runs what may leave exceptions that nobody looks at, and says which were left.</summary>
    private protected async Task<IReadOnlyList<Exception>> UnobservedInAsync(Func<Task> action)
    {
        void Note(object? sender, UnobservedTaskExceptionEventArgs arguments) => _unobserved.Enqueue(arguments.Exception);

        // What others left.
        FinalizeTasks();
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await action();
            FinalizeTasks();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        return [.. _unobserved];

        static void FinalizeTasks()
        {
            for (var generation = 0; generation < 2; generation++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    /// <summary>The first connection may be the one that breaks: then connecting says so, and is tried again.</summary>
    private protected static async Task<BeanstalkClient> ConnectThroughAsync(FaultProxy proxy, BeanstalkClientOptions options)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await BeanstalkClient.ConnectAsync(proxy.Address, options, Token);
            }
            catch (BeanstalkConnectionException exception) when (attempt < MostAttempts)
            {
                Assert.Equal(CommandOutcome.NotSent, exception.Outcome);
            }
        }
    }
}

/// <summary>What runs when all else has run.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
