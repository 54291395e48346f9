using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Emission;

/// <summary>Assemblies that a project references under an <c>extern alias</c> alone: <c>global::</c> does not lead to their types, so generated code cannot name them.</summary>
internal static class ExternAliases
{
    public static bool Hide(IAssemblySymbol? assembly, Compilation compilation)
        => assembly is not null
            && !SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly)
            && compilation.GetMetadataReference(assembly)?.Properties.Aliases is { IsEmpty: false } aliases
            && !aliases.Contains(MetadataReferenceProperties.GlobalAlias);
}
