namespace TypedJobs.Envelopes;

/// <summary>The time that an event id carries, if it is a UUID of version 7: its first 48 bits are Unix milliseconds (RFC 9562, 5.7).</summary>
internal static class EventTime
{
    private const int UuidBytes = 16;
    private const int RfcVariant = 0b10;

    public static DateTimeOffset? Of(string eventId)
    {
        if (!Guid.TryParseExact(eventId, "D", out var uuid) || uuid.Version != 7 || uuid.Variant >> 2 != RfcVariant)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[UuidBytes];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = 0;
        foreach (var part in bytes[..6])
        {
            milliseconds = (milliseconds << 8) | part;
        }

        // 48 bits reach beyond the year 9999.
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
    }
}
