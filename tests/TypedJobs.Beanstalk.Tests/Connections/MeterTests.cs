using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TypedJobs.Beanstalk.Tests.Servers;
using TypedJobs.TestServers.Faults;
using Xunit;

namespace TypedJobs.Beanstalk.Tests.Connections;

public sealed class MeterTests : ServerTest
{
    private const string Duration = "messaging.client.operation.duration";
    private const string Sent = "messaging.client.sent.messages";
    private const string Consumed = "messaging.client.consumed.messages";

    private readonly ConcurrentQueue<(string Instrument, string Tags)> _measured = new();

    [Fact]
    public async Task Commands_are_measured_under_the_names_of_OpenTelemetry()
    {
        using var listener = Listen(Server.Port);
        var client = await ConnectAsync();
        var id = await client.PutAsync(Bytes("x"), new() { Tube = "a" }, Token);
        _ = await client.WatchAsync("a", Token);
        Assert.Equal(id, (await ReserveNowAsync(client)).Id);
        Assert.True((await client.ReserveAsync(TimeSpan.Zero, Token)).TimedOut);
        Assert.True(await client.DeleteAsync(id, Token));

        var put = $"messaging.destination.name=a messaging.operation.name=put messaging.operation.type=send {Common}";
        var reserve = $"messaging.operation.name=reserve messaging.operation.type=receive {Common}";
        Assert.Equal(
            [
                (Duration, put), (Sent, put), (Duration, $"messaging.operation.name=watch {Common}"), (Duration, reserve), (Consumed, reserve), (Duration, reserve),
                (Duration, $"messaging.operation.name=delete messaging.operation.type=settle {Common}"),
            ],
            _measured);
    }

    [Fact]
    public async Task What_fails_says_by_which_error()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        var address = BeanstalkAddress.Parse(proxy.Address);
        using var listener = Listen(address.Port);
        await using var client = await BeanstalkClient.ConnectAsync(address, new() { Reconnect = new() { Enabled = false } }, Token);
        using var cancelling = new CancellationTokenSource();
        var cancelled = client.ReserveAsync(cancellationToken: cancelling.Token).AsTask();
        await WaitingReservesAsync(Client, 1);

        await cancelling.CancelAsync();
        _ = await Assert.ThrowsAsync<CommandCanceledException>(() => cancelled);
        _ = await Assert.ThrowsAsync<BeanstalkConnectionException>(async () => await client.PutAsync(Bytes("x"), new() { Tube = "a" }, Token));

        var errors = _measured.Select(static one => one.Tags.Split(' ')[0]).ToList();
        var (canceled, lost) = ($"error.type={typeof(CommandCanceledException).FullName}", $"error.type={typeof(BeanstalkConnectionException).FullName}");
        Assert.Equal([canceled, lost, lost], errors);
        Assert.Equal([Duration, Duration, Sent], _measured.Select(static one => one.Instrument));
    }

    private string Common => $"messaging.system=beanstalkd server.address=127.0.0.1 server.port={Server.Port}";

    /// <summary>Notes what is measured about one port: other tests run in this process as well.</summary>
    private MeterListener Listen(int port)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "TypedJobs.Beanstalk" && instrument.Name.StartsWith("messaging.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        return listener;

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Contains(new("server.port", port)))
            {
                _measured.Enqueue((instrument.Name, string.Join(' ', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}").Order())));
            }
        }
    }
}
