namespace TypedJobs.Embedded.Connections;

/// <summary>The broker's end of a connection, whatever carries the bytes.</summary>
internal interface ITransport : IDisposable
{
    /// <summary>Waits for bytes; 0 when the client will send no more.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Sends everything. Waits while the client does not read.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes);
}
