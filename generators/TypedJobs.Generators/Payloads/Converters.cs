using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>What <c>[JsonConverter]</c> may name.</summary>
internal static class Converters
{
    /// <summary>Whether the attribute says of an enum what holds of every enum on the wire anyway: that its names are written.</summary>
    public static bool IsOfEnumNames(INamedTypeSymbol converter, ITypeSymbol type)
        => converter.Name == "JsonStringEnumConverter" && JsonAttributes.IsInSerialization(converter) && Underlying(type).TypeKind == TypeKind.Enum;

    /// <summary>Whether the attribute says of an enum that its numbers are written.</summary>
    public static bool IsOfEnumNumbers(INamedTypeSymbol converter, ITypeSymbol type)
        => converter.Name == "JsonNumberEnumConverter" && JsonAttributes.IsInSerialization(converter) && Underlying(type).TypeKind == TypeKind.Enum;

    /// <summary>Why generated code cannot use a converter for a type, as the end of a sentence; null if it can.</summary>
    public static string? Violation(INamedTypeSymbol converter, ITypeSymbol type, Compilation compilation)
    {
        if (converter.IsUnboundGenericType || converter.IsAbstract)
        {
            return $"its converter '{converter.Name}' is open or abstract; name one that can be made";
        }

        if (!converter.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty && compilation.IsSymbolAccessibleWithin(constructor, compilation.Assembly))
            || !compilation.IsSymbolAccessibleWithin(converter, compilation.Assembly))
        {
            return $"its converter '{converter.Name}' has no constructor without parameters that generated code could call; make both at least internal";
        }

        for (var current = converter.BaseType; current is not null; current = current.BaseType)
        {
            if (current is { Name: "JsonConverter", TypeArguments: [var converted] } && JsonAttributes.IsInSerialization(current))
            {
                return SymbolEqualityComparer.Default.Equals(converted, type) || SymbolEqualityComparer.Default.Equals(converted, Underlying(type))
                    ? null
                    : $"its converter '{converter.Name}' is for '{converted.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}'; name one for its type";
            }

            if (current is { Name: "JsonConverterFactory" } && JsonAttributes.IsInSerialization(current))
            {
                return converter.Name == "JsonStringEnumConverter" && JsonAttributes.IsInSerialization(converter)
                    ? "'JsonStringEnumConverter' is for enums, whose names are written anyway; remove it"
                    : null;
            }
        }

        return $"its converter '{converter.Name}' is no JsonConverter; name one";
    }

    private static ITypeSymbol Underlying(ITypeSymbol type)
        => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
