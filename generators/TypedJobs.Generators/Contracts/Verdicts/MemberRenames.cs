using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>Members that one side has and the other does not, and that seem to be each other: renamed on the wire.</summary>
internal sealed class MemberRenames
{
    private readonly Dictionary<string, string> _after = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _before = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    private MemberRenames()
    {
    }

    /// <summary>
    /// The renames: members of the same name in code, or names that differ in case alone; else one that went and one that came, of one type,
    /// if there are no more of that type.
    /// </summary>
    public static MemberRenames Between(IReadOnlyList<ContractLine> writer, IReadOnlyList<ContractLine> reader)
    {
        var renames = new MemberRenames();
        var gone = Without(writer, reader, static line => line.IsRetired ? null : line.Released.OfType<MemberForm>().FirstOrDefault());
        var came = gone.Count == 0 ? [] : Without(reader, writer, static line => line.LastReleased as MemberForm);
        foreach (var (name, form) in gone)
        {
            var found = came.Where(candidate => string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase) || NameInCode(candidate) == NameInCode((name, form))).ToList();
            if (found.Count == 0)
            {
                found = came.Where(candidate => IsSame(candidate.Form, form)).ToList();
                if (gone.Count(other => IsSame(other.Form, form)) > 1)
                {
                    continue;
                }
            }

            if (found.Count == 1 && !renames._before.ContainsKey(found[0].Name))
            {
                renames._after[name] = found[0].Name;
                renames._before[found[0].Name] = name;
                if (found[0].Form.IsRequired)
                {
                    renames._missing.Add(found[0].Name);
                }
            }
        }

        return renames;
    }

    /// <summary>What the reader seems to call a member of the writer's.</summary>
    public string? NameAfter(string writerName) => _after.TryGetValue(writerName, out var name) ? name : null;

    /// <summary>What the writer seems to have called a member of the reader's.</summary>
    public string? NameBefore(string readerName) => _before.TryGetValue(readerName, out var name) ? name : null;

    /// <summary>Whether the reader requires it, so that its absence says everything already.</summary>
    public bool IsMissing(string? readerName) => readerName is not null && _missing.Contains(readerName);

    private static List<(string Name, MemberForm Form)> Without(IReadOnlyList<ContractLine> lines, IReadOnlyList<ContractLine> others, Func<ContractLine, MemberForm?> form)
    {
        var names = new HashSet<string>(others.Select(static line => ContractKey.NameOf(line.Key)), StringComparer.Ordinal);
        return [.. lines.Where(line => !names.Contains(ContractKey.NameOf(line.Key)))
            .Select(line => (ContractKey.NameOf(line.Key), Form: form(line)!))
            .Where(static entry => entry.Form is { IsExtension: false })];
    }

    private static bool IsSame(MemberForm one, MemberForm other) => one.Type with { IsNullable = false } == other.Type with { IsNullable = false };

    private static string NameInCode((string Name, MemberForm Form) member)
        => member.Form.CSharpName is { } name ? JsonNames.CamelCase(name) : ContractKey.Unquote(member.Name);
}
