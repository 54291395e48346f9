using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Emission;

/// <summary>Assemblies that a project references under an <c>extern alias</c> alone: <c>global::</c> does not lead to their types, so generated code cannot name them.</summary>
internal static class ExternAliases
{
    // To ask for an assembly's reference is to search all of them, and each type of another assembly asks.
    private static readonly ConditionalWeakTable<Compilation, HashSet<ISymbol>> Hidden = new();

    public static bool Hide(IAssemblySymbol? assembly, Compilation compilation)
        => assembly is not null && Hidden.GetValue(compilation, Find).Contains(assembly);

    private static HashSet<ISymbol> Find(Compilation compilation)
        => new(
            compilation.References
                .Where(static reference => reference.Properties.Aliases is { IsEmpty: false } aliases && !aliases.Contains(MetadataReferenceProperties.GlobalAlias))
                .Select(compilation.GetAssemblyOrModuleSymbol)
                .OfType<ISymbol>(),
            SymbolEqualityComparer.Default);
}
