using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TypedJobs.CompilerServices;

/// <summary>What the attributes of a member say. Made by generated code only.</summary>
public sealed class JobJsonMemberRules
{
    /// <summary>When it is not written; null if it always is.</summary>
    public JsonIgnoreCondition? Ignore { get; init; }

    /// <summary>How its numbers are written and read, where that differs from its object.</summary>
    public JsonNumberHandling? Numbers { get; init; }

    /// <summary>Makes the metadata of its type, where it has a converter of its own.</summary>
    public Func<JsonSerializerOptions, JsonTypeInfo>? Type { get; init; }

    /// <summary>Whether it takes what the JSON has besides the members.</summary>
    public bool IsExtensionData { get; init; }

    /// <summary>Whether what it holds is filled or replaced, where that differs from its object.</summary>
    public JsonObjectCreationHandling? Creation { get; init; }

    /// <summary>Whether it is a field.</summary>
    public bool IsField { get; init; }
}
