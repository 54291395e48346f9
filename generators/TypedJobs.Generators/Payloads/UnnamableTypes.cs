using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Types that generated code, which stands in a namespace and in files of its own, cannot name.</summary>
internal static class UnnamableTypes
{
    private const string OrIgnore = "or leave the member out with [JsonIgnore]";

    /// <summary>Why a type cannot be named, as the end of a sentence; null if it can.</summary>
    public static string? Violation(ITypeSymbol type, Compilation compilation)
        => ExternAliases.Hide(type.ContainingAssembly, compilation) ? $"generated code cannot name it, because its assembly '{type.ContainingAssembly.Name}' is referenced under an extern alias alone; declare a record in its place, {OrIgnore}"
            : !compilation.IsSymbolAccessibleWithin(type, compilation.Assembly) ? $"generated code cannot name it, because it is not accessible to the rest of the assembly; make it at least internal, {OrIgnore}"
            : IsFileLocal(type) ? $"generated code cannot name it, because it is 'file'; remove that, {OrIgnore}"
            : IsBarred(type) ? $"generated code may not name it, because it is [Obsolete] as an error; make that a warning, {OrIgnore}"
            : null;

    /// <summary>Whether no code may name something, because it is <c>[Obsolete]</c> as an error.</summary>
    public static bool IsBarred(ISymbol symbol)
        => symbol.GetAttributes().Any(static attribute => attribute is { AttributeClass.Name: "ObsoleteAttribute", ConstructorArguments: [_, { Value: true }] });

    private static bool IsFileLocal(ITypeSymbol type)
    {
        for (var current = type as INamedTypeSymbol; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal)
            {
                return true;
            }
        }

        return false;
    }
}
