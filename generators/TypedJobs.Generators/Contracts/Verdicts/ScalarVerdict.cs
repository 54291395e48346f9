namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>
/// What becomes of a scalar that is written as one type and read as another: what System.Text.Json does under our options,
/// where text is no number and a number is no text.
/// </summary>
internal static class ScalarVerdict
{
    private static readonly string[] Integers = ["sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong", "int128", "uint128"];

    /// <summary>The bits that a type has for the digits of integers; signed ones have one less.</summary>
    private static readonly Dictionary<string, int> Bits = new()
    {
        ["sbyte"] = 7,
        ["byte"] = 8,
        ["short"] = 15,
        ["ushort"] = 16,
        ["int"] = 31,
        ["uint"] = 32,
        ["long"] = 63,
        ["ulong"] = 64,
        ["int128"] = 127,
        ["uint128"] = 128,
        ["half"] = 11,
        ["float"] = 24,
        ["double"] = 53,
        ["decimal"] = 96,
    };

    /// <summary>The bits beyond which an integer no longer fits at all, where that is not the same.</summary>
    private static readonly Dictionary<string, int> Range = new() { ["half"] = 15, ["float"] = 127, ["double"] = 1023 };

    public static Grade Of(string written, string read)
        => written == read || Scalars.IsAnyJson(read) ? Grade.Compatible
            : Scalars.IsJson(written) ? OfJson(written, read)
            : read == Scalars.JsonValue ? Grade.Compatible
            : read is Scalars.JsonArray or Scalars.JsonObject ? Grade.Breaks
            : read == "float" && written is "double" or "uint128" ? Grade.Changes // Beyond its range it is infinite.
            : Scalars.IsNumber(written) && Scalars.IsNumber(read) ? OfNumbers(written, read)
            : Scalars.IsNumber(written) || Scalars.IsNumber(read) || written == "bool" || read == "bool" ? Grade.Breaks
            : OfTexts(written, read);

    /// <summary>The same for keys of dictionaries and numbers written as text, which are text whatever they are.</summary>
    public static Grade OfKeys(string written, string read)
        => written == read || (read is Scalars.Text or "uri" && written != Scalars.Text) ? Grade.Compatible
            : Scalars.IsNumber(written) && Scalars.IsNumber(read) ? OfNumbers(written, read)
            : written is Scalars.Text or Scalars.Char ? Grade.Partial
            : read == "timespan" && Integers.Contains(written) && Bits[written] <= 16 ? Grade.Changes
            : Scalars.IsNumber(written) && read is Scalars.Char or "timespan" or "version" ? Grade.Partial
            : written == "version" && Scalars.IsNumber(read) ? Grade.Partial
            : Scalars.IsNumber(written) || Scalars.IsNumber(read) || written == "bool" || read == "bool" ? Grade.Breaks
            : OfTexts(written, read);

    private static Grade OfJson(string written, string read)
        => (written, read) switch
        {
            (Scalars.JsonArray or Scalars.JsonObject, _) => Grade.Breaks,
            (Scalars.JsonValue, Scalars.JsonArray or Scalars.JsonObject) => Grade.Breaks,
            _ => Grade.Partial,
        };

    private static Grade OfNumbers(string written, string read)
    {
        if (!Integers.Contains(written))
        {
            return (written, read) switch
            {
                (_, "decimal") => written == "half" ? Grade.Compatible : Grade.Partial,
                ("half", "float" or "double") or ("float", "double") => Grade.Compatible,
                ("decimal", "float" or "double") => Grade.Changes,
                _ => Grade.Partial,
            };
        }

        // 128 bits without a sign are more than the largest float by the rounding.
        if (Bits[written] > (Range.TryGetValue(read, out var range) ? range : Bits[read]) || (IsSigned(written) && !IsSigned(read)))
        {
            return Grade.Partial;
        }

        return Bits[written] > Bits[read] ? Grade.Changes : Grade.Compatible;
    }

    private static bool IsSigned(string type) => type is "sbyte" or "short" or "int" or "long" or "int128" or "half" or "float" or "double" or "decimal";

    private static Grade OfTexts(string written, string read)
        => (written, read) switch
        {
            ("bytes", "memory") or ("memory", "bytes") => Grade.Compatible,
            (Scalars.Text, _) => Grade.Partial,
            (_, Scalars.Text) => Grade.Compatible,
            (Scalars.Char, "uri") => Grade.Compatible,
            (Scalars.Char, "timespan" or "bytes" or "memory") => Grade.Partial,
            ("uri", _) => Grade.Partial,
            (_, "uri") => Grade.Compatible,
            ("dateonly", "datetime") or ("timeonly", "timespan") => Grade.Compatible,
            ("datetime", "datetimeoffset") or ("datetimeoffset", "datetime") or ("dateonly", "datetimeoffset") => Grade.Changes,
            ("timespan", "timeonly") => Grade.Partial,
            _ => Grade.Breaks,
        };
}
