using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TypedJobs.CompilerServices;

/// <summary>What generated code says of an object's members, of which their metadata is made. Called by generated code only.</summary>
/// <remarks>Nothing here is generic in the object's type: of what is, a native program has a copy for each.</remarks>
public sealed class JobJsonMembers
{
    private readonly List<Func<Type, JsonSerializerOptions, JsonPropertyInfo>> _members = [];

    /// <summary>Adds a member, and encodes its name for the method that writes it.</summary>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="name">Its name in code.</param>
    /// <param name="jsonName">Its name on the wire.</param>
    /// <param name="encodedName">The same, encoded.</param>
    /// <param name="get">Gets its value.</param>
    /// <param name="set">Sets its value; null if only a constructor can, or if it is filled.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="notNull">Whether null is refused.</param>
    /// <param name="rules">What its attributes say; null if they say nothing.</param>
    [MethodImpl(MethodImplOptions.NoInlining)] // A native program would have the encoding once for each member.
    public void Add<TValue>(
        string name, string jsonName, out JsonEncodedText encodedName, Func<object, TValue?> get, Action<object, TValue?>? set, bool required = false, bool notNull = false, JobJsonMemberRules? rules = null)
    {
        encodedName = JsonEncodedText.Encode(jsonName);
        Add(name, jsonName, get, set, required, notNull, rules);
    }

    /// <summary>Adds a member.</summary>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="name">Its name in code.</param>
    /// <param name="jsonName">Its name on the wire.</param>
    /// <param name="get">Gets its value.</param>
    /// <param name="set">Sets its value; null if only a constructor can, or if it is filled.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="notNull">Whether null is refused.</param>
    /// <param name="rules">What its attributes say; null if they say nothing.</param>
    public void Add<TValue>(
        string name, string jsonName, Func<object, TValue?> get, Action<object, TValue?>? set, bool required = false, bool notNull = false, JobJsonMemberRules? rules = null)
        => _members.Add((type, options) =>
        {
            var property = JsonMetadataServices.CreatePropertyInfo(options, new JsonPropertyInfoValues<TValue>
            {
                IsProperty = rules is not { IsField: true },
                IsPublic = true,
                HasJsonInclude = rules is { IsField: true },
                DeclaringType = type,
                PropertyName = name,
                JsonPropertyName = jsonName,
                Getter = get,
                Setter = set,
                IgnoreCondition = rules?.Ignore,
                NumberHandling = rules?.Numbers,
                PropertyTypeInfo = (JsonTypeInfo<TValue>)rules?.Type?.Invoke(options)!,
                IsExtensionData = rules is { IsExtensionData: true },
            });
            property.IsRequired = required;
            property.ObjectCreationHandling = rules?.Creation;
            if (notNull)
            {
                property.IsGetNullable = false;
                property.IsSetNullable = false;
            }

            return property;
        });

    internal JsonPropertyInfo[] Create(Type type, JsonSerializerOptions options) => [.. _members.Select(member => member(type, options))];
}
