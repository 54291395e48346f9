using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedJobs.CompilerServices;

/// <summary>Makes what a converter of the application's throws a fault of the JSON, for the <see cref="FaultLocator"/>. It only ever reads.</summary>
internal sealed class GuardedConverter<T>(JsonConverter<T> inner) : JsonConverter<T>
{
    /// <summary>As the inner one has it: one of a value type is asked about null unless it says otherwise.</summary>
    public override bool HandleNull => inner.HandleNull || default(T) is not null;

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return inner.Read(ref reader, typeToConvert, options);
        }
#pragma warning disable CA1031 // Whatever the application's code throws, it did not take what was read.
        catch (Exception exception) when (exception is not JsonException)
#pragma warning restore CA1031
        {
            throw FaultLocator.Refused($"the converter '{inner.GetType()}' threw", exception);
        }
    }

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => inner.ReadAsPropertyName(ref reader, typeToConvert, options);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => inner.Write(writer, value, options);
}
