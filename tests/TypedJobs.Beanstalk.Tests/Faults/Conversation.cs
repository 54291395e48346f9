using System.Collections.Concurrent;
using System.Text;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Faults;

/// <summary>
/// Many commands over a connection to which things happen, each with an answer that only it can have, so that an answer given to another shows.
/// What a command claims of its fate is compared with what went through the proxy and with what the server has.
/// </summary>
internal sealed class Conversation(BeanstalkClient client, IReadOnlyList<ulong> known, string name)
{
    // The same in all conversations: a server grows slow with the number of its tubes.
    private static readonly TubeName[] Tubes = ["one", "other"];

    private readonly ConcurrentQueue<(string Body, ulong? Id, CommandOutcome? Outcome)> _puts = new();
    private int _failed;

    /// <summary>How many commands failed.</summary>
    public int Failed => _failed;

    /// <summary>All commands at once.</summary>
    public Task AtOnceAsync(CancellationToken token) => Task.WhenAll(Commands(token).Select(static command => command()));

    /// <summary>One command after the other.</summary>
    public async Task InTurnAsync(CancellationToken token)
    {
        foreach (var command in Commands(token))
        {
            await command();
        }
    }

    /// <summary>Compares what was claimed with what happened.</summary>
    public async Task CheckAsync(FaultProxy proxy, BeanstalkClient server, CancellationToken token)
    {
        var sent = string.Concat(proxy.Connections.Select(static connection => Encoding.Latin1.GetString(connection.ToServer.Span)));
        foreach (var (body, id, outcome) in _puts)
        {
            var times = sent.AsSpan().Count(body);
            Assert.True(times <= 1, $"'{body}' was sent {times} times.");
            if (id is { } stored)
            {
                Assert.Equal(body, Encoding.Latin1.GetString((await server.PeekAsync(stored, token))!.Body.Span));
            }
            else
            {
                Assert.False(outcome == CommandOutcome.NotSent && times > 0, $"'{body}' was sent, and said not to be.");
                Assert.NotEqual(CommandOutcome.Answered, outcome);
            }
        }
    }

    private IEnumerable<Func<Task>> Commands(CancellationToken token)
    {
        for (var n = 0; n < 6; n++)
        {
            var number = n;
            var tube = Tubes[number % 2];
            yield return () => PutAsync($"<{name}/{number}>", tube, token);
            yield return () => AskAsync(async () => Assert.Equal($"known {number}", Text(await client.PeekAsync(known[number], token))));
            yield return () => AskAsync(async () => Assert.Equal(known[number], (await client.StatsJobAsync(known[number], token))!.Id), every: number % 3 == 0);
            yield return () => AskAsync(async () => Assert.False(await client.TouchAsync(known[number], token)));
            yield return () => AskAsync(async () => Assert.True((await client.ReserveAsync(TimeSpan.Zero, token)).TimedOut));
            yield return () => AskAsync(async () => Assert.Null(await client.ReserveJobAsync(ulong.MaxValue - (ulong)number, token)));
            yield return () => AskAsync(async () => Assert.Equal(Tubes[0], (await client.StatsTubeAsync(Tubes[0], token))?.Name ?? Tubes[0]), every: number == 3);
        }
    }

    private async Task PutAsync(string body, TubeName tube, CancellationToken token)
    {
        try
        {
            _puts.Enqueue((body, await client.PutAsync(Encoding.Latin1.GetBytes(body), new() { Tube = tube }, token), null));
        }
        catch (BeanstalkException exception)
        {
            _puts.Enqueue((body, null, exception.Outcome));
            Interlocked.Increment(ref _failed);
        }
    }

    private async Task AskAsync(Func<Task> ask, bool every = true)
    {
        if (!every)
        {
            return;
        }

        try
        {
            await ask();
        }
        catch (BeanstalkException)
        {
            Interlocked.Increment(ref _failed);
        }
    }

    private static string Text(BeanstalkJob? job) => Encoding.Latin1.GetString(job!.Body.Span);
}
