using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>What the System.Text.Json attributes of a type or a member say. One that is not modelled is named, never passed over.</summary>
internal sealed record JsonAttributes
{
    private const string AttributeEnding = "Attribute";

    private static readonly JsonAttributes None = new();

    /// <summary>The name of <c>[JsonPropertyName]</c>.</summary>
    public string? Name { get; private set; }

    /// <summary>When <c>[JsonIgnore]</c> leaves the member out.</summary>
    public JsonIgnore Ignore { get; private set; }

    /// <summary>Whether it is <c>[JsonRequired]</c>.</summary>
    public bool IsRequired { get; private set; }

    /// <summary>Whether it is <c>[JsonInclude]</c>d.</summary>
    public bool IsIncluded { get; private set; }

    /// <summary>Whether it is <c>[JsonExtensionData]</c>.</summary>
    public bool IsExtensionData { get; private set; }

    /// <summary>Whether it is the <c>[JsonConstructor]</c>.</summary>
    public bool IsConstructor { get; private set; }

    /// <summary>The number of <c>[JsonPropertyOrder]</c>.</summary>
    public int Order { get; private set; }

    /// <summary>The value of <c>[JsonNumberHandling]</c>.</summary>
    public int? NumberHandling { get; private set; }

    /// <summary>The value of <c>[JsonUnmappedMemberHandling]</c>.</summary>
    public int? UnmappedMemberHandling { get; private set; }

    /// <summary>Whether <c>[JsonObjectCreationHandling]</c> asks that what is there be filled (true) or replaced (false).</summary>
    public bool? Populates { get; private set; }

    /// <summary>The converter of <c>[JsonConverter]</c>.</summary>
    public INamedTypeSymbol? Converter { get; private set; }

    /// <summary>Whether it is <c>[JsonPolymorphic]</c> or has a <c>[JsonDerivedType]</c>.</summary>
    public bool IsPolymorphic { get; private set; }

    /// <summary>The first attribute that is not modelled, as it is written in code.</summary>
    public string? NotModelled { get; private set; }

    /// <summary>Whether there is no attribute of System.Text.Json.</summary>
    public bool IsEmpty => ReferenceEquals(this, None);

    public static JsonAttributes Of(ISymbol symbol)
    {
        JsonAttributes? result = null;
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && IsOfSystemTextJson(type))
            {
                result ??= new JsonAttributes();
                if (!result.Model(attribute, type))
                {
                    result.NotModelled ??= $"[{NameInCode(type)}]";
                }
            }
        }

        return result ?? None;
    }

    public static bool IsInSerialization(INamedTypeSymbol type)
        => type.ContainingNamespace is
        {
            Name: "Serialization",
            ContainingNamespace: { Name: "Json", ContainingNamespace: { Name: "Text", ContainingNamespace.Name: "System" } },
        };

    /// <summary>An attribute as it is written in code.</summary>
    public static string NameInCode(INamedTypeSymbol type)
        => type.Name.EndsWith(AttributeEnding, StringComparison.Ordinal) ? type.Name.Substring(0, type.Name.Length - AttributeEnding.Length) : type.Name;

    private bool Model(AttributeData attribute, INamedTypeSymbol type)
    {
        switch (type.Name, attribute.ConstructorArguments)
        {
            case ("JsonPropertyNameAttribute", [{ Value: string name }]):
                Name = name;
                return true;
            case ("JsonIgnoreAttribute", _) when Condition(attribute) is { } condition:
                Ignore = condition;
                return true;
            case ("JsonRequiredAttribute", _):
                return IsRequired = true;
            case ("JsonIncludeAttribute", _):
                return IsIncluded = true;
            case ("JsonExtensionDataAttribute", _):
                return IsExtensionData = true;
            case ("JsonConstructorAttribute", _):
                return IsConstructor = true;
            case ("JsonPolymorphicAttribute", _) or ("JsonDerivedTypeAttribute", _):
                return IsPolymorphic = true;
            case ("JsonPropertyOrderAttribute", [{ Value: int order }]):
                Order = order;
                return true;
            case ("JsonNumberHandlingAttribute", [{ Value: int handling }]):
                NumberHandling = handling;
                return true;
            case ("JsonUnmappedMemberHandlingAttribute", [{ Value: int handling }]):
                UnmappedMemberHandling = handling;
                return true;
            case ("JsonObjectCreationHandlingAttribute", [{ Value: int handling }]):
                Populates = handling == 1;
                return true;
            case ("JsonConverterAttribute", [{ Value: INamedTypeSymbol converter }]) when IsInSerialization(type):
                Converter = converter;
                return true;
            default:
                return false;
        }
    }

    /// <summary>When a member is left out; null for one that is only written or only read, and so does not arrive.</summary>
    private static JsonIgnore? Condition(AttributeData ignore)
    {
        const int LastThatArrives = (int)JsonIgnore.WhenWritingNull;
        foreach (var argument in ignore.NamedArguments)
        {
            if (argument is { Key: "Condition", Value.Value: int condition })
            {
                return condition <= LastThatArrives ? (JsonIgnore)condition : null;
            }
        }

        return JsonIgnore.Always;
    }

    /// <summary>Also a type that derives from one of System.Text.Json, as a converter attribute of one's own does.</summary>
    private static bool IsOfSystemTextJson(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (IsInSerialization(current))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>When a member is left out; the numbers are those of <c>JsonIgnoreCondition</c>.</summary>
internal enum JsonIgnore
{
    Never = 0,
    Always = 1,
    WhenWritingDefault = 2,
    WhenWritingNull = 3,
}
