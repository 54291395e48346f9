using System.Collections.Concurrent;
using System.Text;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Faults;

/// <summary>Callers that put and take jobs as fast as they can, over a connection for either, and remember what they were told. Each body is put once.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly BeanstalkClient _producer;
    private readonly BeanstalkClient _worker;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _callers;

    private Load(BeanstalkClient producer, BeanstalkClient worker, int putters, int takers)
    {
        (_producer, _worker) = (producer, worker);
        _callers =
        [
            .. Enumerable.Range(0, putters).Select(putter => Task.Run(() => PutAsync(putter), Token)),
            .. Enumerable.Range(0, takers).Select(_ => Task.Run(TakeAsync, Token)),
        ];
    }

    /// <summary>The number of each body whose put was answered.</summary>
    public ConcurrentDictionary<string, ulong> Acknowledged { get; } = new();

    /// <summary>The bodies whose put was sent and not answered.</summary>
    public ConcurrentDictionary<string, bool> Unknown { get; } = new();

    /// <summary>The number of each body whose delete was answered.</summary>
    public ConcurrentDictionary<string, ulong> Deleted { get; } = new();

    /// <summary>The bodies for which that happened more than once.</summary>
    public ConcurrentQueue<string> DeletedTwice { get; } = new();

    /// <summary>The bodies whose delete was sent and not answered.</summary>
    public ConcurrentDictionary<string, bool> DeletedPerhaps { get; } = new();

    /// <summary>What was there at the end: numbers by body.</summary>
    public ILookup<string, ulong> Left { get; private set; } = Enumerable.Empty<ulong>().ToLookup(static _ => string.Empty);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Load> StartAsync(string server, int putters, int takers)
    {
        var reconnect = new ReconnectOptions { CommandsWait = true, ShortestPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(50) };
        var options = new BeanstalkClientOptions { Reconnect = reconnect };
        return new Load(await BeanstalkClient.ConnectAsync(server, options, Token), await BeanstalkClient.ConnectAsync(server, options, Token), putters, takers);
    }

    public Task UntilAcknowledgedAsync(int puts) => Eventually.IsSoAsync(() => Acknowledged.Count >= puts);

    /// <summary>Stops, and takes what is left.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callers);
        var left = new List<(string Body, ulong Id)>();
        while ((await _producer.ReserveAsync(TimeSpan.Zero, Token)).Job is { } job)
        {
            left.Add((BodyOf(job), job.Id));
            Assert.True(await job.DeleteAsync(Token));
        }

        Left = left.Where(static job => !IsWithoutBody(job.Body)).ToLookup(static job => job.Body, static job => job.Id);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _producer.DisposeAsync();
        await _worker.DisposeAsync();
        _stop.Dispose();
    }

    private async Task PutAsync(int putter)
    {
        for (var n = 0; !_stop.IsCancellationRequested; n++)
        {
            var body = $"{putter}/{n}";
            try
            {
                Acknowledged[body] = await _producer.PutAsync(Encoding.ASCII.GetBytes(body), cancellationToken: Token);
            }
            catch (BeanstalkConnectionException exception) when (exception.Outcome == CommandOutcome.Unknown)
            {
                // Not put again: that might be the second time.
                Unknown[body] = true;
            }
        }
    }

    private async Task TakeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            ReservedJob? job = null;
            try
            {
                job = (await _worker.ReserveAsync(TimeSpan.Zero, Token)).Job;
                if (job is not null && await job.DeleteAsync(Token) && !IsWithoutBody(BodyOf(job)) && !Deleted.TryAdd(BodyOf(job), job.Id))
                {
                    DeletedTwice.Enqueue(BodyOf(job));
                }
            }
            catch (BeanstalkConnectionException exception)
            {
                // What was not sent is there again, and comes again.
                if (job is not null && exception.Outcome == CommandOutcome.Unknown)
                {
                    DeletedPerhaps[BodyOf(job)] = true;
                }
            }
        }
    }

    private static string BodyOf(ReservedJob job) => Encoding.ASCII.GetString(job.Body.Span);

    private static bool IsWithoutBody(string body) => body.Contains('\0', StringComparison.Ordinal);
}
