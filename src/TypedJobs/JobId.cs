using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TypedJobs;

/// <summary>
/// Names an enqueued job: the server that stores it and that server's own number for it.
/// Opaque: print it, store it, parse it, compare it; do not take it apart. The same over all retries of a job.
/// </summary>
public readonly record struct JobId : ISpanParsable<JobId>
{
    private const char Separator = '#';

    internal JobId(string server, ulong number)
    {
        Server = server;
        Number = number;
    }

    /// <summary>The server, as its address was configured.</summary>
    internal string Server { get; }

    /// <summary>The server's number for the job.</summary>
    internal ulong Number { get; }

    /// <summary>The text of an id, such as <c>beanstalk://localhost:11300#4711</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Server}{Separator}{Number}");

    /// <summary>Reads an id from the text that <see cref="ToString"/> gave.</summary>
    /// <exception cref="FormatException"><paramref name="s"/> is not the text of an id.</exception>
    public static JobId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null)
        => TryParse(s, provider, out var id)
            ? id
            : throw new FormatException($"'{s}' is not a job id. A job id reads like 'beanstalk://localhost:11300#4711'.");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static JobId Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), provider);
    }

    /// <summary>Reads an id from the text that <see cref="ToString"/> gave; false if it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out JobId result)
    {
        var separator = s.LastIndexOf(Separator);
        if (separator > 0 && ulong.TryParse(s[(separator + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            result = new JobId(s[..separator].ToString(), number);
            return true;
        }

        result = default;
        return false;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out JobId)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JobId result)
        => TryParse(s.AsSpan(), provider, out result);
}
