using System.Globalization;

namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>Compares enums by their numbers, where those are what is written: every number is read, as whatever it is the number of.</summary>
internal static class EnumNumberComparison
{
    public static void Compare(
        Contract writer, Contract reader, string writerEnum, (string Owner, string Number) readerEnum, Place place, Action<Grade, FindingKind, Place, string, string, string?> add)
    {
        var known = reader.Owned(readerEnum.Owner).Where(static line => line.LastReleased is EnumValueForm).ToList();
        var isCombined = reader.Find(readerEnum.Owner)?.LastReleased is EnumForm { IsFlags: true };
        foreach (var line in writer.Owned(writerEnum).Where(static line => line is { HasHistory: true, IsRetired: false }))
        {
            foreach (var form in line.Released.OfType<EnumValueForm>())
            {
                var name = NameInCode(line, form);
                var same = known.Where(other => FormOf(other).Number == form.Number).ToList();
                if (same.Any(other => NameInCode(other, FormOf(other)) == name))
                {
                    continue;
                }

                var linePlace = place with { WriterKey = line.Key, ReaderKey = same.FirstOrDefault()?.Key ?? readerEnum.Owner };
                if (Fits(form.Number, readerEnum.Number) != Grade.Compatible)
                {
                    add(Grade.Partial, FindingKind.EnumNumber, linePlace, $"{form.Number} ({name})", "no value", null);
                }
                else if (same.Count == 0 && !(isCombined && IsCombined(form.Number, known)))
                {
                    add(Grade.Opaque, FindingKind.EnumNumber, linePlace, $"{form.Number} ({name})", "no value", null);
                }
                else if (same.Count > 0 && known.Any(other => NameInCode(other, FormOf(other)) == name))
                {
                    add(Grade.Means, FindingKind.EnumNumber, linePlace, $"{form.Number} ({name})", NameInCode(same[0], FormOf(same[0])), null);
                }
            }
        }
    }

    /// <summary>What becomes of an enum's numbers that are read as a number.</summary>
    public static Grade AsNumber(Contract writer, string writerEnum, string keyword)
        => writer.Owned(writerEnum).Where(static line => !line.IsRetired).SelectMany(static line => line.Released).OfType<EnumValueForm>()
            .Select(form => Fits(form.Number, keyword)).DefaultIfEmpty(Grade.Compatible).Max();

    private static Grade Fits(string number, string keyword)
    {
        var value = decimal.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        decimal Power(int bits) => (decimal)Math.Pow(2, bits);
        return keyword switch
        {
            "sbyte" or "short" or "int" => Math.Abs(value + 0.5m) < Power(keyword == "sbyte" ? 7 : keyword == "short" ? 15 : 31) ? Grade.Compatible : Grade.Partial,
            "byte" or "ushort" or "uint" => value >= 0 && value < Power(keyword == "byte" ? 8 : keyword == "ushort" ? 16 : 32) ? Grade.Compatible : Grade.Partial,
            "long" => value <= long.MaxValue ? Grade.Compatible : Grade.Partial,
            "ulong" or "uint128" => value >= 0 ? Grade.Compatible : Grade.Partial,
            "float" => (decimal)(float)value == value ? Grade.Compatible : Grade.Changes,
            "double" => Math.Abs(value) <= Power(53) ? Grade.Compatible : Grade.Changes,
            "half" => Math.Abs(value) <= Power(11) ? Grade.Compatible : Math.Abs(value) < Power(15) ? Grade.Changes : Grade.Partial,
            _ => Grade.Compatible,
        };
    }

    /// <summary>Whether values that the enum has make up a number together.</summary>
    private static bool IsCombined(string number, List<ContractLine> known)
    {
        if (!ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        var parts = known.Select(line => ulong.TryParse(FormOf(line).Number, NumberStyles.None, CultureInfo.InvariantCulture, out var part) && (part & ~value) == 0 ? part : 0);
        return parts.Aggregate(0UL, static (all, part) => all | part) == value;
    }

    private static string NameInCode(ContractLine line, EnumValueForm form) => form.CSharpName ?? ContractKey.Unquote(ContractKey.NameOf(line.Key));

    private static EnumValueForm FormOf(ContractLine line) => (EnumValueForm)line.LastReleased!;
}
