namespace TypedJobs.Embedded.Connections;

/// <summary>
/// What has arrived and was not carried out yet. Grows with what a client sends at once, up to a bound: beyond that the client is not read from.
/// The bound is higher behind a waiting reserve, so that a client that closes its direction then is heard, as by beanstalkd, with more
/// behind the reserve than a socket holds.
/// </summary>
internal sealed class InputBuffer
{
    private const int InitialSize = 1024;
    private const int LargestSize = 64 * 1024;
    private const int LargestSizeBehindReserve = 256 * 1024;

    private byte[] _bytes = new byte[InitialSize];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start.._end);

    public void Arrived(int count) => _end += count;

    public void Take(int count) => _start += count;

    /// <param name="behindReserve">Whether the client's reserve is waiting.</param>
    public bool IsFull(bool behindReserve) => _end - _start >= Largest(behindReserve);

    /// <summary>Where the next bytes go; empty when the buffer is full. Nothing may be on its way into the space given before.</summary>
    /// <param name="behindReserve">Whether the client's reserve is waiting.</param>
    public Memory<byte> Space(bool behindReserve)
    {
        if (IsFull(behindReserve))
        {
            return default;
        }

        // What came last filled the buffer to its end: more comes at once than there is room for.
        var unread = _end - _start;
        var full = _end == _bytes.Length;
        if (unread == 0 && _bytes.Length > LargestSize)
        {
            _bytes = new byte[InitialSize];
            (_start, _end) = (0, 0);
        }
        else if (full && _bytes.Length < Largest(behindReserve))
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

    private static int Largest(bool behindReserve) => behindReserve ? LargestSizeBehindReserve : LargestSize;
}
