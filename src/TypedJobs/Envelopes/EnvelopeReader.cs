using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TypedJobs.Envelopes;

/// <summary>
/// Reads a CloudEvents 1.0 JSON event. Only <c>type</c> and <c>data</c> are asked for, so that
/// <c>{"type":"…","data":{…}}</c> from any language is a job. Members come in any order; what is not known is skipped;
/// a known member that comes twice is refused, since nobody can say which one was meant. An attribute that is null counts as absent (CloudEvents JSON
/// format, 2.2).
/// </summary>
internal static class EnvelopeReader
{
    /// <summary>Deeper than the records' JSON may be, so that their own, better message is the one that people see.</summary>
    private const int MaxDepth = 128;

    public static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    [Flags]
    private enum Members
    {
        None = 0,
        Type = 1,
        Id = 2,
        Version = 4,
        Data = 8,
        SnoozeCount = 16,
        SpecVersion = 32,
    }

    /// <exception cref="UnreadableJobException">The body is not an event.</exception>
    public static Envelope Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            throw new UnreadableJobException("The body is empty.");
        }

        if (!Utf8.IsValid(body.Span))
        {
            throw new UnreadableJobException($"The body is not UTF-8: byte {FirstInvalidByte(body.Span)} is the first that is none.");
        }

        try
        {
            return ReadEvent(body);
        }
        catch (JsonException exception)
        {
            throw new UnreadableJobException($"The body is not JSON: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // The reader's answer to an escape such as \ud800 that has no other half.
            throw new UnreadableJobException($"The body has a string that is no text: {exception.Message}", exception);
        }
    }

    /// <summary>What a body that is no event says that it is, as far as it can be read; null if it does not say.</summary>
    public static string? FindType(ReadOnlySpan<byte> body) => FindText(body, "type"u8);

    /// <summary>The id of a body that is an event; null if it has none.</summary>
    public static string? FindId(ReadOnlySpan<byte> body) => FindText(body, "id"u8);

    /// <summary>The trace that an event belongs to; null if it has none. Looked for only where somebody follows traces.</summary>
    public static string? FindTraceParent(ReadOnlySpan<byte> body) => FindText(body, "traceparent"u8);

    private static string? FindText(ReadOnlySpan<byte> body, ReadOnlySpan<byte> member)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isWanted = reader.ValueTextEquals(member);
                if (!reader.Read())
                {
                    return null;
                }

                if (isWanted)
                {
                    return reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } text ? text : null;
                }

                reader.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // It cannot be read further.
        }

        return null;
    }

    private static Envelope ReadEvent(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new UnreadableJobException($"The body is {Describe(reader.TokenType)}; a job is a JSON object with the members 'type' and 'data'.");
        }

        var seen = Members.None;
        ReadOnlyMemory<byte> type = default;
        ReadOnlyMemory<byte> data = default;
        var version = JobContract.DefaultVersion;
        var snoozeCount = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Recognize(ref reader);
            if ((seen & member) != 0)
            {
                throw new UnreadableJobException($"The member '{reader.GetString()}' comes twice; the second is at byte {reader.TokenStartIndex}.");
            }

            seen |= member;
            reader.Read();
            switch (member)
            {
                case Members.Type:
                    type = ReadType(ref reader, body);
                    break;
                case Members.Id:
                    RequireId(ref reader);
                    break;
                case Members.Version:
                    version = ReadNumber(ref reader, "jobversion", least: 1);
                    break;
                case Members.SnoozeCount:
                    snoozeCount = ReadNumber(ref reader, SnoozeCopy.CountMember, least: 0);
                    break;
                case Members.Data:
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    data = body[start..(int)reader.BytesConsumed];
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // Nothing may follow the object; the reader says where something does.
        reader.Read();
        if (type.IsEmpty)
        {
            throw Missing("type");
        }

        return data.IsEmpty
            ? throw Missing("data")
            : new Envelope
            {
                Body = body,
                Type = type,
                Version = version,
                SnoozeCount = snoozeCount,
                HasSpecVersion = (seen & Members.SpecVersion) != 0,
                Data = data,
            };
    }

    private static Members Recognize(ref Utf8JsonReader reader)
        => reader.ValueTextEquals("type"u8) ? Members.Type
            : reader.ValueTextEquals("data"u8) ? Members.Data
            : reader.ValueTextEquals("id"u8) ? Members.Id
            : reader.ValueTextEquals("jobversion"u8) ? Members.Version
            : reader.ValueTextEquals("snoozecount"u8) ? Members.SnoozeCount
            : reader.ValueTextEquals("specversion"u8) ? Members.SpecVersion
            : Members.None;

    private static ReadOnlyMemory<byte> ReadType(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.String when reader.ValueIsEscaped:
                var unescaped = new byte[reader.ValueSpan.Length];
                return unescaped.AsMemory(0, reader.CopyString(unescaped));
            case JsonTokenType.String:
                return body.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            default:
                throw Wrong("type", ref reader, "the job's name, a string");
        }
    }

    /// <summary>An id is a text or null; an escape in it may still be none.</summary>
    private static void RequireId(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.Null or JsonTokenType.String))
        {
            throw Wrong("id", ref reader, "a string");
        }

        if (reader.ValueIsEscaped)
        {
            _ = reader.GetString();
        }
    }

    /// <summary>A whole number, or its text, as the CloudEvents formats other than JSON have it; the least where it is null.</summary>
    private static int ReadNumber(ref Utf8JsonReader reader, string member, int least)
    {
        var number = least;
        var valid = reader.TokenType switch
        {
            JsonTokenType.Null => true,
            JsonTokenType.Number => reader.TryGetInt32(out number),
            JsonTokenType.String => int.TryParse(reader.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        return valid && number >= least ? number : throw Wrong(member, ref reader, $"a whole number from {least}");
    }

    private static UnreadableJobException Missing(string member)
        => new($"The event has no '{member}'; a job is a JSON object with the members 'type' and 'data'.");

    private static UnreadableJobException Wrong(string member, ref Utf8JsonReader reader, string expected)
        => new($"The member '{member}' at byte {reader.TokenStartIndex} is {Describe(reader.TokenType)} that does not fit; it must be {expected}.");

    private static string Describe(JsonTokenType token)
        => token switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.Null => "null",
            _ => "a boolean",
        };

    private static int FirstInvalidByte(ReadOnlySpan<byte> text)
    {
        var index = 0;
        while (Rune.DecodeFromUtf8(text[index..], out _, out var length) == OperationStatus.Done)
        {
            index += length;
        }

        return index;
    }
}
