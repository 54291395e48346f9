using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts;

/// <summary>Whether two values of a type that were read from the same JSON are equal, so that a set keeps one of them.</summary>
internal static class ValueEquality
{
    /// <summary>Whether they are, or may be.</summary>
    public static bool Has(Compilation compilation, ITypeSymbol type) => Has(compilation, type, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    private static bool Has(Compilation compilation, ITypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (CollectionKind.Of(type) is var (kind, _, _))
        {
            // Of an array and of what is made of a sequence there is one that is empty; of others each is its own.
            return kind == CollectionKind.Array || kind.Range is not null;
        }

        // Of true, false and null there is one JsonElement each, and an object is read as one.
        if (type.SpecialType == SpecialType.System_Object)
        {
            return true;
        }

        if (Scalar.Of(type) is { } scalar)
        {
            return Scalars.KeywordOf(scalar) is Scalars.Json || !Scalars.IsJson(Scalars.KeywordOf(scalar));
        }

        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named || !seen.Add(type))
        {
            return true;
        }

        // Of a record in an assembly nothing tells whether somebody has written what is equal.
        return IsWritten(named) || (named.IsRecord && !OwnSource.Has(compilation, named))
            || ((named.IsRecord || named.IsValueType) && Fields(named).All(field => Has(compilation, Underlying(field.Type), seen)));
    }

    /// <summary>Whether somebody has written what is equal; what the compiler writes for a record compares its fields.</summary>
    private static bool IsWritten(INamedTypeSymbol type)
    {
        if (!type.IsRecord && type.AllInterfaces.Any(one => one is { Name: "IEquatable", TypeArguments: [var other] } && SymbolEqualityComparer.Default.Equals(other, type)))
        {
            return true;
        }

        for (var declaring = type; declaring is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; declaring = declaring.BaseType)
        {
            if (declaring.GetMembers(WellKnownMemberNames.ObjectEquals).OfType<IMethodSymbol>().Any(method
                => method is { IsImplicitlyDeclared: false, IsStatic: false, Parameters: [{ Type: var other }] }
                    && (other.SpecialType == SpecialType.System_Object || (declaring.IsRecord && SymbolEqualityComparer.Default.Equals(other, declaring)))))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<IFieldSymbol> Fields(INamedTypeSymbol type)
    {
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var field in declaring.GetMembers().OfType<IFieldSymbol>().Where(static field => !field.IsStatic))
            {
                yield return field;
            }
        }
    }

    private static ITypeSymbol Underlying(ITypeSymbol type)
        => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
