using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators;

/// <summary>Knows the types of the library by their names: what the compiler loads cannot reference it.</summary>
internal static class Library
{
    public const string Namespace = "TypedJobs";

    /// <summary>Whether a type is the library's of that name.</summary>
    public static bool Declares(INamedTypeSymbol type, string name, int arity = 0)
        => type.Arity == arity && type.Name == name && IsIts(type.ContainingNamespace);

    /// <summary>The first attribute of a kind that a symbol has, by the kind's full name; null if it has none.</summary>
    public static AttributeData? Attribute(ISymbol symbol, string fullName)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type
                && fullName.Length == Namespace.Length + 1 + type.Name.Length
                && fullName.EndsWith(type.Name, StringComparison.Ordinal)
                && IsIts(type.ContainingNamespace))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>Whether a symbol has an attribute of a kind, by the kind's full name.</summary>
    public static bool Marks(ISymbol symbol, string fullName) => Attribute(symbol, fullName) is not null;

    private static bool IsIts(INamespaceSymbol? candidate) => candidate is { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true };
}
