using CsCheck;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>A type of a job, and some values of it as JSON.</summary>
internal sealed record RecordType(string Source, IReadOnlyList<string> Values);

/// <summary>
/// Types of jobs at random: records, and classes and structs within one; every form of a member and every attribute that System.Text.Json's own generator
/// models as well. Where we differ on purpose, none is made.
/// </summary>
internal static class RecordTypes
{
    private enum TypeForm
    {
        Record,
        ClosedRecord,
        RecordOfTwoConstructors,
        Class,
        ClassOfTwoConstructors,
        DerivedClass,
        Struct,
    }

    private enum MemberForm
    {
        Positional,
        PositionalWithDefault,
        Required,
        Settable,
        Init,
        IncludedField,
        IncludedInternal,
        Filled,
    }

    private static readonly Gen<MemberChoice> Choice = Gen.Select(
        MemberKinds.Any, Gen.Enum<MemberForm>(), Gen.Int[0, 11], Gen.Int[0, 100].Array[3], static (kind, form, attribute, values) => new MemberChoice(kind, form, attribute, values));

    /// <summary>Types at random, numbered from 0 on.</summary>
    public static Gen<RecordType[]> Batch(int count)
        => Gen.Select(Gen.Enum<TypeForm>(), Choice.Array[1, 7]).Array[count].Select(static types => types.Select(static (type, index) => Type(index, type.Item1, type.Item2)).ToArray());

    private static RecordType Type(int index, TypeForm form, MemberChoice[] choices)
    {
        // Parameters with a default come last.
        var members = choices
            .Select(choice => choice with { Form = Allowed(choice, form, choices) })
            .OrderBy(static choice => choice.Form is MemberForm.PositionalWithDefault)
            .Select(static (choice, number) => new Member(choice, number))
            .ToList();
        var values = Enumerable.Range(0, 3).Select(value => $"{{{string.Join(',', members.Select(member => member.Json(value)).OfType<string>())}}}");
        return form is TypeForm.Record or TypeForm.ClosedRecord or TypeForm.RecordOfTwoConstructors
            ? new RecordType(Record(index, form, members), [.. values])
            : new RecordType(
                $"{Nested(index, form, members)}\n[Job(\"r{index}\")] public sealed partial record R{index}(N{index} Value);",
                [.. values.Select(static value => $"{{\"value\":{value}}}")]);
    }

    /// <summary>What the form of the type lets be of a member's form.</summary>
    private static MemberForm Allowed(MemberChoice choice, TypeForm type, MemberChoice[] all)
    {
        // What is required or set while the object is made is a parameter to the serializer.
        var hasParameters = all.Any(static other => other.Attribute == 7 || other.Form switch
        {
            MemberForm.IncludedInternal => false,
            MemberForm.Filled => !Member.CanBeFilled(other.Kind),
            MemberForm.Settable or MemberForm.IncludedField => !other.Kind.IsValueType && !other.Kind.Type.EndsWith('?'),
            _ => true,
        });
        return choice.Form switch
        {
            MemberForm.Positional or MemberForm.PositionalWithDefault when type is TypeForm.DerivedClass => MemberForm.Settable,

            // System.Text.Json refuses to fill what a type with parameters holds, and what a struct does.
            MemberForm.Filled when type is TypeForm.Struct || hasParameters || !Member.CanBeFilled(choice.Kind) => MemberForm.Settable,

            // Its initializer would need a constructor.
            MemberForm.IncludedInternal when type is TypeForm.Struct => MemberForm.Settable,
            var form => form,
        };
    }

    private static string Record(int index, TypeForm form, List<Member> members)
    {
        var second = form is TypeForm.RecordOfTwoConstructors;
        return $"{(form is TypeForm.ClosedRecord ? "[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] " : string.Empty)}[Job(\"r{index}\")] {(second ? "[method: JsonConstructor] " : string.Empty)}"
            + $"public sealed partial record R{index}({Parameters(members, static member => member.Positional)}) {{ {Properties(members)}{(second ? OtherConstructor($"R{index}", members) : string.Empty)} }}";
    }

    private static string Nested(int index, TypeForm form, List<Member> members)
    {
        if (form is TypeForm.DerivedClass)
        {
            var half = members.Count / 2;
            return $"public abstract class B{index} {{ {Properties(members[..half])} }}\npublic sealed class N{index} : B{index} {{ {Properties(members[half..])} }}";
        }

        var parameters = Parameters(members, static member => member.Parameter);
        var two = form is TypeForm.ClassOfTwoConstructors;

        // A struct has another constructor always.
        var marked = two || (form is TypeForm.Struct && parameters.Length > 0);
        var kind = form is TypeForm.Struct ? "struct" : "sealed class";
        return $"{(marked ? "[method: JsonConstructor] " : string.Empty)}public {kind} N{index}{(parameters.Length > 0 || marked ? $"({parameters})" : string.Empty)} "
            + $"{{ {string.Concat(members.Where(static member => member.IsParameter).Select(static member => member.AssignedProperty))}{Properties(members)}{(two ? OtherConstructor($"N{index}", members) : string.Empty)} }}";
    }

    private static string Parameters(List<Member> members, Func<Member, string> write) => string.Join(", ", members.Where(static member => member.IsParameter).Select(write));

    private static string Properties(IEnumerable<Member> members) => string.Concat(members.Where(static member => !member.IsParameter).Select(static member => member.Property));

    private static string OtherConstructor(string type, List<Member> members)
        => $"public {type}(TimeZoneInfo? never, int one, int two) : this({string.Join(", ", members.Where(static member => member.IsParameter).Select(static member => member.AnyArgument))}) {{ }}";

    private sealed record MemberChoice(MemberKind Kind, MemberForm Form, int Attribute, int[] Values);

    /// <summary>A member with its number, as C# and as JSON.</summary>
    private sealed class Member
    {
        private readonly MemberChoice _choice;
        private readonly string _name;
        private readonly string _jsonName;
        private readonly string[] _attributes;
        private readonly bool _isLeftOut;

        public Member(MemberChoice choice, int number)
        {
            _choice = choice;
            _name = $"M{number}";
            (var attribute, _jsonName) = Attribute(choice, number);
            _attributes = [.. new[] { choice.Kind.Attribute, attribute }.Where(static text => text.Length > 0)];
            _isLeftOut = attribute.Contains("When", StringComparison.Ordinal);
        }

        public bool IsParameter => _choice.Form is MemberForm.Positional or MemberForm.PositionalWithDefault;

        /// <summary>As a parameter of a record.</summary>
        public string Positional => $"{string.Concat(_attributes.Select(static text => $"[property: {text}] "))}{Parameter.Replace($" {_name.ToLowerInvariant()}", $" {_name}", StringComparison.Ordinal)}";

        /// <summary>As a parameter of a class.</summary>
        public string Parameter => $"{Type} {_name.ToLowerInvariant()}{(_choice.Form is MemberForm.PositionalWithDefault ? $" = {Default}" : string.Empty)}";

        /// <summary>An argument of the parameter's type, for a constructor that nobody calls.</summary>
        public string AnyArgument => $"default({Type})!";

        /// <summary>As the property that takes what the parameter was.</summary>
        public string AssignedProperty => $"{Attributes}public {Type} {_name} {{ get; }} = {_name.ToLowerInvariant()}; ";

        public string Property => Attributes + _choice.Form switch
        {
            MemberForm.Required when !_isLeftOut => $"public required {Type} {_name} {{ get; init; }} ",
            MemberForm.Settable => $"public {Needed}{Type} {_name} {{ get; set; }} ",
            MemberForm.IncludedField => $"[JsonInclude] public {Needed}{Type} {_name}; ",
            MemberForm.IncludedInternal => $"[JsonInclude] internal {Type} {_name} {{ get; set; }}{(CanBeNull ? string.Empty : " = default!;")} ",
            MemberForm.Filled => $"[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public {Type} {_name} {{ get; }} = []; ",
            _ => $"public {Needed}{Type} {_name} {{ get; init; }} ",
        };

        private string Attributes => string.Concat(_attributes.Select(static text => $"[{text}] "));

        private string Type => _choice.Form is MemberForm.PositionalWithDefault && Default == "null" || (_isLeftOut && !_choice.Kind.IsValueType) ? _choice.Kind.Type.TrimEnd('?') + "?" : _choice.Kind.Type;

        private bool CanBeNull => _choice.Kind.IsValueType || Type.EndsWith('?');

        private string Needed => CanBeNull || _isLeftOut ? string.Empty : "required ";

        private string Default => _choice.Kind switch
        {
            { IsNumber: true, Type: not ("Half" or "Int128" or "UInt128") } kind when !kind.Type.EndsWith('?') && !kind.Type.Contains('<', StringComparison.Ordinal) && !kind.Type.EndsWith(']') => "7",
            { Type: "bool" } => "true",
            { Type: "char" } => "'x'",
            { Type: "string" } => "\"d\"",
            { Type: "Color" } => "Color.Green",

            // The default of these is nothing that can be written.
            { Type: var type } when type is "JsonElement" || type.StartsWith("ImmutableArray", StringComparison.Ordinal) => "null",
            { IsValueType: true, Type: var type } when !type.EndsWith('?') => "default",
            _ => "null",
        };

        public static bool CanBeFilled(MemberKind kind)
            => kind.Attribute.Length == 0 && (kind.Type.StartsWith("List<", StringComparison.Ordinal) || kind.Type.StartsWith("HashSet<", StringComparison.Ordinal) || kind.Type.StartsWith("Dictionary<", StringComparison.Ordinal))
                && !kind.Type.EndsWith('?');

        /// <summary>A value with its name; null if it is absent, as what has a default may be.</summary>
        public string? Json(int value)
        {
            var choice = _choice.Values[value];
            return _choice.Form is MemberForm.PositionalWithDefault or MemberForm.Filled && choice % 3 == 0 ? null : $"\"{_jsonName}\":{_choice.Kind.Values[choice % _choice.Kind.Values.Length]}";
        }

        private static (string Text, string JsonName) Attribute(MemberChoice choice, int number)
        {
            var canBeLeftOut = choice.Form is MemberForm.Settable or MemberForm.Init or MemberForm.Required;
            return choice.Attribute switch
            {
                1 => ($"JsonPropertyName(\"{number} né\")", $"{number} né"),
                2 => ($"JsonPropertyOrder({(number % 2 == 0 ? -number : 10 - number)})", $"m{number}"),
                3 when canBeLeftOut => ("JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)", $"m{number}"),
                4 when canBeLeftOut && !choice.Kind.IsValueType => ("JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)", $"m{number}"),

                // An array that may be null is no collection of numbers to the serializer.
                5 when choice.Kind.IsNumber && !(choice.Form is MemberForm.PositionalWithDefault && choice.Kind.Type.StartsWith("ImmutableArray", StringComparison.Ordinal)) => ("JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)", $"m{number}"),
                6 => ("JsonIgnore(Condition = JsonIgnoreCondition.Never)", $"m{number}"),
                7 when choice.Form is MemberForm.Settable or MemberForm.Init or MemberForm.Required => ("JsonRequired", $"m{number}"),
                _ => (string.Empty, $"m{number}"),
            };
        }
    }
}
