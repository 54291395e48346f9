using System.Globalization;

namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>
/// Enums whose values can be combined. Their names are what is written, but which of them a combination contains is said by their numbers,
/// so that other numbers can make others of the same names.
/// </summary>
internal static class EnumFlags
{
    /// <summary>Whether two values at once are the number of a third.</summary>
    public static bool AreSumsValues(Contract reader, string readerEnum)
    {
        var numbers = Numbers(reader, readerEnum).Values.Where(static number => number > 0).ToList();
        return numbers.Any(one => numbers.Any(other => (one & other) == 0 && numbers.Contains(one | other)));
    }

    /// <summary>Whether some combination of names contains others to the reader than it does to the writer.</summary>
    public static bool Mix(Contract writer, string writerEnum, Contract reader, string readerEnum)
    {
        var written = Numbers(writer, writerEnum);
        var read = Numbers(reader, readerEnum);
        var names = written.Keys.Where(name => read.ContainsKey(name)).Select(name => (Written: written[name], Read: read[name])).ToList();
        var reversed = names.Select(static name => (name.Read, name.Written)).ToList();
        return names.Any(name => name.Read == 0 ? name.Written != 0 : IsContainedElsewhere(name, names))
            || reversed.Any(name => name.Written != 0 && IsContainedElsewhere(name, reversed));
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

    private static Dictionary<string, ulong> Numbers(Contract contract, string owner)
    {
        var numbers = new Dictionary<string, ulong>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in contract.Owned(owner))
        {
            if (line.LastReleased is EnumValueForm { Number: var number })
            {
                numbers[ContractKey.NameOf(line.Key)] = number.StartsWith("-", StringComparison.Ordinal)
                    ? unchecked((ulong)long.Parse(number, CultureInfo.InvariantCulture))
                    : ulong.Parse(number, CultureInfo.InvariantCulture);
            }
        }

        return numbers;
    }
}
