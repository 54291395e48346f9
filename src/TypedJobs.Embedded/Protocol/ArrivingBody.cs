namespace TypedJobs.Embedded.Protocol;

/// <summary>
/// A body that arrives in pieces. It takes no more than twice the memory of what is there already: a client that announces much and sends little costs little.
/// </summary>
internal sealed class ArrivingBody
{
    private const int Smallest = 512;

    private byte[] _bytes = [];
    private int _size;
    private int _arrived;

    /// <summary>How many bytes are still to come.</summary>
    public int Missing => _size - _arrived;

    /// <param name="size">How many bytes will come.</param>
    public void Begin(int size) => (_size, _arrived) = (size, 0);

    /// <returns>How many bytes were taken.</returns>
    /// <exception cref="OutOfMemoryException">There is no memory for them; nothing was taken.</exception>
    public int Take(ReadOnlySpan<byte> input)
    {
        var taken = Math.Min(input.Length, Missing);
        var needed = _arrived + taken;
        if (needed > _bytes.Length)
        {
            // As large as the whole in the end: it becomes the job's body as it is.
            var length = (int)Math.Min(_size, Math.Max(Smallest, 2L * needed));
            var larger = GC.AllocateUninitializedArray<byte>(length);
            _bytes.AsSpan(0, _arrived).CopyTo(larger);
            _bytes = larger;
        }

        input[..taken].CopyTo(_bytes.AsSpan(_arrived));
        _arrived = needed;
        return taken;
    }

    /// <summary>The body that has arrived.</summary>
    public byte[] End()
    {
        var body = _bytes;
        Abandon();
        return body;
    }

    /// <summary>Forgets what has arrived.</summary>
    public void Abandon() => (_bytes, _size, _arrived) = ([], 0, 0);
}
