using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TypedJobs.Beanstalk.Protocol;

/// <summary>
/// Writes commands as bytes. A line is a word, then perhaps a tube, then numbers; a put adds its body. The longest line fits the
/// server's 224 bytes, because the tube is a checked name and numbers are unsigned: a well-formed line cannot be got wrong here.
/// </summary>
internal ref struct CommandWriter(IBufferWriter<byte> output)
{
    private const int MaxLineLength = 256;

    private readonly IBufferWriter<byte> _output = output;

    /// <summary>How many bytes this writer has written.</summary>
    public int Written { get; private set; }

    public void Line(ReadOnlySpan<byte> word, params ReadOnlySpan<ulong> numbers) => WriteLine(word, [], numbers);

    public void Line(ReadOnlySpan<byte> word, TubeName tube, params ReadOnlySpan<ulong> numbers) => WriteLine(word, tube.ToString(), numbers);

    public void Body(ReadOnlySpan<byte> body)
    {
        _output.Write(body);
        _output.Write("\r\n"u8);
        Written += body.Length + 2;
    }

    private void WriteLine(scoped ReadOnlySpan<byte> word, scoped ReadOnlySpan<char> tube, scoped ReadOnlySpan<ulong> numbers)
    {
        var line = _output.GetSpan(MaxLineLength);
        word.CopyTo(line);
        var at = word.Length;
        if (!tube.IsEmpty)
        {
            line[at++] = (byte)' ';
            at += Encoding.ASCII.GetBytes(tube, line[at..]);
        }

        foreach (var number in numbers)
        {
            line[at++] = (byte)' ';
            _ = Utf8Formatter.TryFormat(number, line[at..], out var digits);
            at += digits;
        }

        "\r\n"u8.CopyTo(line[at..]);
        at += 2;
        _output.Advance(at);
        Written += at;
    }
}
