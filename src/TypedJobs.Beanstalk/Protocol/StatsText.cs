using System.Globalization;

namespace TypedJobs.Beanstalk.Protocol;

/// <summary>
/// The texts behind <c>OK</c>: the small part of YAML that beanstalkd writes. Values are plain (<c>tube: x</c>, up to 1.12) or quoted
/// (<c>tube: "x"</c>, from 1.13); keys that are not known are kept, and lines that are neither are skipped.
/// </summary>
internal static class StatsText
{
    private const NumberStyles Decimals = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

    public static Dictionary<string, string> ReadValues(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            if (colon > 0)
            {
                values[line[..colon].Trim().ToString()] = Unquote(line[(colon + 1)..]);
            }
        }

        return values;
    }

    public static IReadOnlyList<TubeName> ReadTubes(string text)
    {
        var tubes = new List<TubeName>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("- "))
            {
                tubes.Add(ReadTube(Unquote(line[2..])));
            }
        }

        return tubes;
    }

    /// <exception cref="UnexpectedReplyException">It is no name of a tube.</exception>
    public static TubeName ReadTube(string name)
    {
        try
        {
            return new TubeName(name);
        }
        catch (ArgumentException invalid)
        {
            throw new UnexpectedReplyException($"The server named a tube as the protocol does not allow. {invalid.Message}", isInStep: true);
        }
    }

    public static string GetText(this IReadOnlyDictionary<string, string> values, string key)
        => values.TryGetValue(key, out var value) ? value : string.Empty;

    /// <summary>A number; 0 where this server sends none.</summary>
    public static ulong GetNumber(this IReadOnlyDictionary<string, string> values, string key)
        => ulong.TryParse(values.GetText(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Seconds, whole or with decimals; zero where this server sends none.</summary>
    public static TimeSpan GetSeconds(this IReadOnlyDictionary<string, string> values, string key)
        => decimal.TryParse(values.GetText(key), Decimals, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(seconds) < long.MaxValue / TimeSpan.TicksPerSecond
            ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : TimeSpan.Zero;

    private static string Unquote(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        return value is ['"', .. var inner, '"'] ? inner.ToString() : value.ToString();
    }
}
