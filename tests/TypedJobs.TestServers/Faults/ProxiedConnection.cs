using System.Net.Sockets;

namespace TypedJobs.TestServers.Faults;

/// <summary>One connection through a <see cref="FaultProxy"/>, and what has gone through it.</summary>
public sealed class ProxiedConnection
{
    private readonly Lock _lock = new();
    private readonly List<byte> _toServer = [];
    private readonly List<byte> _toClient = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket _client;
    private readonly Socket _server;
    private volatile bool _halfOpen;
    private volatile bool _stalled;

    internal ProxiedConnection(Socket client, Socket server) => (_client, _server) = (client, server);

    /// <summary>The bytes that went to the server.</summary>
    public ReadOnlyMemory<byte> ToServer => Copy(_toServer);

    /// <summary>The bytes that went to the client.</summary>
    public ReadOnlyMemory<byte> ToClient => Copy(_toClient);

    /// <summary>Closes both sides.</summary>
    public void Cut()
    {
        _client.Dispose();
        _server.Dispose();
        _closed.TrySetResult();
    }

    /// <summary>Moves the bytes of both directions until both have ended.</summary>
    internal async Task RunAsync(Flow toServer, Flow toClient)
    {
        await Task.WhenAll(PumpAsync(_client, _server, toServer, _toServer), PumpAsync(_server, _client, toClient, _toClient));
        Cut();
    }

    private async Task PumpAsync(Socket from, Socket to, Flow flow, List<byte> passed)
    {
        var buffer = new byte[4096];
        var untilFault = flow.Fault == Fault.None ? long.MaxValue : flow.At;
        var vanishing = false;
        try
        {
            do
            {
                if (untilFault == 0)
                {
                    vanishing = await HappenAsync(flow, to);
                    untilFault = long.MaxValue;
                }

                var most = (int)Math.Min(flow.Piece > 0 ? flow.Piece : buffer.Length, untilFault);
                var count = await from.ReceiveAsync(buffer.AsMemory(0, most));
                if (count == 0)
                {
                    break;
                }

                if (flow.Gathering > TimeSpan.Zero && count < most)
                {
                    await Task.Delay(flow.Gathering);
                    count += from.Available > 0 ? await from.ReceiveAsync(buffer.AsMemory(count, most - count)) : 0;
                }

                if (_stalled)
                {
                    await _closed.Task;
                }

                if (vanishing || _halfOpen)
                {
                    continue;
                }

                if (flow.Delay > TimeSpan.Zero)
                {
                    await Task.Delay(flow.Delay);
                }

                lock (_lock)
                {
                    passed.AddRange(buffer.AsSpan(0, count));
                }

                await to.SendAsync(buffer.AsMemory(0, count));
                untilFault -= count;
            }
            while (true);

            if (!vanishing && !_halfOpen)
            {
                to.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset && !vanishing && !_halfOpen)
        {
            Reset();
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The other direction, or the fault, closed it.
        }
    }

    /// <returns>Whether the rest of this direction vanishes.</returns>
    private async Task<bool> HappenAsync(Flow flow, Socket to)
    {
        switch (flow.Fault)
        {
            case Fault.Cut:
                Cut();
                return true;
            case Fault.Reset:
                Reset();
                return true;
            case Fault.Finish:
                to.Shutdown(SocketShutdown.Send);
                return true;
            case Fault.HalfOpen:
                _halfOpen = true;
                _server.Dispose();
                return true;
            case Fault.Stall:
                _stalled = true;
                await _closed.Task;
                return true;
            case Fault.Garbage:
                await to.SendAsync(flow.Garbage);
                return false;
            default:
                return flow.Fault == Fault.Swallow;
        }
    }

    /// <summary>A socket that lingers for no time at all says goodbye with a reset.</summary>
    private void Reset()
    {
        foreach (var socket in new[] { _client, _server })
        {
            try
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // Nothing is left of it to reset.
            }
        }

        Cut();
    }

    private ReadOnlyMemory<byte> Copy(List<byte> passed)
    {
        lock (_lock)
        {
            return passed.ToArray();
        }
    }
}
