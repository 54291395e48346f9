using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TypedJobs.CompilerServices;

/// <summary>
/// The base of the context that the generator writes for an assembly: the JSON of its jobs and of all types that they contain.
/// </summary>
/// <remarks>It is a <see cref="JsonSerializerContext"/> since System.Text.Json calls generated write methods for no other resolver.</remarks>
public abstract class JobJsonContext : JsonSerializerContext, IJsonTypeInfoResolver
{
    /// <summary>Makes the context, with the options that TypedJobs owns.</summary>
    protected JobJsonContext()
        : base(JobJsonOptions.Create())
    {
    }

    /// <inheritdoc/>
    protected sealed override JsonSerializerOptions? GeneratedSerializerOptions => Options;

    /// <summary>How a type is written and read.</summary>
    /// <typeparam name="T">A type of which the context knows.</typeparam>
    /// <exception cref="NotSupportedException">The context does not know the type.</exception>
    public JsonTypeInfo<T> For<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <inheritdoc/>
    public sealed override JsonTypeInfo? GetTypeInfo(Type type)
        => Options.TryGetTypeInfo(type, out var typeInfo) ? typeInfo : null;

    JsonTypeInfo? IJsonTypeInfoResolver.GetTypeInfo(Type type, JsonSerializerOptions options)
    {
        var typeInfo = Create(type, options);

        // By its origin System.Text.Json decides whether it may call the generated write method. What a context of the application's made has its own.
        if (typeInfo is { OriginatingResolver: null })
        {
            typeInfo.OriginatingResolver = this;
        }

        return typeInfo;
    }

    /// <summary>Makes the metadata of a type; null if the context does not know it.</summary>
    /// <param name="type">The type.</param>
    /// <param name="options">The options that the metadata is for.</param>
    protected abstract JsonTypeInfo? Create(Type type, JsonSerializerOptions options);
}
