using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace TypedJobs.Benchmarks.Client;

/// <summary>A blocking socket and as little as possible around it: what the server allows, seen from one thread.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _out = new byte[256 * 1024 + 8 * 1024 * 256];
    private readonly byte[] _in = new byte[256 * 1024];
    private int _written;
    private int _start;
    private int _end;

    public Wire(EndPoint server)
    {
        _socket = server is IPEndPoint
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _socket.Connect(server);
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_out.AsSpan(_written));
        _written += bytes.Length;
    }

    public void Add(ulong number)
    {
        _ = Utf8Formatter.TryFormat(number, _out.AsSpan(_written), out var digits);
        _written += digits;
    }

    public void Flush()
    {
        for (var sent = 0; sent < _written;)
        {
            sent += _socket.Send(_out.AsSpan(sent, _written - sent));
        }

        _written = 0;
    }

    /// <summary>The next line, waited for if need be. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Line()
    {
        while (true)
        {
            var end = _in.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = _in.AsSpan(_start, end - 1);
                _start += end + 1;
                return line;
            }

            Receive();
        }
    }

    /// <summary>Whether a whole line is there already.</summary>
    public bool HasLine => _in.AsSpan(_start, _end - _start).Contains((byte)'\n');

    /// <summary>Takes a body and its end.</summary>
    public void Skip(int count)
    {
        while (_end - _start < count + 2)
        {
            Receive();
        }

        _start += count + 2;
    }

    public void Dispose() => _socket.Dispose();

    private void Receive()
    {
        if (_start > 0)
        {
            _in.AsSpan(_start, _end - _start).CopyTo(_in);
            (_start, _end) = (0, _end - _start);
        }

        var count = _socket.Receive(_in.AsSpan(_end));
        _end += count > 0 ? count : throw new EndOfStreamException("The server closed the connection.");
    }
}
