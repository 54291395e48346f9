using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Contracts;

/// <summary>
/// Nested types that were renamed: where the file names one that the code no longer has, and the code in its place one that the file does not have.
/// What a type is called is not on the wire, so its lines go on under the new name.
/// </summary>
internal sealed class TypeRenames
{
    private readonly Contract _file;
    private readonly Contract _code;
    private readonly Dictionary<string, string> _newNames = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _visited = [];

    private TypeRenames(Contract file, Contract code)
    {
        _file = file;
        _code = code;
    }

    /// <summary>The file's contract with the names that the code has.</summary>
    public static Contract Apply(Contract file, Contract code)
    {
        var renames = new TypeRenames(file, code);
        foreach (var job in file.Jobs)
        {
            renames.Pair(job.Key, job.Key);
        }

        return renames._newNames.Count == 0 ? file : new Contract(file.Lines.Select(renames.Apply));
    }

    private void Pair(string owner, string newOwner)
    {
        if (!_visited.Add((owner, newOwner)))
        {
            return;
        }

        foreach (var line in _file.Owned(owner))
        {
            switch (line.Form, _code.Find(newOwner + line.Key.Substring(owner.Length))?.Form)
            {
                case (MemberForm before, MemberForm after):
                    Pair(before.Type, after.Type);
                    break;
                case (DerivedForm before, DerivedForm after):
                    Pair(before.Type, after.Type);
                    break;
            }
        }
    }

    private void Pair(WireType before, WireType after)
    {
        switch (before, after)
        {
            case (NamedType { Owner: var old }, NamedType { Owner: var renamed }):
                if (old != renamed && _code.Find(old) is null && _file.Find(renamed) is null && !_newNames.ContainsKey(old) && !_newNames.ContainsValue(renamed))
                {
                    _newNames.Add(old, renamed);
                }

                Pair(old, renamed);
                break;
            case (ListType one, ListType other):
                Pair(one.Element, other.Element);
                break;
            case (MapType one, MapType other):
                Pair(one.Key, other.Key);
                Pair(one.Value, other.Value);
                break;
        }
    }

    private ContractLine Apply(ContractLine line)
        => line with
        {
            Key = line.Form is HeadForm ? NameOf(line.Key) : NameOf(ContractKey.OwnerOf(line.Key)) + line.Key.Substring(ContractKey.OwnerOf(line.Key).Length),
            Form = Apply(line.Form),
            Was = line.Was.Select(Apply).ToEquatableArray(),
        };

    private LineForm Apply(LineForm form)
        => form switch
        {
            MemberForm member => member with { Type = Apply(member.Type) },
            DerivedForm derived => new DerivedForm((NamedType)Apply(derived.Type)),
            _ => form,
        };

    private WireType Apply(WireType type)
        => type switch
        {
            NamedType named => named with { Owner = NameOf(named.Owner) },
            ListType list => list with { Element = Apply(list.Element) },
            MapType map => map with { Key = Apply(map.Key), Value = Apply(map.Value) },
            _ => type,
        };

    private string NameOf(string owner) => _newNames.TryGetValue(owner, out var renamed) ? renamed : owner;
}
