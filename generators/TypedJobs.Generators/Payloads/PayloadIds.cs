using System.Text;
using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// Identifiers for the classes that are generated for types. They are made from the full name without loss, so that no two types share one:
/// a dot becomes an underscore, an underscore <c>_0</c> (no name starts with a digit), and what a collection holds follows two underscores.
/// </summary>
internal static class PayloadIds
{
    public static string OfNamed(INamedTypeSymbol type)
    {
        var id = new StringBuilder();
        for (ISymbol part = type; part is ITypeSymbol or INamespaceSymbol { IsGlobalNamespace: false }; part = part.ContainingSymbol)
        {
            id.Insert(0, part.Name.Replace("_", "_0")).Insert(0, '_');
        }

        // Types of the global namespace keep the underscore: else one called "Job" would take the context's own name.
        return type.ContainingSymbol is INamespaceSymbol { IsGlobalNamespace: true } ? id.ToString() : id.ToString(1, id.Length - 1);
    }

    public static string OfWrapped(string kind, string elementId) => kind + "__" + elementId;
}
