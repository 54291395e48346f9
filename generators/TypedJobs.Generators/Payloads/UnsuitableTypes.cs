using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Types for which no JSON is generated, each with the reason and what to do about it.</summary>
internal static class UnsuitableTypes
{
    private const string OrIgnore = "or leave the member out with [JsonIgnore]";

    /// <summary>Why a type that is neither a scalar nor a known collection cannot be carried, as the end of a sentence; null if it can.</summary>
    public static string? Violation(ITypeSymbol type, JsonAttributes attributes, Compilation compilation)
    {
        if (type is not INamedTypeSymbol named || type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Enum or TypeKind.Interface)
            || type.SpecialType == SpecialType.System_Object)
        {
            return $"there is no JSON for this type; {InItsPlace(type)}, {OrIgnore}";
        }

        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return null;
        }

        if (named.IsTupleType)
        {
            return "a tuple has no names in JSON and would not be read back; declare a record in its place";
        }

        if (named.SpecialType != SpecialType.None || IsOfFramework(named, compilation))
        {
            return $"there is no JSON for this type; {InItsPlace(named)}, {OrIgnore}";
        }

        var hasHeritage = Heritage.IsWritten(named);
        if (hasHeritage && IsException(named))
        {
            return $"what an exception holds cannot be read back; carry its message as text, {OrIgnore}";
        }

        if (named.IsAbstract && !attributes.IsPolymorphic)
        {
            return $"an abstract type or an interface does not tell what to read; use a concrete type, name the derived ones with [JsonDerivedType], {OrIgnore}";
        }

        if (attributes.IsPolymorphic && !DerivedTypes.Of(named).Any())
        {
            return "[JsonPolymorphic] without a [JsonDerivedType] does not tell what to read; name the derived types, or remove it";
        }

        if (attributes.IsPolymorphic && (named.IsSealed || named.IsValueType))
        {
            return "nothing can derive from it, so it cannot have a [JsonDerivedType]; remove the attribute, or 'sealed'";
        }

        if (attributes.IsPolymorphic && DerivedTypes.DiscriminatorName(named) is ("$id" or "$ref" or "$values") and var reserved)
        {
            return $"System.Text.Json keeps the name '{reserved}' for itself; call its discriminator otherwise";
        }

        if (named.IsRefLikeType)
        {
            return "a ref struct cannot be kept; use a record";
        }

        if (attributes.NotModelled is { } attribute)
        {
            return $"{attribute} on the type is not supported; remove it";
        }

        return hasHeritage && IsSequence(named)
            ? "the type is a collection of its own; use a list or an array of the framework, or a converter"
            : null;
    }

    /// <summary>Whether System.Text.Json's own generator could do what ours does not with an unsuitable type: a collection of the application's own, an attribute that is not modelled.</summary>
    public static bool IsForContext(ITypeSymbol type, Compilation compilation)
        => type is INamedTypeSymbol { IsTupleType: false, IsAbstract: false, IsRefLikeType: false, SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Struct, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal } named
            && !IsOfFramework(named, compilation);

    /// <summary>Whether a type, other than that of text, can be gone through.</summary>
    public static bool IsSequence(ITypeSymbol type)
        => type.SpecialType == SpecialType.System_Collections_IEnumerable
            || (type.SpecialType != SpecialType.System_String && type.AllInterfaces.Any(static implemented => implemented.SpecialType == SpecialType.System_Collections_IEnumerable));

    private static string InItsPlace(ITypeSymbol type)
        => type.TypeKind switch
        {
            TypeKind.Array => "use an array of arrays",
            TypeKind.Delegate or TypeKind.Pointer or TypeKind.FunctionPointer => "carry the values that it works with",
            _ => "name the type that it is meant to be",
        };

    /// <summary>What to carry in the place of a type that is often tried.</summary>
    private static string InItsPlace(INamedTypeSymbol type)
        => IsException(type) ? "carry its message as text"
            : IsKindOf(type, "Stream") ? "carry where the content is kept, such as a path or an address"
            : type.Name switch
            {
                "Task" or "ValueTask" => "await it before, and carry what it gives",
                "CancellationToken" => "remove it, since the handler is given one of its own",
                "Type" => "carry a name",
                "KeyValuePair" or "Tuple" => "declare a record in its place",
                "DataTable" or "DataSet" => "carry a list of records",
                _ when IsSequence(type) => "use a list, an array, a set or a dictionary in its place",
                _ => "carry the values that are needed of it",
            };

    private static bool IsException(INamedTypeSymbol type) => IsKindOf(type, "Exception");

    private static bool IsKindOf(INamedTypeSymbol type, string frameworkType)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.Name == frameworkType && current.ContainingNamespace is { Name: "System" or "IO" })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Types of the framework are not taken apart: how they look inside is not theirs to keep.</summary>
    private static bool IsOfFramework(INamedTypeSymbol type, Compilation compilation)
    {
        if (type.TypeKind == TypeKind.Enum || SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly))
        {
            return false;
        }

        var root = type.ContainingNamespace;
        while (root is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            root = root.ContainingNamespace;
        }

        return root is { Name: "System" };
    }
}
