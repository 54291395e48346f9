using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Contracts;

/// <summary>What the code of a project says now: the contract that it would have if it were released, and where each line of it comes from.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Locations">The token behind each key: the name of the member, the type, the value.</param>
/// <param name="Jobs">The records by the keys of their jobs.</param>
/// <param name="Incomplete">Keys of jobs that are declared, but cannot be carried, which is reported elsewhere: nothing can be told of them.</param>
/// <param name="Faulty">Names of jobs whose declaration is wrong, which is reported elsewhere as well.</param>
internal sealed record CodeContract(
    Contract Contract,
    IReadOnlyDictionary<string, Location> Locations,
    IReadOnlyDictionary<string, INamedTypeSymbol> Jobs,
    IReadOnlyCollection<string> Incomplete,
    IReadOnlyCollection<string> Faulty)
{
    /// <summary>The token behind a line: of its own key, or of what it belongs to.</summary>
    public Location? LocationOf(string key)
        => Locations.TryGetValue(key, out var own) ? own
            : Locations.TryGetValue(ContractKey.OwnerOf(key), out var owner) ? owner
            : null;
}
