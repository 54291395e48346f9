using CsCheck;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>A type of a member, the attribute that it comes with, and values of it as JSON.</summary>
internal sealed record MemberKind(string Type, bool IsValueType, bool IsNumber, params string[] Values)
{
    public string Attribute { get; init; } = string.Empty;
}

/// <summary>Every kind of member that System.Text.Json's own generator models as well.</summary>
internal static class MemberKinds
{
    /// <summary>The types that members refer to.</summary>
    public const string Shared =
        """
        using System.Collections.Immutable;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Text.Json.Serialization;
        namespace Acme;

        public enum Color { Red, Green, [JsonStringEnumMemberName("dark-blue")] Blue }
        [Flags] public enum Sides : byte { None = 0, Left = 1, Right = 2 }
        public sealed record Line(string Product, int Count = 1, Line? Next = null);
        public readonly record struct Point(int X, int Y);
        public struct Size { public int Width { get; set; } public int? Height { get; set; } }
        public class Parcel { public int Grams { get; set; } public required string Label { get; init; } public List<Parcel>? Inner { get; set; } }
        public sealed class Heavy(string name) : Parcel { public string Name { get; } = name.Trim(); }
        public sealed record Box<T>(T Value, string? Note);
        [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")] public abstract record Shape(string Name);
        public sealed record Circle(string Name, double Radius) : Shape(Name);
        public sealed record Square(string Name, Shape? Inner) : Shape(Name);
        [JsonConverter(typeof(MoneyConverter))] public readonly record struct Money(int Cents);
        public sealed class MoneyConverter : JsonConverter<Money>
        {
            public override Money Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(int.Parse(reader.GetString()!));
            public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteStringValue(value.Cents.ToString());
        }
        public sealed class HexConverter : JsonConverter<int>
        {
            public override int Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Convert.ToInt32(reader.GetString(), 16);
            public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString("x"));
        }
        public sealed record Open(int Id) { [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; } }
        [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] public sealed record Texts(int A, List<double> B);
        public sealed class Called : IJsonOnSerializing, IJsonOnDeserialized { public int Count { get; set; } public void OnSerializing() => Count++; public void OnDeserialized() => Count *= 2; }

        """;

    private static readonly MemberKind[] Numbers =
    [
        Value("sbyte", "-128", "127"), Value("byte", "0", "255"), Value("short", "-32768"), Value("ushort", "65535"), Value("int", "-2147483648", "0", "7"), Value("uint", "4294967295"),
        Value("long", "-9223372036854775808", "1"), Value("ulong", "18446744073709551615"), Value("Int128", "-170141183460469231731687303715884105728"), Value("UInt128", "340282366920938463463374607431768211455"),
        Value("Half", "1.5"), Value("float", "0.1", "-3.4028235E+38"), Value("double", "0.1", "1E+300", "-0"), Value("decimal", "1.50", "79228162514264337593543950335"),
    ];

    private static readonly MemberKind[] Keys =
    [
        Other("string", "\"a\"", "\"\\u00e9 \\\"\""), .. Numbers.Where(static kind => kind.Type is "int" or "long" or "ulong" or "byte" or "decimal"), Value("bool", "true", "false") with { IsNumber = false },
        Plain("Guid", "\"11111111-2222-3333-4444-555555555555\""), Plain("Color", "\"Green\"", "\"dark-blue\""), Plain("DateOnly", "\"2026-01-02\""), Plain("DateTime", "\"2026-01-02T03:04:05Z\""),
        Plain("DateTimeOffset", "\"2026-01-02T03:04:05.678+02:00\""), Plain("TimeSpan", "\"1.02:03:04\""), Plain("char", "\"x\""),
    ];

    private static readonly MemberKind[] Kinds =
    [
        .. Numbers, .. Keys.Where(static kind => !kind.IsNumber),
        Plain("TimeOnly", "\"03:04:05\""), Plain("Sides", "\"None\"", "\"Left, Right\""), Other("Uri", "\"http://a.b/c?d=1&e\\u002B\""), Other("Version", "\"1.2.3\""), Other("byte[]", "\"AQID\"", "\"\""),
        Plain("Memory<byte>", "\"AQ==\""), Plain("ReadOnlyMemory<byte>", "\"\""), Plain("JsonElement", "{\"a\":[1,null]}", "\"x\"", "3"), Other("JsonNode", "{\"b\":1.0}", "[]"), Other("JsonObject", "{\"c\":true}"),
        Other("JsonDocument", "[1]"), Other("Line", "{\"product\":\"p\"}", "{\"product\":\"\",\"count\":2,\"next\":{\"product\":\"q\"}}"), Plain("Point", "{\"x\":1,\"y\":-1}"), Plain("Size", "{\"width\":1,\"height\":null}"),
        Other("Parcel", "{\"grams\":1,\"label\":\"l\",\"inner\":[{\"grams\":0,\"label\":\"m\"}]}"), Other("Heavy", "{\"name\":\" n \",\"label\":\"o\",\"grams\":2}"), Other("Box<int>", "{\"value\":1,\"note\":null}"),
        Other("Box<Line?>", "{\"value\":{\"product\":\"r\"},\"note\":\"s\"}"), Other("Shape", "{\"$type\":\"circle\",\"name\":\"t\",\"radius\":1}", "{\"name\":\"u\",\"inner\":{\"radius\":2,\"name\":\"v\",\"$type\":\"circle\"},\"$type\":\"square\"}"),
        Plain("Money", "\"12\""), Other("Open", "{\"id\":1,\"x\":[2],\"y\":null}"), Other("Texts", "{\"a\":\"1\",\"b\":[\"2.5\",3]}"), Other("Called", "{\"count\":1}"),
    ];

    private static readonly string[] Lists =
    [
        "{0}[]", "List<{0}>", "IList<{0}>", "IReadOnlyList<{0}>", "ICollection<{0}>", "IReadOnlyCollection<{0}>", "IEnumerable<{0}>", "HashSet<{0}>", "ISet<{0}>", "Queue<{0}>",
        "ImmutableArray<{0}>", "ImmutableList<{0}>", "IImmutableList<{0}>", "ImmutableQueue<{0}>",
    ];

    private static readonly string[] Dictionaries =
        ["Dictionary<{0}, {1}>", "IDictionary<{0}, {1}>", "IReadOnlyDictionary<{0}, {1}>", "SortedDictionary<{0}, {1}>", "ImmutableDictionary<{0}, {1}>", "ImmutableSortedDictionary<{0}, {1}>"];

    private static readonly Gen<MemberKind> Simple = OneOf(Kinds);

    private static readonly MemberKind[] Converted =
    [
        Plain("int", "\"ff\"", "\"0\"") with { Attribute = "JsonConverter(typeof(HexConverter))" }, Plain("int?", "\"a\"", "null") with { Attribute = "JsonConverter(typeof(HexConverter))" },
        Plain("Color", "\"Red\"") with { Attribute = "JsonConverter(typeof(JsonStringEnumConverter<Color>))" },
    ];

    /// <summary>Any kind, alone or in a collection.</summary>
    public static Gen<MemberKind> Any { get; } = Gen.Frequency(
        (6, Simple),
        (2, Simple.Select(static kind => kind with { Type = kind.Type.TrimEnd('?') + "?", Values = [.. kind.Values, "null"] })),
        (3, Gen.Select(OneOf(Lists), Simple, static (list, element) => new MemberKind(
            Format(element.Type == "byte" && list == "{0}[]" ? "List<{0}>" : list, element.Type), list.StartsWith("ImmutableArray", StringComparison.Ordinal), element.IsNumber && list != "{0}[]", "[]", $"[{string.Join(',', element.Values)}]", $"[{element.Values[0]}]"))),
        (2, Gen.Select(OneOf(Dictionaries), OneOf(Keys), Simple, static (dictionary, key, value) => new MemberKind(
            Format(dictionary, key.Type, value.Type), false, false, "{}", $"{{{Quoted(key.Values[0])}:{value.Values[0]}}}"))),
        (1, OneOf(Converted)));

    private static Gen<T> OneOf<T>(T[] items) => Gen.Int[0, items.Length - 1].Select(index => items[index]);

    private static string Format(string format, params object[] arguments) => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, arguments);

    private static string Quoted(string key) => key.StartsWith('"') ? key : $"\"{key}\"";

    private static MemberKind Value(string type, params string[] values) => new(type, IsValueType: true, IsNumber: true, values);

    private static MemberKind Plain(string type, params string[] values) => new(type, IsValueType: true, IsNumber: false, values);

    private static MemberKind Other(string type, params string[] values) => new(type, IsValueType: false, IsNumber: false, values);
}
