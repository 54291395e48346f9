using System.Text;
using TypedJobs.TestServers;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Servers;

/// <summary>A test with a real beanstalkd of its own and one client.</summary>
public abstract class ServerTest : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected BeanstalkdServer Server { get; private set; } = null!;

    protected BeanstalkClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await BeanstalkdServer.StartAsync();
        Client = await ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync();
        }

        await Server.DisposeAsync();
    }

    /// <summary>One more client of the test's server, or of another one.</summary>
    protected async Task<BeanstalkClient> ConnectAsync(BeanstalkdServer? server = null)
    {
        var client = await BeanstalkClient.ConnectAsync((server ?? Server).Address, cancellationToken: Token);
        _opened.Add(client);
        return client;
    }

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(BeanstalkJob? job) => Encoding.UTF8.GetString(job!.Body.Span);

    protected ValueTask<ulong> PutAsync(string body = "body", PutOptions? options = null) => Client.PutAsync(Bytes(body), options, Token);

    protected async Task<ReservedJob> ReserveNowAsync(BeanstalkClient? client = null)
        => (await (client ?? Client).ReserveAsync(TimeSpan.Zero, Token)).Job ?? throw new InvalidOperationException("No job is ready.");

    /// <summary>Puts a job and takes it: nothing else may be ready.</summary>
    protected async Task<ReservedJob> PutAndReserveAsync(PutOptions? options = null)
    {
        _ = await PutAsync(options: options);
        return await ReserveNowAsync();
    }

    /// <summary>Returns when this has gone through the proxy's latest connection: the server's seeing of one command does not say that of the next.</summary>
    protected static Task SentAsync(FaultProxy proxy, string text)
        => Eventually.IsSoAsync(() => Encoding.Latin1.GetString(proxy.Connections[^1].ToServer.Span).Contains(text, StringComparison.Ordinal));

    /// <summary>Returns when the server has so many reserves waiting.</summary>
    protected static Task WaitingReservesAsync(BeanstalkClient observer, ulong count)
        => Eventually.IsSoAsync(async () => (await observer.StatsAsync(Token)).CurrentWaiting == count);
}
