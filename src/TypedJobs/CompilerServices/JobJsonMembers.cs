using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TypedJobs.CompilerServices;

/// <summary>Takes what generated code says of an object's members, and makes their metadata. Called by generated code only.</summary>
/// <remarks>Nothing here is generic in the object's type: of what is, a native program has a copy for each.</remarks>
public sealed class JobJsonMembers
{
    private readonly Type _type;
    private readonly List<JsonPropertyInfo> _properties = [];

    internal JobJsonMembers(Type type, JsonSerializerOptions options)
    {
        _type = type;
        Options = options;
    }

    /// <summary>The options that the metadata is for.</summary>
    public JsonSerializerOptions Options { get; }

    /// <summary>Adds a property.</summary>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="name">Its name in code.</param>
    /// <param name="jsonName">Its name on the wire.</param>
    /// <param name="get">Gets its value.</param>
    /// <param name="set">Sets its value; null if only a constructor can, or if it is filled.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="notNull">Whether null is refused.</param>
    public void Add<TValue>(string name, string jsonName, Func<object, TValue?> get, Action<object, TValue?>? set, bool required = false, bool notNull = false)
        => Add(name, jsonName, get, set, JobJsonMemberRules.None, required, notNull);

    /// <summary>Adds a field, or a property that has attributes.</summary>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="name">Its name in code.</param>
    /// <param name="jsonName">Its name on the wire.</param>
    /// <param name="get">Gets its value.</param>
    /// <param name="set">Sets its value; null if only a constructor can, or if it is filled.</param>
    /// <param name="rules">What the attributes say.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="notNull">Whether null is refused.</param>
    public void Add<TValue>(
        string name, string jsonName, Func<object, TValue?> get, Action<object, TValue?>? set, JobJsonMemberRules rules, bool required = false, bool notNull = false)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var property = JsonMetadataServices.CreatePropertyInfo(Options, new JsonPropertyInfoValues<TValue>
        {
            IsProperty = !rules.IsField,
            IsPublic = true,
            HasJsonInclude = rules.IsField,
            DeclaringType = _type,
            PropertyName = name,
            JsonPropertyName = jsonName,
            Getter = get,
            Setter = set,
            IgnoreCondition = rules.Ignore,
            NumberHandling = rules.Numbers,
            PropertyTypeInfo = (JsonTypeInfo<TValue>)rules.Type!,
            IsExtensionData = rules.IsExtensionData,
        });
        property.IsRequired = required;
        property.ObjectCreationHandling = rules.Creation;
        if (notNull)
        {
            property.IsGetNullable = false;
            property.IsSetNullable = false;
        }

        _properties.Add(property);
    }

    internal JsonPropertyInfo[] ToArray() => [.. _properties];
}
