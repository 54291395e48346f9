namespace TypedJobs.Embedded.Protocol;

/// <summary>
/// Finds the end of a command line. A line has at most 224 bytes, its end included. A carriage return without a line feed hides everything behind it,
/// until the line counts as too long.
/// </summary>
internal static class LineScanner
{
    /// <summary>Room for the longest command, `pause-tube` with a name of 200 bytes and the largest delay.</summary>
    public const int LongestLine = 224;

    /// <summary>There is no line yet.</summary>
    public const int Incomplete = 0;

    /// <summary>There are <see cref="LongestLine"/> bytes and no line.</summary>
    public const int TooLong = -1;

    /// <returns>The length of the first line with its end, or what there is instead.</returns>
    public static int Scan(ReadOnlySpan<byte> input)
    {
        var window = input.Length > LongestLine ? input[..LongestLine] : input;
        if (window.IsEmpty)
        {
            return Incomplete;
        }

        var end = window[..^1].IndexOf((byte)'\r');
        if (end >= 0 && window[end + 1] == '\n')
        {
            return end + 2;
        }

        return window.Length == LongestLine ? TooLong : Incomplete;
    }
}
