using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>
/// Values of a type as JSON, made from its metadata: a usual one first, then the extremes of each part while the others are as usual,
/// and the poorest, which has null and nothing wherever that may be.
/// </summary>
/// <param name="options">The options of the type's program.</param>
/// <param name="keys">Texts that dictionaries are to have as keys, too: what another takes for the names of members.</param>
internal sealed class SampleValues(JsonSerializerOptions options, IReadOnlyList<string> keys)
{
    private const int Deepest = 4;
    private const int MostOfSlot = 40;

    private static readonly Dictionary<Type, string[]> Scalars = new()
    {
        [typeof(bool)] = ["true", "false"],
        [typeof(sbyte)] = ["7", "-128", "127"],
        [typeof(byte)] = ["7", "0", "255"],
        [typeof(short)] = ["7", "-32768", "32767"],
        [typeof(ushort)] = ["7", "0", "65535"],
        [typeof(int)] = ["7", "-2147483648", "2147483647", "0"],
        [typeof(uint)] = ["7", "0", "4294967295"],
        [typeof(long)] = ["7", "-9223372036854775808", "9223372036854775807"],
        [typeof(ulong)] = ["7", "0", "18446744073709551615"],
        [typeof(Int128)] = ["7", "-170141183460469231731687303715884105728", "170141183460469231731687303715884105727"],
        [typeof(UInt128)] = ["7", "0", "340282366920938463463374607431768211455"],
        [typeof(Half)] = ["1.5", "7", "0.1", "65500", "-65500"],
        [typeof(float)] = ["1.5", "7", "0.1", "3.4028235E+38", "-3.4028235E+38"],
        [typeof(double)] = ["1.5", "7", "0.1", "1.7976931348623157E+308", "9007199254740991"],
        [typeof(decimal)] = ["1.5", "7", "1.0", "79228162514264337593543950335", "0.1234567890123456789012345678"],
        [typeof(char)] = ["\"x\"", "\"7\"", "\"A\"", "\"\\u00e9\"", "\" \""],
        [typeof(string)] = ["\"a\"", "\"\"", "\"7\"", "\"A\"", "\"\\u00e9 \\\" x\"", "\"2026-01-02\"", "\"http://[\"", "\"xy\""],
        [typeof(Guid)] = ["\"11111111-2222-3333-4444-5555555555ff\"", "\"00000000-0000-0000-0000-000000000000\""],
        [typeof(Uri)] = ["\"http://a.b/c?d=1\"", "\"relative/x\"", "\"7\""],
        [typeof(Version)] = ["\"1.2.3\"", "\"0.0\"", "\"2147483647.0.0.1\""],
        [typeof(DateTime)] = ["\"2026-01-02T03:04:05\"", "\"2026-01-02T03:04:05.678Z\"", "\"0001-01-01T00:00:00\"", "\"9999-12-31T23:59:59.9999999\"", "\"2026-01-02T00:00:00\""],
        [typeof(DateTimeOffset)] = ["\"2026-01-02T03:04:05.678+02:00\"", "\"2026-01-02T03:04:05+00:00\"", "\"0001-01-01T00:00:00+00:00\"", "\"2026-07-02T03:04:05-11:00\""],
        [typeof(DateOnly)] = ["\"2026-01-02\"", "\"0001-01-01\"", "\"9999-12-31\""],
        [typeof(TimeOnly)] = ["\"03:04:05\"", "\"00:00:00\"", "\"23:59:59.9999999\""],
        [typeof(TimeSpan)] = ["\"00:00:05\"", "\"1.02:03:04\"", "\"-00:00:01\"", "\"10675199.02:48:05.4775807\""],
        [typeof(byte[])] = ["\"AQID\"", "\"\""],
        [typeof(Memory<byte>)] = ["\"AQID\"", "\"\""],
        [typeof(ReadOnlyMemory<byte>)] = ["\"AQID\"", "\"\""],
        [typeof(JsonElement)] = ["{\"a\":[1,null]}", "\"x\"", "3", "1.50", "true", "null", "[]", "{}"],
        [typeof(JsonDocument)] = ["{\"a\":[1,null]}", "\"x\"", "3", "[]"],
        [typeof(JsonNode)] = ["{\"a\":[1,null]}", "\"x\"", "3", "[]"],
        [typeof(object)] = ["{\"a\":[1,null]}", "\"x\"", "true", "3", "[]"],
        [typeof(JsonObject)] = ["{\"a\":[1,null]}", "{}"],
        [typeof(JsonArray)] = ["[1,\"x\"]", "[]"],
        [typeof(JsonValue)] = ["\"x\"", "3", "true"],
    };

    /// <summary>What code of the application's may be able to read.</summary>
    private static readonly string[] Guesses = ["\"12\"", "12", "\"a\"", "true", "{}", "[]"];

    /// <summary>The values; of a type that a converter writes, guesses.</summary>
    public IReadOnlyList<string> Of(Slot slot) => Of(slot, depth: 0, numbers: default);

    private List<string> Of(Slot slot, int depth, JsonNumberHandling numbers)
    {
        var values = NotNull(slot, depth, numbers);
        if (slot.IsNullable && !values.Contains("null"))
        {
            values.Add("null");
        }

        return values;
    }

    private List<string> NotNull(Slot slot, int depth, JsonNumberHandling numbers)
    {
        var info = options.GetTypeInfo(slot.Type);
        if (IsConverted(slot.Type))
        {
            return Guessed(info);
        }

        if (slot.Type.IsEnum)
        {
            return Enum(slot.Type);
        }

        if (Scalars.TryGetValue(slot.Type, out var known))
        {
            return slot.Type == typeof(Half) || slot.Type == typeof(float) || slot.Type == typeof(double)
                ? [.. known, .. numbers.HasFlag(JsonNumberHandling.AllowNamedFloatingPointLiterals) ? ["\"NaN\""] : Array.Empty<string>()]
                : [.. known];
        }

        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => List(slot, depth, numbers),
            JsonTypeInfoKind.Dictionary => Map(slot, depth, numbers),
            JsonTypeInfoKind.Object => Object(slot, info, depth),
            _ => Guessed(info),
        };
    }

    private static List<string> Guessed(JsonTypeInfo info)
    {
        static bool IsReadable(string json, JsonTypeInfo info)
        {
            try
            {
                return JsonSerializer.Deserialize(json, info) is not null;
            }
            catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
            {
                return false;
            }
        }

        return [.. Guesses.Where(json => IsReadable(json, info))];
    }

    /// <summary>Whether code of the application's writes and reads the type.</summary>
    public static bool IsConverted(Type type)
        => Attribute.GetCustomAttribute(type, typeof(JsonConverterAttribute)) is JsonConverterAttribute { ConverterType: var converter } && !(type.IsEnum && converter!.Name.StartsWith("Json", StringComparison.Ordinal));

    /// <summary>Whether an enum's numbers are written.</summary>
    private static bool IsOfNumbers(Type type)
        => Attribute.GetCustomAttribute(type, typeof(JsonConverterAttribute)) is JsonConverterAttribute { ConverterType: var converter } && converter!.Name.StartsWith("JsonNumberEnumConverter", StringComparison.Ordinal);

    private static List<string> Enum(Type type)
    {
        if (IsOfNumbers(type))
        {
            return [.. System.Enum.GetValuesAsUnderlyingType(type).Cast<IFormattable>().Select(static number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture))];
        }

        var names = System.Enum.GetNames(type).Select(name => type.GetField(name)!)
            .Select(static field => (Attribute.GetCustomAttribute(field, typeof(JsonStringEnumMemberNameAttribute)) as JsonStringEnumMemberNameAttribute)?.Name ?? field.Name)
            .ToList();
        var both = type.IsDefined(typeof(FlagsAttribute), inherit: false) && names.Count > 1 ? [Quote($"{names[^2]}, {names[^1]}")] : Array.Empty<string>();
        return [.. names.Select(Quote), .. both];
    }

    private List<string> List(Slot slot, int depth, JsonNumberHandling numbers)
    {
        var elements = depth >= Deepest ? [] : Of(slot.Element, depth + 1, numbers);
        return elements.Count == 0 ? ["[]"]
            : Some([$"[{elements[0]}]", "[]", $"[{elements[0]},{elements[0]}]", $"[{elements[^1]},{elements[0]}]", $"[{elements[0]},{elements[^1]}]", $"[{string.Join(',', elements.Select(static element => $"{element},{element}"))}]", .. elements.Skip(1).Select(static element => $"[{element}]")]);
    }

    private List<string> Map(Slot slot, int depth, JsonNumberHandling numbers)
    {
        var keysOfType = Of(slot.Key, depth + 1, default).Select(static key => key.StartsWith('"') ? key : Quote(key)).Concat(slot.Key.Type == typeof(string) ? keys.Select(Quote) : []).Distinct().ToList();
        var values = depth >= Deepest ? [] : Of(slot.Element, depth + 1, numbers);
        return values.Count == 0 ? ["{}"]
            : Some([$"{{{keysOfType[0]}:{values[0]}}}", "{}", .. keysOfType.Skip(1).Select(key => $"{{{key}:{values[0]}}}"), .. values.Skip(1).Select(value => $"{{{keysOfType[0]}:{value}}}")]);
    }

    private List<string> Object(Slot slot, JsonTypeInfo info, int depth)
    {
        if (depth > Deepest)
        {
            return [];
        }

        var derived = (info.PolymorphismOptions?.DerivedTypes ?? [])
            .SelectMany(type => Members(Slot.Of(type.DerivedType), depth, $"{Quote(info.PolymorphismOptions!.TypeDiscriminatorPropertyName)}:{(type.TypeDiscriminator is string text ? Quote(text) : $"{type.TypeDiscriminator}")}"));
        var own = slot.Type.IsAbstract ? [] : Members(slot, depth, discriminator: null);

        // Both first: the usual values stand in front.
        return Some([.. own.Take(1), .. derived, .. own.Skip(1)]);
    }

    private List<string> Members(Slot slot, int depth, string? discriminator)
    {
        var members = new List<(string Name, List<string> Values)>();
        foreach (var property in options.GetTypeInfo(slot.Type).Properties)
        {
            if (slot.Member(property) is not { } member)
            {
                members.Add(("zzz", ["1", "\"z\""]));
            }
            else if (Of(member, depth + 1, property.NumberHandling ?? options.GetTypeInfo(slot.Type).NumberHandling ?? default) is { Count: > 0 } values)
            {
                members.Add((property.Name, values));
            }
            else
            {
                return [];
            }
        }

        string Text(Func<int, string> value)
            => $"{{{string.Join(',', members.Select((member, index) => $"{Quote(member.Name)}:{value(index)}").Prepend(discriminator).Where(static part => part is not null))}}}";

        var usual = Text(index => members[index].Values[0]);
        var poorest = Text(index => Poorest(members[index].Values));
        return
        [
            usual,
            .. usual == poorest ? Array.Empty<string>() : [poorest],
            .. InTurn(members.Select((varied, at) => varied.Values.Skip(1).Select(value => Text(index => index == at ? value : members[index].Values[0])).ToList())),
            .. members.SelectMany((varied, at) => varied.Values.Select(value => Text(index => index == at ? value : Poorest(members[index].Values)))),
        ];
    }

    /// <summary>The first of each, then the second of each: if not all are tried, some of each member are.</summary>
    private static IEnumerable<string> InTurn(IEnumerable<List<string>> values)
        => values.SelectMany(static (ofMember, member) => ofMember.Select((value, turn) => (value, turn, member))).OrderBy(static one => one.turn).ThenBy(static one => one.member).Select(static one => one.value);

    private static string Poorest(List<string> values)
        => values.Contains("null") ? "null" : values.Contains("[]") ? "[]" : values.Contains("{}") ? "{}" : values.MinBy(static value => value.Length)!;

    /// <summary>The first values, which say the most, and the last, which are null and the like.</summary>
    private static List<string> Some(List<string> values)
        => values.Distinct().ToList() is { Count: > MostOfSlot } distinct ? [.. distinct[..(MostOfSlot - 10)], .. distinct[^10..]] : [.. values.Distinct()];

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
