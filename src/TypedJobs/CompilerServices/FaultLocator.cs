using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TypedJobs.CompilerServices;

/// <summary>
/// Finds where in the JSON the application's own code threw: a setter, a constructor, a callback, a converter. Of such an exception the serializer
/// does not say it. So the data is read once more, with all of that code guarded; what is read without a fault pays nothing for it.
/// A generated write method does not say it of any fault, so what cannot be written is written once more, too.
/// </summary>
internal sealed class FaultLocator(IJsonTypeInfoResolver inner) : IJsonTypeInfoResolver
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Locating = new();

    /// <summary>The fault with its path; null if the data is read this time, or what threw is nothing that can be guarded.</summary>
    public static JsonException? Find<T>(ReadOnlySpan<byte> data, JsonTypeInfo<T> typeInfo)
    {
        try
        {
            JsonSerializer.Deserialize(data, Located(typeInfo));
        }
        catch (JsonException exception)
        {
            return exception;
        }
#pragma warning disable CA1031 // It is not the first to be thrown, and of no more use than that one.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        return null;
    }

    /// <summary>The path at which the JSON of a value breaks off; null if it is written this time.</summary>
    public static string? FindUnwritable<T>(T value, JsonTypeInfo<T> typeInfo)
    {
        var written = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(written, JobJsonOptions.Writer);
        try
        {
            JsonSerializer.Serialize(writer, value, Located(typeInfo));
            return null;
        }
#pragma warning disable CA1031 // It is not the first to be thrown; what counts is how far it came.
        catch (Exception)
#pragma warning restore CA1031
        {
            writer.Flush();
            return PartialJson.PathOfEnd(written.WrittenSpan);
        }
    }

    /// <summary>The fault that the serializer adds the path to.</summary>
    public static JsonException Refused(string what, Exception exception)
        => new($"{what} ({exception.GetType().Name}): {exception.Message}", exception);

    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
    {
        var typeInfo = inner.GetTypeInfo(type, options);

        // What comes from no context is written by its metadata, each name before its value is looked at, and not by a generated method.
        typeInfo?.OriginatingResolver = this;
        if (typeInfo is not { Kind: JsonTypeInfoKind.Object })
        {
            return typeInfo;
        }

        if (typeInfo.CreateObject is { } create)
        {
            typeInfo.CreateObject = () =>
            {
                object? made = null;
                Guard(() => made = create(), $"the constructor of '{type}' threw");
                return made!;
            };
        }

        typeInfo.OnDeserializing = Guard(typeInfo.OnDeserializing, $"'{type}.{nameof(typeInfo.OnDeserializing)}' threw");
        typeInfo.OnDeserialized = Guard(typeInfo.OnDeserialized, $"'{type}.{nameof(typeInfo.OnDeserialized)}' threw");
        foreach (var property in typeInfo.Properties)
        {
            if (property.Set is { } set)
            {
                property.Set = (it, value) => Guard(() => set(it, value), $"'{property.Name}' of '{type}' refused its value");
            }
        }

        return typeInfo;
    }

    private static JsonTypeInfo<T> Located<T>(JsonTypeInfo<T> typeInfo)
        => (JsonTypeInfo<T>)Locating
            .GetValue(typeInfo.Options, static options => new JsonSerializerOptions(options) { TypeInfoResolver = new FaultLocator(options.TypeInfoResolver!) })
            .GetTypeInfo(typeof(T));

    [return: NotNullIfNotNull(nameof(action))]
    private static Action<object>? Guard(Action<object>? action, string what)
        => action is null ? null : it => Guard(() => action(it), what);

    private static void Guard(Action action, string what)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // Whatever the application's code throws, it did not take what was read.
        catch (Exception exception) when (exception is not JsonException)
#pragma warning restore CA1031
        {
            throw Refused(what, exception);
        }
    }
}
