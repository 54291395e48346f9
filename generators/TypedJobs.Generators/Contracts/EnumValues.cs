namespace TypedJobs.Generators.Contracts;

/// <summary>Finds values of an enum among its lines.</summary>
internal static class EnumValues
{
    /// <summary>The value that has a name in code, or had it.</summary>
    public static ContractLine? ByNameInCode(IReadOnlyList<ContractLine> lines, string name)
        => lines.FirstOrDefault(line => line.Form is EnumValueForm form && NameInCode(line, form) == name)
            ?? lines.FirstOrDefault(line => line.Was.OfType<EnumValueForm>().Any(form => NameInCode(line, form) == name));

    /// <summary>The value that is there when nothing was set, in the last release.</summary>
    public static ContractLine? Zero(IReadOnlyList<ContractLine> lines) => lines.FirstOrDefault(static line => line.LastReleased is EnumValueForm { Number: "0", IsAlias: false });

    /// <summary>All values that were there when nothing was set, in one release or another.</summary>
    public static IEnumerable<ContractLine> Zeros(IReadOnlyList<ContractLine> lines) => lines.Where(static line => line.Released.Any(static form => form is EnumValueForm { Number: "0", IsAlias: false }));

    /// <summary>The number of a value, in the last release that has it.</summary>
    public static string NumberOf(ContractLine line) => FormOf(line).Number;

    /// <summary>The value that a name is read as: one that an attribute has given as it is written, any other without regard to case.</summary>
    public static ContractLine? ReadAs(IReadOnlyList<ContractLine> known, ContractLine written)
        => ByWireName(known, ContractKey.NameOf(written.Key))
            ?? known.FirstOrDefault(line => FormOf(line).CSharpName is null && string.Equals(ContractKey.NameOf(line.Key), ContractKey.NameOf(written.Key), StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether two values are one and the same, of which nothing is on the wire: the reader's number tells, where it knows the writer's name. Where it does not, the value was
    /// renamed, unless the writer has the other name for another number.
    /// </summary>
    public static bool AreSame(IReadOnlyList<ContractLine> writer, string written, IReadOnlyList<ContractLine> reader, string read)
    {
        if (written == read)
        {
            return true;
        }

        var known = reader.Where(static line => line.LastReleased is EnumValueForm).ToList();
        var before = ByWireName(writer, written);
        var after = ByWireName(known, read);
        return before is null ? written == NumberIn(after, read)
            : ReadAs(known, before) is { } same ? NumberOf(same) == NumberIn(after, read)
            : ByWireName(writer, read) is not { } other || NumberOf(other) == NumberOf(before);
    }

    /// <summary>What has no name is its number.</summary>
    private static string NumberIn(ContractLine? named, string text) => named is null ? text : NumberOf(named);

    private static ContractLine? ByWireName(IEnumerable<ContractLine> lines, string name) => lines.FirstOrDefault(line => ContractKey.NameOf(line.Key) == name);

    private static EnumValueForm FormOf(ContractLine line) => (EnumValueForm)(line.LastReleased ?? line.Form);

    private static string NameInCode(ContractLine line, EnumValueForm form) => form.CSharpName ?? ContractKey.NameOf(line.Key);
}
