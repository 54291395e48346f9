namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>Compares enums by their names, which are what is written; those of the code are read without regard to case, and those of attributes are not.</summary>
internal static class EnumComparison
{
    public static void Compare(Contract writer, Contract reader, string writerEnum, string readerEnum, Place place, Action<Grade, FindingKind, Place, string, string, string?> add)
    {
        var written = writer.Owned(writerEnum);
        var known = reader.Owned(readerEnum).Where(static line => line.LastReleased is EnumValueForm).ToList();
        var none = !written.Any(line => line.HasHistory && !IsNeverWritten(line) && EnumValues.ReadAs(known, line) is not null);
        foreach (var line in written)
        {
            if (!line.HasHistory || line.IsRetired || IsNeverWritten(line) || (place.LeavesDefaultOut && IsDefault(line)))
            {
                continue;
            }

            if (EnumValues.ReadAs(known, line) is not { } same)
            {
                var renamed = RenamedTo(line, written, known);
                add(
                    none && place.IsCertain ? Grade.Breaks : Grade.Partial,
                    FindingKind.EnumValue,
                    place with { WriterKey = line.Key, ReaderKey = renamed?.Key ?? readerEnum },
                    Name(line),
                    "no value",
                    renamed is null ? null : Name(renamed));
            }
            else if (NameInCode(line) != NameInCode(same) && known.Any(other => other != same && NameInCode(other) == NameInCode(line)))
            {
                add(Grade.Changes, FindingKind.EnumSwapped, place with { WriterKey = line.Key, ReaderKey = same.Key }, NameInCode(line), NameInCode(same), null);
            }
            else if (MergedWith(line, same, written, known) is { } other)
            {
                add(Grade.Changes, FindingKind.EnumSwapped, place with { WriterKey = line.Key, ReaderKey = same.Key }, NameInCode(line), NameInCode(other), null);
            }
        }
    }

    /// <summary>Whether what is written as a scalar can be the name of a value; also the other way round.</summary>
    public static bool CanBeWrittenAs(string keyword, Contract contract, string owner)
        => keyword switch
        {
            Scalars.Text or "uri" => true,
            Scalars.Char => contract.Owned(owner).Any(static line => Name(line).Length == 1),

            // Letters and digits are bytes in base 64, if they come in fours.
            "bytes" or "memory" => contract.Owned(owner).Any(static line => Name(line) is { Length: var length } name && length % 4 == 0 && name.All(char.IsLetterOrDigit)),
            _ => false,
        };

    /// <summary>Another value of the writer's that is the same to the reader, for which this one is a second name, or one that differs in case alone.</summary>
    private static ContractLine? MergedWith(ContractLine line, ContractLine same, IReadOnlyList<ContractLine> written, List<ContractLine> known)
        => !FormOf(same).IsAlias && Name(line) == Name(same) ? null
            : written.FirstOrDefault(other => other is { HasHistory: true, IsRetired: false } && NumberOf(other) != NumberOf(line)
                && EnumValues.ReadAs(known, other) is { } otherSame && NumberOf(otherSame) == NumberOf(same));

    /// <summary>Whether it was a second name whenever it was released: then nobody has written it.</summary>
    private static bool IsNeverWritten(ContractLine line) => line.Released.OfType<EnumValueForm>().All(static form => form.IsAlias);

    /// <summary>Whether it was what is there when nothing was set whenever it was released.</summary>
    private static bool IsDefault(ContractLine line) => line.Released.OfType<EnumValueForm>().All(static form => form.Number == "0");

    /// <summary>The value that has the same name in code, or the same number, and is new.</summary>
    private static ContractLine? RenamedTo(ContractLine gone, IReadOnlyList<ContractLine> written, List<ContractLine> known)
    {
        var came = known.Where(line => !written.Any(other => EnumValues.ReadAs([line], other) is not null)).ToList();
        return came.FirstOrDefault(line => NameInCode(line) == NameInCode(gone))
            ?? came.FirstOrDefault(line => NumberOf(line) == NumberOf(gone));
    }

    private static string Name(ContractLine line) => ContractKey.Unquote(ContractKey.NameOf(line.Key));

    private static string NameInCode(ContractLine line) => FormOf(line).CSharpName ?? Name(line);

    private static string NumberOf(ContractLine line) => FormOf(line).Number;

    private static EnumValueForm FormOf(ContractLine line) => (EnumValueForm)(line.LastReleased ?? line.Form);
}
