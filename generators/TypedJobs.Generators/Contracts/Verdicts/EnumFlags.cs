using System.Globalization;

namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>
/// Enums whose values can be combined. Their names are what is written, but which of them a combination contains is said by their numbers,
/// so that other numbers can make others of the same names.
/// </summary>
internal static class EnumFlags
{
    /// <summary>With more names than this, not every combination is tried.</summary>
    private const int MostCombined = 12;

    /// <summary>What becomes of several values at once where the reader knows single ones. If they have a name together, that is written.</summary>
    public static Grade AsOneValue(Contract writer, string writerEnum, Contract reader, string readerEnum)
    {
        var (written, read) = Numbers(writer, writerEnum, reader, readerEnum);
        if (written.Count <= MostCombined && Combinations(written).All(written.ContainsValue))
        {
            return Grade.Compatible;
        }

        var names = written.Keys.Where(read.ContainsKey).ToList();
        return names.Any(one => names.Any(other => !written.ContainsValue(written[one] | written[other])
            && (read[one] | read[other]) is var sum && sum != read[one] && sum != read[other] && read.ContainsValue(sum))) ? Grade.Changes : Grade.Opaque;
    }

    /// <summary>Whether some combination of names contains others to the reader than it does to the writer.</summary>
    public static bool Mix(Contract writer, string writerEnum, Contract reader, string readerEnum)
    {
        var (written, read) = Numbers(writer, writerEnum, reader, readerEnum);
        var names = written.Keys.Where(name => read.ContainsKey(name)).Select(name => (Written: written[name], Read: read[name])).ToList();
        var reversed = names.Select(static name => (name.Read, name.Written)).ToList();
        return names.Any(name => name.Read == 0 ? name.Written != 0 : IsContainedElsewhere(name, names))
            || (reversed.Any(name => name.Written != 0 && IsContainedElsewhere(name, reversed)) && (written.Count > MostCombined || Combinations(written).Any(value => Differs(value, written, read))));
    }

    /// <summary>Whether a combination, as it is written, contains other names when it is read.</summary>
    private static bool Differs(ulong value, Dictionary<string, ulong> written, Dictionary<string, ulong> read)
    {
        // Names that contain others are written in their place.
        var (rest, now) = (value, 0UL);
        foreach (var name in written.Where(static name => name.Value != 0).OrderByDescending(static name => Bits(name.Value)))
        {
            if ((rest & name.Value) == name.Value)
            {
                rest &= ~name.Value;
                if (!read.TryGetValue(name.Key, out var number))
                {
                    return false;
                }

                now |= number;
            }
        }

        return rest == 0 && written.Any(name => name.Value != 0 && read.TryGetValue(name.Key, out var number)
            && ((value & name.Value) == name.Value) != (number != 0 && (now & number) == number));
    }

    private static IEnumerable<ulong> Combinations(Dictionary<string, ulong> names)
        => names.Values.Aggregate((IEnumerable<ulong>)[0], static (all, number) => all.SelectMany(value => new[] { value, value | number })).Distinct().Where(static value => value != 0);

    private static int Bits(ulong value)
    {
        var bits = 0;
        for (; value != 0; value &= value - 1)
        {
            bits++;
        }

        return bits;
    }

    /// <summary>Whether names that together do not contain this one by the first numbers do so by the second.</summary>
    private static bool IsContainedElsewhere((ulong Before, ulong After) name, List<(ulong Before, ulong After)> names)
    {
        for (var bit = 1UL; bit != 0; bit <<= 1)
        {
            if ((name.Before & bit) != 0)
            {
                var others = names.Where(other => (other.Before & bit) == 0).Aggregate(0UL, static (all, other) => all | other.After);
                if ((name.After & ~others) == 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The writer's numbers by name, and the reader's: those of values that one of the writer's names is read as have that name, too.</summary>
    private static (Dictionary<string, ulong> Written, Dictionary<string, ulong> Read) Numbers(Contract writer, string writerEnum, Contract reader, string readerEnum)
    {
        var known = ValuesOf(reader, readerEnum);
        var read = known.ToDictionary(static line => ContractKey.NameOf(line.Key), Number, StringComparer.Ordinal);
        var written = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var line in ValuesOf(writer, writerEnum))
        {
            var name = ContractKey.NameOf(line.Key);
            written[name] = Number(line);
            if (EnumValues.ReadAs(known, line) is { } same)
            {
                read[name] = Number(same);
            }
        }

        return (written, read);
    }

    private static List<ContractLine> ValuesOf(Contract contract, string owner) => contract.Owned(owner).Where(static line => line.LastReleased is EnumValueForm).ToList();

    private static ulong Number(ContractLine line)
        => ((EnumValueForm)line.LastReleased!).Number is var number && number.StartsWith("-", StringComparison.Ordinal)
            ? unchecked((ulong)long.Parse(number, CultureInfo.InvariantCulture))
            : ulong.Parse(number, CultureInfo.InvariantCulture);
}
