using System.Buffers;
using System.Text;

namespace TypedJobs.Beanstalk.Protocol;

/// <summary>What a server sent, made safe and short for a message.</summary>
internal static class ReplyText
{
    private const int Shown = 60;

    public static string Show(in ReadOnlySequence<byte> bytes)
    {
        var text = new StringBuilder("'");
        foreach (var value in bytes.Slice(0, Math.Min(Shown, bytes.Length)).ToArray())
        {
            _ = value is >= 0x20 and < 0x7F ? text.Append((char)value) : text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{value:x2}");
        }

        return text.Append(bytes.Length > Shown ? "'…" : "'").ToString();
    }
}
