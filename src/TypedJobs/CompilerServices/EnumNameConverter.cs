using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedJobs.CompilerServices;

/// <summary>
/// Reads the names of an enum byte by byte where they stand as they would be written. All else is left to System.Text.Json's converter, which
/// makes UTF-16 of the text first and then asks a dictionary: names in another case, several flags, what is no name.
/// </summary>
internal sealed class EnumNameConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    /// <summary>To look through more names one by one would take longer than to ask the dictionary.</summary>
    private const int MaxNames = 16;

    /// <summary>More names than these would make a message that nobody reads.</summary>
    private const int MaxNamesInMessage = 10;

    private readonly JsonConverter<TEnum> _inner;
    private readonly (byte[] Name, TEnum Value)[] _names;

    public EnumNameConverter(JsonConverter<TEnum> inner, JsonSerializerOptions options)
    {
        _inner = inner;
        var values = Enum.GetValues<TEnum>().Distinct().ToArray();
        _names = values.Length > MaxNames ? [] : [.. values.Select(value => (Encode(value, options)[1..^1], value))];
    }

    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => TryFind(in reader, out var value) ? value : ReadOther(ref reader, options);

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options)
    {
        try
        {
            _inner.Write(writer, value, options);
        }
        catch (JsonException)
        {
            throw JobJsonMetadata.Undefined(value);
        }
    }

    public override TEnum ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (TryFind(in reader, out var value))
        {
            return value;
        }

        // The serializer's converter reads keys for the serializer alone; a value is read by the same rules.
        var text = new Utf8JsonReader([(byte)'"', .. JsonEncodedText.Encode(reader.GetString()!).EncodedUtf8Bytes, (byte)'"']);
        text.Read();
        return ReadOther(ref text, options);
    }

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options)
    {
        writer.WritePropertyName(JsonEncodedText.Encode(Name(value, options)));
    }

    private bool TryFind(in Utf8JsonReader reader, out TEnum value)
    {
        if (reader is { HasValueSequence: false, TokenType: JsonTokenType.String or JsonTokenType.PropertyName })
        {
            var text = reader.ValueSpan;
            foreach (var (name, named) in _names)
            {
                if (text.SequenceEqual(name))
                {
                    value = named;
                    return true;
                }
            }
        }

        value = default;
        return false;
    }

    private TEnum ReadOther(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        try
        {
            return _inner.Read(ref reader, typeof(TEnum), options);
        }
        catch (JsonException exception)
        {
            throw new JsonException($"The JSON value could not be converted to {typeof(TEnum)}, whose names are {Names(options)}.", exception);
        }
    }

    private string Names(JsonSerializerOptions options)
    {
        var values = Enum.GetValues<TEnum>().Distinct().ToList();
        var names = string.Join(", ", values.Take(MaxNamesInMessage).Select(value => $"'{Name(value, options)}'"));
        return values.Count <= MaxNamesInMessage ? names : $"{names} and {values.Count - MaxNamesInMessage} more";
    }

    private string Name(TEnum value, JsonSerializerOptions options)
    {
        var text = new Utf8JsonReader(Encode(value, options));
        text.Read();
        return text.GetString()!;
    }

    private byte[] Encode(TEnum value, JsonSerializerOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, options);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
