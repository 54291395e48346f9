namespace TypedJobs.Generators.Contracts;

/// <summary>What is reached from jobs.</summary>
internal static class Reach
{
    /// <summary>The keys of all heads that are reached, with those that it starts from.</summary>
    /// <param name="owners">Where it starts.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="forms">Which forms of a line count.</param>
    public static HashSet<string> From(IEnumerable<string> owners, Contract contract, Func<ContractLine, IEnumerable<LineForm>> forms)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(owners);
        while (open.Count > 0)
        {
            var owner = open.Pop();
            if (reached.Add(owner))
            {
                foreach (var type in contract.Owned(owner).SelectMany(forms).SelectMany(Types))
                {
                    open.Push(type.Owner);
                }
            }
        }

        return reached;
    }

    /// <summary>The types that a form names.</summary>
    public static IEnumerable<NamedType> Types(LineForm form)
        => form switch
        {
            DerivedForm derived => [derived.Type],
            MemberForm member => Types(member.Type),
            _ => [],
        };

    private static IEnumerable<NamedType> Types(WireType type)
        => type switch
        {
            NamedType named => [named],
            ListType list => Types(list.Element),
            MapType map => Types(map.Key).Concat(Types(map.Value)),
            _ => [],
        };
}
