using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TypedJobs.Embedded.Protocol;

/// <summary>The protocol's little YAML: a dictionary of numbers and texts, or a list of names.</summary>
internal sealed class YamlText
{
    private const int LongestNumber = 20;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Begins a new text.</summary>
    public YamlText Begin()
    {
        _bytes.ResetWrittenCount();
        _bytes.Write("---\n"u8);
        return this;
    }

    public YamlText Number(ReadOnlySpan<byte> key, long value)
    {
        Key(key);
        _ = Utf8Formatter.TryFormat(value, _bytes.GetSpan(LongestNumber), out var written);
        _bytes.Advance(written);
        return End();
    }

    public YamlText Number(ReadOnlySpan<byte> key, ulong value)
    {
        Key(key);
        _ = Utf8Formatter.TryFormat(value, _bytes.GetSpan(LongestNumber), out var written);
        _bytes.Advance(written);
        return End();
    }

    /// <summary>A word that needs no quotes.</summary>
    public YamlText Word(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Key(key);
        _bytes.Write(value);
        return End();
    }

    public YamlText Quoted(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Key(key);
        _bytes.Write("\""u8);
        _bytes.Write(value);
        _bytes.Write("\""u8);
        return End();
    }

    public YamlText Item(ReadOnlySpan<byte> value)
    {
        _bytes.Write("- "u8);
        _bytes.Write(value);
        return End();
    }

    /// <summary>A text of the system's as it can stand between quotes.</summary>
    public static byte[] Quotable(string text)
        => Encoding.UTF8.GetBytes(string.Concat(text.Where(static character => character is not ('"' or '\\') && !char.IsControl(character))));

    private void Key(ReadOnlySpan<byte> key)
    {
        _bytes.Write(key);
        _bytes.Write(": "u8);
    }

    private YamlText End()
    {
        _bytes.Write("\n"u8);
        return this;
    }
}
