using System.Net.Sockets;

namespace TypedJobs.Embedded.Connections;

/// <summary>A TCP connection or a unix socket.</summary>
internal sealed class SocketTransport(Socket socket) : ITransport
{
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => socket.ReceiveAsync(buffer, SocketFlags.None);

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
        }
    }

    public void Dispose() => socket.Dispose();
}
