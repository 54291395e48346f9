using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedJobs.CompilerServices;

/// <summary>
/// Makes the converter of a value type one of the type or null. The serializer's own would ask the options for the metadata of the
/// type, which need not be there: a member's own converter is all that must know it.
/// </summary>
internal sealed class NullableConverter<T>(JsonConverter<T> inner) : JsonConverter<T?>
    where T : struct
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.Null ? null : inner.Read(ref reader, typeof(T), options);

    public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options)
    {
        if (value is { } present)
        {
            inner.Write(writer, present, options);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
