using System.Text;
using System.Text.Json;
using TypedJobs.Beanstalk;
using TypedJobs.TestServers;
using Xunit;

namespace TypedJobs.Tests.Support;

/// <summary>A test with a beanstalkd of its own and a connection to look at it with.</summary>
public abstract class ServerTest : IAsyncLifetime
{
    protected BeanstalkdServer Server { get; private set; } = null!;

    protected BeanstalkClient Look { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Server = await BeanstalkdServer.StartAsync();
        Look = await RunningWorker.LookAsync(Server.Address, Cancellation);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Look.DisposeAsync();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected ValueTask<ulong> PutAsync(string tube, string body, PutOptions? options = null)
        => Look.PutAsync(Encoding.UTF8.GetBytes(body), (options ?? new()) with { Tube = tube }, Cancellation);

    protected async Task<JobStats> StatsAsync(ulong id) => (await Look.StatsJobAsync(id, Cancellation))!;

    /// <summary>Waits until the server says so.</summary>
    protected async Task<JobStats?> UntilAsync(ulong id, Func<JobStats?, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(LogSpy.Patience);
        while (true)
        {
            var stats = await Look.StatsJobAsync(id, limit.Token);
            if (wanted(stats))
            {
                return stats;
            }
        }
    }

    protected async Task<int> CountAsync(string counter)
        => int.Parse((await Look.StatsAsync(Cancellation)).Values[counter], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The first ready job of a tube, as JSON.</summary>
    protected async Task<JsonElement> PeekAsync(string tube)
    {
        await Look.UseAsync(tube, Cancellation);
        var job = await Look.PeekReadyAsync(Cancellation) ?? await Look.PeekDelayedAsync(Cancellation);
        Assert.NotNull(job);
        return JsonDocument.Parse(job.Body).RootElement;
    }
}
