using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TypedJobs.Envelopes;

namespace TypedJobs.CompilerServices;

/// <summary>Writes a record as the data of an event, and reads it back; says what is wrong, and where, if it cannot be.</summary>
internal static class JobData
{
    /// <exception cref="JsonException">The record cannot be written; the message names the job and says where and why.</exception>
    public static void Write<TRecord>(Utf8JsonWriter writer, TRecord record, string name, JsonTypeInfo<TRecord> typeInfo)
        where TRecord : notnull
    {
        try
        {
            // The serializer would call the generated method as well, but ask for new room behind it.
            if (typeInfo is { OriginatingResolver: JobJsonContext, SerializeHandler: { } write })
            {
                write(writer, record);
            }
            else
            {
                JsonSerializer.Serialize(writer, record, typeInfo);
            }
        }
#pragma warning disable CA1031 // Many types for one fault: null, no name for an enum's value, no JSON for a number, too deep, a getter that throws.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var where = FaultLocator.FindUnwritable(record, typeInfo) is { } path ? $", at {path}" : string.Empty;
            throw new JsonException($"The job '{name}' cannot be written as JSON{where}: {exception.Message}", exception);
        }
    }

    /// <exception cref="UnreadableJobException">The data is not what the record says.</exception>
    public static TRecord Read<TRecord>(ReadOnlySpan<byte> data, string name, JsonTypeInfo<TRecord> typeInfo)
        where TRecord : notnull
    {
        try
        {
            return JsonSerializer.Deserialize(data, typeInfo)
                ?? throw new UnreadableJobException($"The data of '{name}' is null; it must be a {typeof(TRecord).Name}.");
        }
        catch (UnreadableJobException)
        {
            throw;
        }
        catch (JsonException exception)
        {
            throw Unreadable<TRecord>(data, name, exception);
        }
#pragma warning disable CA1031 // Whatever the record's own code throws while it is read, the record does not take this data, now or later; but there may be memory later.
        catch (Exception exception) when (exception is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            throw FaultLocator.Find(data, typeInfo) is { } located
                ? Unreadable<TRecord>(data, name, located)
                : new UnreadableJobException($"The data of '{name}' was refused by {typeof(TRecord).Name} ({exception.GetType().Name}): {exception.Message}", exception);
        }
    }

    /// <remarks>The path is in the exception's message as well, but only where System.Text.Json wrote it and no converter of the application's.</remarks>
    private static UnreadableJobException Unreadable<TRecord>(ReadOnlySpan<byte> data, string name, JsonException exception)
        => new($"The data of '{name}' is not a {typeof(TRecord).Name}, at {exception.Path ?? "$"}{Found(data, exception)}: {exception.Message}", exception);

    /// <summary>
    /// What stands where the reader gave up, as <c> (a string)</c>; empty if that is no value, or no JSON. Never the value:
    /// the message goes to logs, where nothing of a payload may be.
    /// </summary>
    private static string Found(ReadOnlySpan<byte> data, JsonException exception)
    {
        if (exception is not { LineNumber: { } line, BytePositionInLine: { } position })
        {
            return string.Empty;
        }

        for (; line > 0; line--)
        {
            position += data[(int)(position - exception.BytePositionInLine.Value)..].IndexOf((byte)'\n') + 1;
        }

        try
        {
            var reader = new Utf8JsonReader(data);
            while (reader.Read())
            {
                if (reader.BytesConsumed >= position)
                {
                    return reader.TokenType switch
                    {
                        JsonTokenType.String => " (a string)",
                        JsonTokenType.Number => " (a number)",
                        JsonTokenType.True or JsonTokenType.False => " (a boolean)",
                        JsonTokenType.Null => " (null)",
                        JsonTokenType.StartObject => " (an object)",
                        JsonTokenType.StartArray => " (an array)",
                        _ => string.Empty,
                    };
                }
            }
        }
        catch (JsonException)
        {
            // What is no JSON has no value to show; the message says where it goes wrong.
        }

        return string.Empty;
    }
}
