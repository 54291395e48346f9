namespace TypedJobs.Generators.Contracts;

/// <summary>Everything that messages of a project's jobs depend on, by key: as a file has it, or as the code is now.</summary>
internal sealed class Contract
{
    private readonly ContractLine[] _lines;
    private readonly Dictionary<string, ContractLine> _byKey;
    private readonly Dictionary<string, List<ContractLine>> _owned = new(StringComparer.Ordinal);

    public Contract(IEnumerable<ContractLine> lines)
    {
        _lines = [.. lines];
        Array.Sort(_lines, static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        _byKey = _lines.ToDictionary(static line => line.Key, StringComparer.Ordinal);
        foreach (var line in _lines)
        {
            if (line.Form is not HeadForm)
            {
                var owner = ContractKey.OwnerOf(line.Key);
                if (!_owned.TryGetValue(owner, out var owned))
                {
                    _owned.Add(owner, owned = []);
                }

                owned.Add(line);
            }
        }
    }

    /// <summary>All lines, in ordinal order of their keys.</summary>
    public IReadOnlyList<ContractLine> Lines => _lines;

    /// <summary>The heads of jobs, in order.</summary>
    public IEnumerable<ContractLine> Jobs => _lines.Where(static line => line.Form is JobForm);

    public ContractLine? Find(string key) => _byKey.TryGetValue(key, out var line) ? line : null;

    /// <summary>What belongs to a job or a type, in order.</summary>
    public IReadOnlyList<ContractLine> Owned(string owner) => _owned.TryGetValue(owner, out var owned) ? owned : [];
}
