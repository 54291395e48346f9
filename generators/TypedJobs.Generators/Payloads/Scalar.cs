using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>A type that System.Text.Json writes as one value.</summary>
/// <param name="Converter">The property of <c>JsonMetadataServices</c> with its converter.</param>
/// <param name="WriteMethod">
/// The ending of <c>Utf8JsonWriter</c>'s methods that write exactly what the converter does; null where only the converter knows how.
/// </param>
/// <param name="IsKey">Whether it can be the key of a dictionary.</param>
internal sealed record Scalar(string Converter, string? WriteMethod = null, bool IsKey = true)
{
    /// <summary>What System.Text.Json makes of a value of any type: of what was read, a <c>JsonElement</c>.</summary>
    public static readonly Scalar Object = new("ObjectConverter", IsKey: false);

    private static readonly Dictionary<SpecialType, Scalar> Special = new()
    {
        [SpecialType.System_Boolean] = new("BooleanConverter", "Boolean"),
        [SpecialType.System_SByte] = new("SByteConverter", "Number"),
        [SpecialType.System_Byte] = new("ByteConverter", "Number"),
        [SpecialType.System_Int16] = new("Int16Converter", "Number"),
        [SpecialType.System_UInt16] = new("UInt16Converter", "Number"),
        [SpecialType.System_Int32] = new("Int32Converter", "Number"),
        [SpecialType.System_UInt32] = new("UInt32Converter", "Number"),
        [SpecialType.System_Int64] = new("Int64Converter", "Number"),
        [SpecialType.System_UInt64] = new("UInt64Converter", "Number"),
        [SpecialType.System_Single] = new("SingleConverter", "Number"),
        [SpecialType.System_Double] = new("DoubleConverter", "Number"),
        [SpecialType.System_Decimal] = new("DecimalConverter", "Number"),
        [SpecialType.System_Char] = new("CharConverter"),
        [SpecialType.System_String] = new("StringConverter", "String"),
        [SpecialType.System_DateTime] = new("DateTimeConverter", "String"),
    };

    private static readonly Dictionary<string, Scalar> OfSystem = new()
    {
        ["DateOnly"] = new("DateOnlyConverter"),
        ["DateTimeOffset"] = new("DateTimeOffsetConverter", "String"),
        ["Guid"] = new("GuidConverter", "String"),
        ["Half"] = new("HalfConverter"),
        ["Int128"] = new("Int128Converter"),
        ["TimeOnly"] = new("TimeOnlyConverter"),
        ["TimeSpan"] = new("TimeSpanConverter"),
        ["UInt128"] = new("UInt128Converter"),
        ["Uri"] = new("UriConverter"),
        ["Version"] = new("VersionConverter"),
    };

    private static readonly Dictionary<string, Scalar> OfJson = new()
    {
        ["JsonElement"] = new("JsonElementConverter", IsKey: false),
        ["JsonDocument"] = new("JsonDocumentConverter", IsKey: false),
    };

    private static readonly Dictionary<string, Scalar> OfJsonNodes = new()
    {
        ["JsonArray"] = new("JsonArrayConverter", IsKey: false),
        ["JsonNode"] = new("JsonNodeConverter", IsKey: false),
        ["JsonObject"] = new("JsonObjectConverter", IsKey: false),
        ["JsonValue"] = new("JsonValueConverter", IsKey: false),
    };

    private static readonly Scalar Bytes = new("ByteArrayConverter", IsKey: false);

    private static readonly Dictionary<string, Scalar> OfBytes = new()
    {
        ["Memory"] = new("MemoryByteConverter", IsKey: false),
        ["ReadOnlyMemory"] = new("ReadOnlyMemoryByteConverter", IsKey: false),
    };

    /// <summary>The scalar that a type is; null if it is none.</summary>
    public static Scalar? Of(ITypeSymbol type)
        => type switch
        {
            IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte } => Bytes,
            { SpecialType: not SpecialType.None } => Special.TryGetValue(type.SpecialType, out var special) ? special : null,
            INamedTypeSymbol { ContainingType: null } named => OfNamed(named),
            _ => null,
        };

    private static Scalar? OfNamed(INamedTypeSymbol type)
    {
        var scalars = (type.ContainingNamespace, type.Arity, type.TypeArguments) switch
        {
            ({ Name: "System", ContainingNamespace.IsGlobalNamespace: true }, 0, _) => OfSystem,
            ({ Name: "System", ContainingNamespace.IsGlobalNamespace: true }, 1, [{ SpecialType: SpecialType.System_Byte }]) => OfBytes,
            (var json, 0, _) when IsSystemTextJson(json) => OfJson,
            ({ Name: "Nodes" } nodes, 0, _) when IsSystemTextJson(nodes.ContainingNamespace) => OfJsonNodes,
            _ => null,
        };
        return scalars is not null && scalars.TryGetValue(type.Name, out var scalar) ? scalar : null;
    }

    private static bool IsSystemTextJson(INamespaceSymbol? candidate)
        => candidate is
        {
            Name: "Json",
            ContainingNamespace: { Name: "Text", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } },
        };
}
