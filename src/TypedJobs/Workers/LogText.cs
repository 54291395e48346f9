using System.Text;

namespace TypedJobs.Workers;

/// <summary>Makes texts that somebody else wrote fit for one line of a log.</summary>
internal static class LogText
{
    private const int Longest = 200;

    public static string Line(ReadOnlySpan<byte> text) => Line(Encoding.UTF8.GetString(text));

    public static string Line(string text)
        => text.Length <= Longest && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? text
            : string.Create(Math.Min(text.Length, Longest), text, static (span, source) =>
            {
                source.AsSpan(0, span.Length).CopyTo(span);
                foreach (ref var letter in span)
                {
                    letter = char.IsControl(letter) ? '?' : letter;
                }
            });
}
