using System.Text;
using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// Identifiers for the classes that are generated for types. They are made from the full name without loss, so that no two types share one:
/// a dot becomes an underscore, an underscore <c>_0</c> (no name starts with a digit), a number of type arguments the same with that number,
/// and what a type holds follows two underscores.
/// </summary>
internal static class PayloadIds
{
    public static string Of(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return (array.IsSZArray ? "Array__" : $"Array_{array.Rank}__") + Of(array.ElementType);
        }

        if (type is not INamedTypeSymbol named)
        {
            return type.Name;
        }

        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return "Nullable__" + Of(named.TypeArguments[0]);
        }

        return CollectionKind.Of(type) switch
        {
            var (kind, key, element) when key is null or { SpecialType: SpecialType.System_String } => $"{kind.Name}__{Of(element)}",
            var (kind, key, element) => $"{kind.Name}_2__{Of(key!)}__{Of(element)}",
            null when Scalar.Of(type) is not null && named.Arity == 0 => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat).TrimEnd('?'),
            null => OfNamed(named),
        };
    }

    private static string OfNamed(INamedTypeSymbol type)
    {
        var id = new StringBuilder();
        var arguments = new StringBuilder();
        for (ISymbol part = type; part is INamedTypeSymbol or INamespaceSymbol { IsGlobalNamespace: false }; part = part.ContainingSymbol)
        {
            if (part is INamedTypeSymbol { Arity: > 0 } generic)
            {
                id.Insert(0, generic.Arity).Insert(0, '_');
                arguments.Insert(0, string.Concat(generic.TypeArguments.Select(static argument => "__" + Of(argument))));
            }

            id.Insert(0, part.Name.Replace("_", "_0")).Insert(0, '_');
        }

        // Types of the global namespace keep the underscore: else one called "Job" would take the context's own name.
        return (type.ContainingSymbol is INamespaceSymbol { IsGlobalNamespace: true } ? id.ToString() : id.ToString(1, id.Length - 1)) + arguments;
    }
}
