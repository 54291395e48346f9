namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>A member of a random type. One without a default is required, unless it may be null.</summary>
internal sealed record RandomMember(string Name, string Type, bool IsNullable, string? Default, bool IsPositional, string Attribute)
{
    public string Declaration
        => IsPositional ? $"{(Written.Length > 0 ? $"[property: {Written}] " : string.Empty)}{Text} {Name}"
            : $"{(Written.Length > 0 ? $"[{Written}] " : string.Empty)}public {(Default is null && !IsNullable ? "required " : string.Empty)}{Text} {Name} {{ get; init; }}{(Default is null ? string.Empty : $" = {Default};")}";

    /// <summary>What cannot be null cannot be left out for it.</summary>
    private string Written => !IsNullable && Attribute.Contains("WhenWritingNull", StringComparison.Ordinal) ? string.Empty : Attribute;

    private string Text => IsNullable ? Type + "?" : Type;
}

/// <summary>A random job: its members, those of a nested type <c>N</c>, the values of an enum <c>K</c>, the types derived from <c>P</c>.</summary>
internal sealed record RandomShape(RandomMember[] Job, RandomMember[] Nested, string NestedKind, string[] Values, string[] Derived)
{
    public string Source
        => $$"""
            [Job] public sealed partial record Sample({{Positions(Job)}}) { {{Properties(Job)}} }
            public {{NestedKind}} N({{Positions(Nested)}}) { {{Properties(Nested)}} }
            public enum K { {{string.Join(", ", Values)}} }
            {{string.Concat(Derived.Select(static name => $"[JsonDerivedType(typeof({name}), \"{name}\")] "))}}public abstract record P(int Q);
            {{string.Join(' ', Derived.Select(static (name, index) => $"public sealed record {name}(int Q{(index % 2 == 0 ? string.Empty : ", string? R")}) : P(Q);"))}}
            """;

    private static string Positions(RandomMember[] members) => string.Join(", ", members.Where(static member => member.IsPositional).Select(static member => member.Declaration));

    private static string Properties(RandomMember[] members) => string.Join(' ', members.Where(static member => !member.IsPositional).Select(static member => member.Declaration));
}

/// <summary>A random job as its releases have it, and last as the code has it now; smaller ones are had by taking away a release or a member that all have.</summary>
internal sealed record RandomEdit(IReadOnlyList<RandomShape> Versions, string What)
{
    public Edit ToEdit() => new(What, [.. Versions.Select(static version => version.Source)]);

    public IEnumerable<RandomEdit> Smaller()
    {
        for (var at = 0; Versions.Count > 2 && at < Versions.Count - 1; at++)
        {
            yield return this with { Versions = [.. Versions.Where((_, index) => index != at)] };
        }

        foreach (var name in InAll(static version => version.Job))
        {
            yield return this with { Versions = [.. Versions.Select(version => version with { Job = Without(version.Job, name) })] };
        }

        foreach (var name in InAll(static version => version.Nested))
        {
            yield return this with { Versions = [.. Versions.Select(version => version with { Nested = Without(version.Nested, name) })] };
        }
    }

    private IEnumerable<string> InAll(Func<RandomShape, RandomMember[]> members)
        => Versions.Select(version => members(version).Select(static member => member.Name)).Aggregate(static (one, other) => one.Intersect(other));

    private static RandomMember[] Without(RandomMember[] members, string name) => [.. members.Where(member => member.Name != name)];
}

/// <summary>Random jobs, and edits of them as people make them.</summary>
internal sealed class RandomEdits(Dice random)
{
    private static readonly (string Type, string? Default)[] Scalars =
    [
        ("int", "5"), ("long", "6"), ("short", "7"), ("uint", "8"), ("byte", "9"), ("double", "1.5"), ("float", "2.5f"), ("decimal", "3.5m"), ("bool", "true"), ("string", "\"d\""), ("char", "'c'"), ("Guid", null),
        ("DateTime", null), ("DateTimeOffset", null), ("DateOnly", null), ("TimeSpan", null), ("TimeOnly", null), ("Uri", null), ("byte[]", null), ("K", "K.A"), ("JsonElement", null),
    ];

    private static readonly string[] Keys = ["string", "int", "long", "Guid", "K", "DateOnly"];

    private static readonly string[] Lists = ["List<{0}>", "IReadOnlyList<{0}>", "ImmutableArray<{0}>", "HashSet<{0}>", "Queue<{0}>"];

    private static readonly string[] NestedKinds = ["sealed record", "record", "readonly record struct"];

    public RandomEdit Next()
    {
        var kind = Pick(NestedKinds);
        var before = new RandomShape(
            [.. Enumerable.Range(0, random.Next(1, 4)).Select(index => Member($"M{index}", depth: 0))],
            [.. Enumerable.Range(0, random.Next(1, 3)).Select(index => Member($"N{index}", depth: 2))],
            kind,
            [.. new[] { "A", "B", "C" }.Take(random.Next(2, 4))],
            [.. new[] { "D", "E" }.Take(random.Next(1, 3))]);
        before = Valid(before);
        var (after, what) = Change(before);
        if (random.Next(4) == 0)
        {
            // At once, or one release after the other: what each step allows, both together may not.
            var (further, also) = Change(Valid(after));
            return random.Next(2) == 0 ? new RandomEdit([before, Valid(further)], $"{what} and {also}") : new RandomEdit([before, Valid(after), Valid(further)], $"{what}, then {also}");
        }

        return new RandomEdit([before, Valid(after)], what);
    }

    /// <summary>A struct has no initializers without a constructor of its own.</summary>
    private static RandomShape Valid(RandomShape shape)
        => shape.NestedKind.EndsWith("struct", StringComparison.Ordinal)
            ? shape with { Nested = [.. shape.Nested.Select(static member => member with { IsPositional = true, Default = null, Attribute = string.Empty })] }
            : shape;

    private (RandomShape After, string What) Change(RandomShape shape)
        => random.Next(12) switch
        {
            0 => (shape with { Values = [.. shape.Values.Append("X").Distinct()] }, "add a value"),
            1 => (shape with { Values = [.. shape.Values.Skip(2).Prepend("A").Distinct()] }, "remove a value"),
            2 => (shape with { Values = [.. shape.Values.Reverse()] }, "reorder the values"),
            3 => (shape with { Derived = shape.Derived.Length == 1 ? ["D", "E"] : ["D"] }, "add or remove a derived type"),
            4 => (shape with { NestedKind = Pick(NestedKinds) }, "change the kind of a type"),
            5 or 6 or 7 => Members(shape.Nested, depth: 2) is var (members, what) ? (shape with { Nested = members }, "nested: " + what) : default,
            _ => Members(shape.Job, depth: 0) is var (members, what) ? (shape with { Job = members }, what) : default,
        };

    private (RandomMember[] Members, string What) Members(RandomMember[] members, int depth)
    {
        var at = random.Next(members.Length);
        var member = members[at];
        RandomMember[] With(RandomMember changed) => [.. members.Select((other, index) => index == at ? changed : other)];
        switch (random.Next(9))
        {
            case 0:
                return ([.. members, Member(Free("Added", members), depth)], "add a member");
            case 1 when members.Length > 1:
                return ([.. members.Where((_, index) => index != at)], "remove a member");
            case 2:
                return (With(member with { Name = Free("Renamed", members) }), "rename a member");
            case 3:
                return (With(member with { Name = Free("Renamed", members), Attribute = $"JsonPropertyName(\"{char.ToLowerInvariant(member.Name[0])}{member.Name[1..]}\")" }), "rename a member and keep its name on the wire");
            case 4:
                return (With(member with { IsNullable = !member.IsNullable, Default = null }), "let null in or out");
            case 5 when Scalars.FirstOrDefault(scalar => scalar.Type == member.Type).Default is { } value:
                return (With(member.Default is null ? member with { Default = value, IsPositional = false, IsNullable = false } : member with { Default = null }), "give or take a default");
            case 6:
                return (With(member with { IsPositional = !member.IsPositional, Default = null }), "move a member");
            default:
                return (With(Member(member.Name, depth) with { IsNullable = member.IsNullable, Attribute = string.Empty }), "change a type");
        }
    }

    /// <summary>A name that no member has: an edit may come after another of its kind.</summary>
    private static string Free(string name, RandomMember[] members) => members.Any(member => member.Name == name) ? Free(name + "Again", members) : name;

    private RandomMember Member(string name, int depth)
    {
        var type = Type(depth, out var value);
        var isNullable = random.Next(3) == 0;
        var hasDefault = !isNullable && value is not null && random.Next(3) == 0;
        var attribute = random.Next(10) switch
        {
            0 when value is not null && char.IsAsciiDigit(value[0]) => "JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)",
            1 when isNullable => "JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)",
            2 => "JsonRequired",
            _ => string.Empty,
        };
        return new RandomMember(name, type, isNullable, hasDefault && attribute != "JsonRequired" ? value : null, !hasDefault && random.Next(2) == 0, attribute);
    }

    private string Type(int depth, out string? value)
    {
        value = null;
        var choice = random.Next(10);
        if (depth >= 2 || choice < 4)
        {
            (var scalar, value) = Pick(Scalars);
            return scalar;
        }

        return choice switch
        {
            4 or 5 => "N",
            6 => "P",
            7 => $"Box<{Element(depth)}>",
            8 => $"Dictionary<{Pick(Keys)}, {Element(depth)}>",
            _ => string.Format(System.Globalization.CultureInfo.InvariantCulture, Pick(Lists), Element(depth)),
        };
    }

    private string Element(int depth) => Type(depth + 1, out _) + (random.Next(4) == 0 ? "?" : string.Empty);

    private T Pick<T>(T[] items) => items[random.Next(items.Length)];
}

/// <summary>The same numbers for the same seed on each platform and each .NET (SplitMix64).</summary>
internal sealed class Dice(int seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>A number from 0 on, below <paramref name="count"/>.</summary>
    public int Next(int count)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)count);
    }

    /// <summary>A number from <paramref name="first"/> on, below <paramref name="end"/>.</summary>
    public int Next(int first, int end) => first + Next(end - first);
}
