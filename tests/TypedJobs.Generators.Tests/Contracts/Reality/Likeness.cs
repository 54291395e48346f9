using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TypedJobs.Generators.Contracts.Verdicts;

namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>A value of one of the two programs.</summary>
/// <param name="Value">The value.</param>
/// <param name="Slot">Where it stands.</param>
/// <param name="Options">The options of its program.</param>
internal readonly record struct Side(object? Value, Slot Slot, JsonSerializerOptions Options)
{
    public bool IsAnyJson => Slot.Type == typeof(object) || Slot.Type == typeof(JsonElement) || Slot.Type == typeof(JsonDocument) || typeof(JsonNode).IsAssignableFrom(Slot.Type);

    /// <summary>Whether it, or a part of it, is what a message means that lacks it.</summary>
    public bool IsAbsent { get; init; }

    public Side With(object? value, Slot slot) => this with { Value = value, Slot = slot };

    /// <summary>Whether it is null, as a JSON value is that nothing was put into.</summary>
    public bool IsNull => Value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } or JsonDocument { RootElement.ValueKind: JsonValueKind.Null };

    /// <summary>The value as its program writes it; null of what cannot be written, which is what a message may lack.</summary>
    public JsonElement Json() => JsonSerializer.SerializeToElement(Value is JsonElement { ValueKind: JsonValueKind.Undefined } ? JsonElement.Parse("null") : Value, Options.GetTypeInfo(Slot.Type));
}

/// <summary>Whether a value that was read is the one that was written, as a person would say who sees both.</summary>
internal static class Likeness
{
    /// <summary>Compares.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="json">What it is in the message; null if it is not in it.</param>
    /// <param name="read">What was read.</param>
    public static Grade Of(Side written, JsonElement? json, Side read)
    {
        if (read.Value is null)
        {
            return written.IsNull && (read.Slot.IsNullable || read.IsAnyJson) ? Grade.Compatible : Grade.Changes;
        }

        if ((json is null || written.IsAbsent) && read is { IsAnyJson: true, IsNull: false })
        {
            // Of a message that nobody wrote it has all there is, also what the other fills in.
            return Grade.Compatible;
        }

        if (written.IsAnyJson || read.IsAnyJson)
        {
            var before = json ?? written.Json();
            return JsonElement.DeepEquals(before, read.Json()) || written.IsAnyJson ? Grade.Compatible : Grade.Changes;
        }

        if (written.Value is null)
        {
            return Grade.Changes;
        }

        // What the application's own code makes of its own values is its own affair.
        if (SampleValues.IsConverted(written.Slot.Type) || SampleValues.IsConverted(read.Slot.Type))
        {
            return Grade.Compatible;
        }

        if (Text(written) is { } before1 && Text(read) is { } after1)
        {
            return (json is null || written.IsAbsent) && IsAnotherValue(written.Value, read.Value) ? Grade.Changes : Leaves(written, before1, json ?? written.Json(), after1, read);
        }

        var text = json ?? written.Json();
        return (written.Value, read.Value) switch
        {
            (IDictionary or IEnumerable, _) when IsMap(written) && IsMap(read) => Maps(written, text, read),
            (_, _) when IsMap(read) => ObjectAsMap(written, text, read),
            (_, _) when IsMap(written) => Grade.Drops,
            (IEnumerable before, IEnumerable after) => Lists(written, before, text, read, after),
            _ => Objects(written, text, read),
        };
    }

    private static bool IsMap(Side side) => side.Value is IEnumerable and not string && side.Options.GetTypeInfo(side.Slot.Type).Kind == JsonTypeInfoKind.Dictionary;

    private static Grade Lists(Side written, IEnumerable before, JsonElement json, Side read, IEnumerable after)
    {
        var ones = before.Cast<object?>().ToList();
        var others = after.Cast<object?>().ToList();
        if (ones.Count != others.Count)
        {
            return Grade.Changes;
        }

        var elements = json.EnumerateArray().ToList();
        Grade One(int one, int other)
            => Of(written.With(ones[one], written.Slot.Element), elements[one], read.With(others[other], read.Slot.Element));

        // A set has no order that could be lost.
        return IsSet(written.Value!) ? Worst(Enumerable.Range(0, ones.Count).Select(one => Enumerable.Range(0, ones.Count).Min(other => One(one, other))))
            : Worst(Enumerable.Range(0, ones.Count).Select(index => One(index, index)));
    }

    private static bool IsSet(object value)
        => value.GetType().GetInterfaces().Any(static type => type.IsGenericType && type.GetGenericTypeDefinition() is var definition && (definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>)));

    private static Grade Maps(Side written, JsonElement json, Side read)
    {
        var ones = Entries(written);
        var others = Entries(read);
        return ones.Count != others.Count
            ? Grade.Changes
            : Worst(ones.Select(one => others.TryGetValue(one.Key, out var value)
                ? Of(written.With(one.Value, written.Slot.Element), json.GetProperty(one.Key), read.With(value, read.Slot.Element))
                : others.FirstOrDefault(other => IsSameKey(one.Key, other.Key)) is { Key: not null } same && ones.Count == 1
                    ? Of(written.With(one.Value, written.Slot.Element), json.GetProperty(one.Key), read.With(same.Value, read.Slot.Element))
                    : Grade.Changes));
    }

    /// <summary>Whether an enum's name differs in case alone, a date became the time at which it begins, or a number is written otherwise.</summary>
    private static bool IsSameKey(string before, string after)
        => string.Equals(before, after, StringComparison.OrdinalIgnoreCase) || before + "T00:00:00" == after || (IsNumber(before) && IsNumber(after) && Number(before) == Number(after));

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>The entries by their keys as they are written.</summary>
    private static Dictionary<string, object?> Entries(Side side)
    {
        var entries = ((IEnumerable)side.Value!).Cast<object>().ToList();
        var names = Names(side) ?? [.. entries.Select(static entry => Convert.ToString(entry.GetType().GetProperty("Key")!.GetValue(entry), CultureInfo.InvariantCulture)!)];
        var values = entries.Select(static entry => entry.GetType().GetProperty("Value")!.GetValue(entry));
        return names.Zip(values).ToDictionary(static pair => pair.First, static pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>The keys as they are written; null if the values cannot be, as what is infinite.</summary>
    private static List<string>? Names(Side side)
    {
        try
        {
            return [.. side.Json().EnumerateObject().Select(static property => property.Name)];
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Grade ObjectAsMap(Side written, JsonElement json, Side read)
    {
        var entries = Entries(read);
        return Worst(written.Options.GetTypeInfo(written.Value!.GetType()).Properties.Where(static property => !property.IsExtensionData).Select(property
            => !json.TryGetProperty(property.Name, out var member) ? Grade.Compatible
                : entries.TryGetValue(property.Name, out var value) && SlotOf(written).Member(property) is { } slot
                    ? Of(written.With(property.Get!(written.Value), slot), member, read.With(value, read.Slot.Element))
                    : Grade.Changes));
    }

    /// <summary>The place of an object as the type that it has, with what its place says of type arguments.</summary>
    private static Slot SlotOf(Side side) => side.Value!.GetType() == side.Slot.Type ? side.Slot : Slot.Of(side.Value.GetType());

    private static Grade Objects(Side written, JsonElement json, Side read)
    {
        var before = written with { Slot = SlotOf(written) };
        var after = read with { Slot = SlotOf(read) };
        var known = after.Options.GetTypeInfo(after.Slot.Type).Properties;
        var members = before.Options.GetTypeInfo(before.Slot.Type).Properties;
        var kept = known.FirstOrDefault(static property => property.IsExtensionData)?.Get!(read.Value!) as IDictionary;
        var worst = Discriminator(written) is { } type && !type.Equals(Discriminator(read)) ? Grade.Drops : Grade.Compatible;
        foreach (var property in members)
        {
            if (property.IsExtensionData)
            {
                var extra = property.Get!(written.Value!) as IDictionary;
                worst = Max(worst, extra is null || extra.Keys.Cast<string>().All(name => kept?.Contains(name) == true || known.Any(candidate => candidate.Name == name)) ? Grade.Compatible : Grade.Drops);
                continue;
            }

            JsonElement? member = json.TryGetProperty(property.Name, out var found) ? found : null;
            if (known.FirstOrDefault(candidate => candidate.Name == property.Name && !candidate.IsExtensionData) is { } same)
            {
                worst = Max(worst, Of(before.With(property.Get!(written.Value!), before.Slot.Member(property)!), member, after.With(same.Get!(read.Value!), after.Slot.Member(same)!)));
                worst = Max(worst, Swapped(before, property, after, same, members, known));
            }
            else if (member is { ValueKind: not JsonValueKind.Null } && kept?.Contains(property.Name) != true)
            {
                worst = Max(worst, Grade.Drops);
            }
        }

        return worst;
    }

    /// <summary>Whether two members of the code have exchanged their names on the wire.</summary>
    private static Grade Swapped(Side before, JsonPropertyInfo written, Side after, JsonPropertyInfo read, IList<JsonPropertyInfo> members, IList<JsonPropertyInfo> known)
    {
        string Before(JsonPropertyInfo property) => before.Slot.NameOf(property);
        string After(JsonPropertyInfo property) => after.Slot.NameOf(property);
        return Before(written) != After(read)
            && known.Any(other => !other.IsExtensionData && After(other) == Before(written) && members.Any(member => member.Name == other.Name)) ? Grade.Means : Grade.Compatible;
    }

    private static object? Discriminator(Side side)
        => side.Options.GetTypeInfo(side.Slot.Type).PolymorphismOptions?.DerivedTypes.FirstOrDefault(type => type.DerivedType == side.Value!.GetType()).TypeDiscriminator;

    private static Grade Leaves(Side written, string before, JsonElement json, string after, Side read)
    {
        var (one, other) = (before.Split(':', 2), after.Split(':', 2));
        if (json.ValueKind == JsonValueKind.Number && other[0] != "undefined" && (written.Value is Enum || read.Value is Enum))
        {
            return (written.Value, read.Value) is (Enum value, Enum same) ? NumbersOfEnums(value, same)
                : Number(json.GetRawText()) == (read.Value is Enum number ? NumberOf(number) : other[1]) ? Grade.Compatible : Grade.Changes;
        }

        return (one[0], other[0]) switch
        {
            (_, "undefined") => Grade.Opaque,
            ("enum", "enum") => Enums((Enum)written.Value!, json.GetString()!, (Enum)read.Value!),
            (_, "enum") => string.Equals(json.GetString(), other[1].Split('/')[0], StringComparison.OrdinalIgnoreCase) ? Grade.Compatible : Grade.Changes,
            ("number", "number") or ("instant", "instant") => one[1] == other[1] ? Grade.Compatible : Grade.Changes,
            ("date", "instant") => one[1] + "T00:00:00.0000000" == other[1] ? Grade.Compatible : Grade.Changes,
            (_, "number") => json.ValueKind == JsonValueKind.String && Number(json.GetString()!) == other[1] ? Grade.Compatible : Grade.Changes,
            _ => Plain(json) == Plain(read.Json()) ? Grade.Compatible : Grade.Changes,
        };
    }

    /// <summary>
    /// What was read has the name that was written, so it is the same, unless it has also the name in code of what was another value; values that can be
    /// combined are the same if they contain the same of the names that both know.
    /// </summary>
    private static Grade Enums(Enum written, string json, Enum read)
    {
        var before = Fields(written.GetType());
        var after = Fields(read.GetType());
        var same = IsFlags(written) && IsFlags(read)
            ? before.Keys.Intersect(after.Keys).All(name => IsZero(before[name]) || written.HasFlag(before[name]) == (!IsZero(after[name]) && read.HasFlag(after[name])))
            : !json.Contains(',', StringComparison.Ordinal) && after.Where(field => field.Value.Equals(read)).All(field => !before.TryGetValue(field.Key, out var value) || value.Equals(written));
        return same ? Grade.Compatible : Grade.Changes;
    }

    /// <summary>A number is read as the value that has it, which means another if the one that was written has another number now.</summary>
    private static Grade NumbersOfEnums(Enum written, Enum read)
    {
        var names = Fields(read.GetType());
        return Fields(written.GetType()).Any(field => field.Value.Equals(written) && names.TryGetValue(field.Key, out var same) && !same.Equals(read)) ? Grade.Means : Grade.Compatible;
    }

    /// <summary>Whether the reader knows the value that was left out by its name, and takes another for it.</summary>
    private static bool IsAnotherValue(object written, object read)
        => written is Enum value && read is Enum other && Fields(other.GetType()).TryGetValue(value.ToString(), out var same) && !same.Equals(other);

    private static string NumberOf(Enum value) => Number(value.ToString("D"));

    private static bool IsFlags(Enum value) => value.GetType().IsDefined(typeof(FlagsAttribute), inherit: false);

    private static bool IsZero(Enum value) => Convert.ToDecimal(value, CultureInfo.InvariantCulture) == 0;

    private static Dictionary<string, Enum> Fields(Type type)
        => type.GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static).ToDictionary(static field => field.Name, static field => (Enum)field.GetValue(null)!);

    private static string Plain(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString()!.ToUpperInvariant() : json.GetRawText();

    /// <summary>A value without parts, so that equal ones of different types have the same text; null if it has parts.</summary>
    private static string? Text(Side side)
        => side.Value switch
        {
            bool value => "bool:" + value,
            Enum value => EnumText(value, side),
            Half or float or double => $"number:{Number(((IFormattable)side.Value).ToString("R", CultureInfo.InvariantCulture))}",
            sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128 or decimal => $"number:{Number(Convert.ToString(side.Value, CultureInfo.InvariantCulture)!)}",
            DateTime value => $"instant:{value.ToString("O", CultureInfo.InvariantCulture).Replace("Z", "+00:00", StringComparison.Ordinal)}",
            DateTimeOffset value => $"instant:{value.ToString("O", CultureInfo.InvariantCulture)}",
            DateOnly value => $"date:{value.ToString("O", CultureInfo.InvariantCulture)}",
            string or char or Guid or Uri or Version or TimeOnly or TimeSpan or byte[] or Memory<byte> or ReadOnlyMemory<byte> => "text:",
            _ => null,
        };

    private static string EnumText(Enum value, Side side)
    {
        try
        {
            var json = side.Json();
            return json.ValueKind != JsonValueKind.Number ? $"enum:{json.GetString()}/{value}"
                : long.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "undefined:"
                : $"enum:{value}";
        }
        catch (JsonException)
        {
            return "undefined:";
        }
    }

    /// <summary>A number by its digits and its power of ten.</summary>
    private static string Number(string text)
    {
        var exponentAt = text.IndexOf('E', StringComparison.OrdinalIgnoreCase);
        var exponent = exponentAt < 0 || !int.TryParse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given) ? 0 : given;
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var sign = mantissa.StartsWith('-') ? "-" : string.Empty;
        var digits = mantissa.TrimStart('-').TrimStart('0');
        var significant = digits.TrimEnd('0');
        return significant.Length == 0 ? "0" : $"{sign}{significant}e{exponent + digits.Length - significant.Length}";
    }

    private static Grade Max(Grade one, Grade other) => one > other ? one : other;

    private static Grade Worst(IEnumerable<Grade> grades) => grades.DefaultIfEmpty(Grade.Compatible).Max();
}
