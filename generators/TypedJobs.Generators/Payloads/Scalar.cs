using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>A type that System.Text.Json writes as one value.</summary>
/// <param name="Converter">The property of <c>JsonMetadataServices</c> with its converter.</param>
/// <param name="WriteMethod">
/// The ending of <c>Utf8JsonWriter</c>'s methods that write exactly what the converter does; null where only the converter knows how.
/// </param>
internal sealed record Scalar(string Converter, string? WriteMethod = null)
{
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

    private static readonly Scalar Bytes = new("ByteArrayConverter");

    /// <summary>The scalar that a type is; null if it is none.</summary>
    public static Scalar? Of(ITypeSymbol type)
        => type switch
        {
            IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte } => Bytes,
            { SpecialType: not SpecialType.None } => Special.TryGetValue(type.SpecialType, out var special) ? special : null,
            INamedTypeSymbol { ContainingType: null, Arity: 0, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
                => OfSystem.TryGetValue(type.Name, out var ofSystem) ? ofSystem : null,
            _ => null,
        };
}
