using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// What stands in the files of a program itself. An editor hands it the programs that it references with their files, and a build without: nothing can be reported there,
/// and what only they tell is not looked at, so that both say the same.
/// </summary>
internal static class OwnSource
{
    /// <summary>Whether a type or a member is declared in a program.</summary>
    public static bool Has(Compilation compilation, ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);

    /// <summary>Where it is declared; null if that is elsewhere.</summary>
    public static Location? LocationOf(Compilation compilation, ISymbol symbol) => symbol.Locations.FirstOrDefault(location => Holds(compilation, location));

    /// <summary>Whether a place is in a program.</summary>
    public static bool Holds(Compilation compilation, Location? location) => location?.SourceTree is { } tree && compilation.ContainsSyntaxTree(tree);
}
