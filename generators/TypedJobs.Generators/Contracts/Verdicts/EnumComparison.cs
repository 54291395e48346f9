using System.Globalization;

namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>Compares enums by their names, which are what is written; they are read without regard to case.</summary>
internal static class EnumComparison
{
    public static void Compare(Contract writer, Contract reader, string writerEnum, string readerEnum, Place place, Action<Grade, FindingKind, Place, string, string, string?> add)
    {
        var written = writer.Owned(writerEnum);
        var known = reader.Owned(readerEnum).Where(static line => line.LastReleased is EnumValueForm).ToList();
        var none = !written.Any(line => line.HasHistory && Find(known, line) is not null);
        foreach (var line in written)
        {
            if (!line.HasHistory || line.IsRetired)
            {
                continue;
            }

            if (Find(known, line) is not { } same)
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
        }
    }

    /// <summary>Whether two values at once are the number of a third.</summary>
    public static bool AreSumsValues(Contract reader, string readerEnum)
    {
        var numbers = reader.Owned(readerEnum).Where(static line => line.LastReleased is EnumValueForm)
            .Select(static line => decimal.Parse(NumberOf(line), CultureInfo.InvariantCulture))
            .Where(static number => number > 0 && number <= long.MaxValue)
            .Select(static number => (long)number)
            .ToList();
        return numbers.Any(one => numbers.Any(other => (one & other) == 0 && numbers.Contains(one | other)));
    }

    private static ContractLine? Find(List<ContractLine> known, ContractLine wanted)
        => known.FirstOrDefault(line => string.Equals(Name(line), Name(wanted), StringComparison.OrdinalIgnoreCase));

    /// <summary>The value that has the same name in code, or the same number, and is new.</summary>
    private static ContractLine? RenamedTo(ContractLine gone, IReadOnlyList<ContractLine> written, List<ContractLine> known)
    {
        var came = known.Where(line => !written.Any(other => string.Equals(Name(other), Name(line), StringComparison.OrdinalIgnoreCase))).ToList();
        return came.FirstOrDefault(line => NameInCode(line) == NameInCode(gone))
            ?? came.FirstOrDefault(line => NumberOf(line) == NumberOf(gone));
    }

    private static string Name(ContractLine line) => ContractKey.Unquote(ContractKey.NameOf(line.Key));

    private static string NameInCode(ContractLine line) => ((EnumValueForm)(line.LastReleased ?? line.Form)).CSharpName ?? Name(line);

    private static string NumberOf(ContractLine line) => ((EnumValueForm)(line.LastReleased ?? line.Form)).Number;
}
