using TypedJobs.Generators.Emission;

namespace TypedJobs.CodeFixes;

/// <summary>Finds the types that diagnostics name.</summary>
internal static class TypeLookup
{
    /// <summary>A type by the name that code gives it, here or in a reference.</summary>
    public static INamedTypeSymbol? Find(Compilation compilation, string global)
    {
        var parts = TypeName.Display(global).Replace("@", string.Empty).Split('.');
        for (var nested = 0; nested < parts.Length; nested++)
        {
            var outer = parts.Length - nested;
            var metadataName = string.Join(".", parts.Take(outer)) + string.Concat(parts.Skip(outer).Select(static part => "+" + part));
            if (compilation.GetTypeByMetadataName(metadataName) is { } type)
            {
                return type;
            }
        }

        return null;
    }
}
