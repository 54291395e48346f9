namespace TypedJobs.Embedded.Connections;

/// <summary>
/// What has arrived and was not carried out yet. Grows with what a client sends at once, up to a bound: beyond that the client is not read from.
/// </summary>
internal sealed class InputBuffer
{
    private const int InitialSize = 1024;
    private const int LargestSize = 64 * 1024;

    private byte[] _bytes = new byte[InitialSize];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start.._end);

    public void Arrived(int count) => _end += count;

    public void Take(int count) => _start += count;

    /// <summary>Where the next bytes go; empty when the buffer is full. Nothing may be on its way into the space given before.</summary>
    public Memory<byte> Space()
    {
        var unread = _end - _start;
        if (unread == _bytes.Length && unread == LargestSize)
        {
            return default;
        }

        // What came last filled the buffer to its end: more comes at once than there is room for.
        var full = _end == _bytes.Length;
        if (full && _bytes.Length < LargestSize)
        {
            var larger = new byte[_bytes.Length * 2];
            _bytes.AsSpan(_start, unread).CopyTo(larger);
            _bytes = larger;
            (_start, _end) = (0, unread);
        }
        else if (unread == 0)
        {
            (_start, _end) = (0, 0);
        }
        else if (full)
        {
            _bytes.AsSpan(_start, unread).CopyTo(_bytes);
            (_start, _end) = (0, unread);
        }

        return _bytes.AsMemory(_end);
    }
}
