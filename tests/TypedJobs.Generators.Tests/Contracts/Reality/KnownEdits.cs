namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>Every kind of edit that we know of, one of each.</summary>
internal static class KnownEdits
{
    /// <summary>The types that the edits refer to, which stay as they are.</summary>
    public const string Shared =
        """
        public enum Urgency { Low, High }
        [JsonConverter(typeof(JsonNumberEnumConverter<Size>))] public enum Size { Small, Big }
        [Flags] public enum Sides { None = 0, Left = 1, Right = 2 }
        public sealed record Address(string City);
        public sealed record Place(string City);
        public sealed record House(string City, int Rooms = 1);
        public sealed record Chain(int Value, Chain? Next = null);
        public sealed record Box<T>(T Value);
        public sealed record Pair<TOne, TOther>(TOne One, TOther Other);
        public readonly record struct OrderId(int Value);
        public readonly record struct Point(int X, int Y);
        [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")] public abstract record Shape;
        public sealed record Circle(double Radius) : Shape;
        public sealed record Square(double Side) : Shape;
        """;

    public static IReadOnlyList<Edit> All { get; } =
    [
        .. Members("add a member",
            ("", "int X = 5"), ("", "string? X"), ("", "string? X = null"), ("", "int? X"), ("", "string X = \"\""), ("", "int X"), ("", "string X"), ("", "[property: JsonRequired] string? X"),
            ("", "Address? X = null"), ("", "Address X"), ("", "List<int> X"), ("", "List<int>? X = null"), ("", "Urgency X = Urgency.High"), ("", "OrderId X"), ("", "OrderId? X")),
        .. Members("remove a member",
            ("int X", ""), ("int X = 1", ""), ("string? X", ""), ("string X", ""), ("Address X", ""), ("List<int>? X", ""), ("[property: JsonRequired] string? X", "")),
        .. Members("rename a member",
            ("string X", "string Y"), ("string? X", "string? Y"), ("string UserId", "string UserID"), ("string? UserId", "string? UserID"), ("int X = 1", "int Y = 1"), ("int X", "int Y = 1"), ("int X = 1", "int Y"),
            ("string X", "[property: JsonPropertyName(\"x\")] string Y"), ("[property: JsonPropertyName(\"x\")] string Y", "string X"), ("string X", "[property: JsonPropertyName(\"X\")] string X"),
            ("string X, string Y", "[property: JsonPropertyName(\"y\")] string X, [property: JsonPropertyName(\"x\")] string Y"), ("int X, string Y", "string Y, int X"),
            ("int X, string Y", "[property: JsonPropertyName(\"y\")] int X, [property: JsonPropertyName(\"x\")] string Y"), ("[property: JsonPropertyName(\"a.b c\")] int X", "[property: JsonPropertyName(\"a.b\")] int X")),
        .. Members("change a default",
            ("int X = 1", "int X"), ("int X = 1", "int X = 2"), ("int X", "int X = 2"), ("string X = \"a\"", "string X = \"b\""), ("string? X", "string? X = \"b\""), ("string? X = \"a\"", "string? X = null"),
            ("int? X", "int? X = 1"), ("Urgency X = Urgency.Low", "Urgency X = Urgency.High"), ("decimal X = 1.0m", "decimal X = 1.00m"), ("int X = 1", "long X = 1"), ("bool X = false", "bool X = true"),
            ("int X = 1", "int? X = 1"), ("int X = 1", "int? X = null")),
        .. Members("let null in or out",
            ("int X", "int? X"), ("int? X", "int X"), ("string X", "string? X"), ("string? X", "string X"), ("string? X", "string X = \"\""), ("Address X", "Address? X"), ("Address? X", "Address X"),
            ("Point X", "Point? X"), ("Point? X", "Point X"), ("Urgency? X", "Urgency X"), ("List<string?> X", "List<string> X"), ("List<string> X", "List<string?> X"), ("List<int?> X", "List<int> X"), ("List<int> X", "List<int?> X"),
            ("List<int>? X", "List<int> X"), ("List<int> X", "List<int>? X"), ("List<Address?> X", "List<Address> X"), ("Dictionary<string, string?> X", "Dictionary<string, string> X"), ("Dictionary<string, int?> X", "Dictionary<string, int> X"),
            ("Dictionary<string, int> X", "Dictionary<string, int?> X"), ("Box<string?> X", "Box<string> X"), ("Box<string> X", "Box<string?> X"), ("Box<int?> X", "Box<int> X"), ("string?[] X", "string[] X"),
            ("Memory<byte>? X", "Memory<byte> X"), ("JsonElement? X", "JsonElement X"), ("JsonElement X", "JsonElement? X"), ("JsonNode? X", "JsonNode X"), ("ImmutableArray<int>? X", "ImmutableArray<int> X"), ("Uri? X", "Uri X"), ("byte[]? X", "byte[] X")),
        .. Members("change a type with its null",
            ("int? X", "string? X"), ("int? X", "long? X"), ("int? X", "long X"), ("int X", "long? X"), ("Guid? X", "string? X"), ("string? X", "Guid? X"), ("DateTime? X", "DateTimeOffset? X"), ("string? X", "JsonElement X"),
            ("Address? X", "int? X"), ("Urgency? X", "string? X"), ("string? X", "Urgency? X"), ("double? X", "decimal? X")),
        .. Members("change a collection",
            ("int[] X", "IReadOnlyList<int> X"), ("List<int> X", "ImmutableArray<int> X"), ("List<int> X", "Queue<int> X"), ("List<int> X", "IEnumerable<int> X"), ("IReadOnlyCollection<int> X", "int[] X"), ("List<int> X", "HashSet<int> X"),
            ("List<int> X", "ISet<int> X"), ("List<int> X", "FrozenSet<int> X"), ("List<int> X", "ImmutableHashSet<int> X"), ("List<int> X", "SortedSet<int> X"), ("HashSet<int> X", "SortedSet<int> X"), ("SortedSet<int> X", "HashSet<int> X"),
            ("HashSet<string> X", "string[] X"), ("List<string> X", "IReadOnlySet<string> X"), ("ImmutableList<int> X", "ImmutableQueue<int> X"), ("int X", "List<int> X"), ("List<int> X", "int X"), ("List<int> X", "List<long> X"),
            ("List<int> X", "List<string> X"), ("List<string> X", "List<Guid> X"), ("List<int> X", "List<double> X"), ("List<long> X", "List<double> X"), ("List<int> X", "List<List<int>> X"), ("List<int> X", "Dictionary<string, int> X"),
            ("List<Address> X", "List<Place> X"), ("List<Address> X", "List<House> X"), ("List<House> X", "List<Address> X"), ("List<Address> X", "Address X"), ("List<byte> X", "byte[] X"), ("byte[] X", "List<byte> X"), ("byte[] X", "Memory<byte> X"),
            ("byte[] X", "string X"), ("string X", "byte[] X"), ("List<int> X", "HashSet<long> X"), ("List<int> X", "HashSet<int?> X"), ("List<int> X", "JsonArray X"), ("JsonArray X", "List<int> X"), ("int? X", "List<int>? X"), ("List<int>? X", "int? X")),
        .. Members("change a dictionary",
            ("Dictionary<string, int> X", "IReadOnlyDictionary<string, int> X"), ("Dictionary<string, int> X", "SortedDictionary<string, int> X"), ("Dictionary<string, int> X", "FrozenDictionary<string, int> X"),
            ("Dictionary<string, int> X", "Dictionary<string, long> X"), ("Dictionary<string, int> X", "Dictionary<string, string> X"), ("Dictionary<int, int> X", "Dictionary<string, int> X"), ("Dictionary<string, int> X", "Dictionary<int, int> X"),
            ("Dictionary<int, int> X", "Dictionary<long, int> X"), ("Dictionary<long, int> X", "Dictionary<double, int> X"), ("Dictionary<Guid, int> X", "Dictionary<string, int> X"), ("Dictionary<string, int> X", "Dictionary<Guid, int> X"),
            ("Dictionary<Urgency, int> X", "Dictionary<string, int> X"), ("Dictionary<string, int> X", "Dictionary<Urgency, int> X"), ("Dictionary<Urgency, int> X", "Dictionary<int, int> X"), ("Dictionary<DateTime, int> X", "Dictionary<DateTimeOffset, int> X"),
            ("Dictionary<int, int> X", "Dictionary<Guid, int> X"), ("Dictionary<string, int> X", "JsonObject X"), ("Dictionary<string, int> X", "Dictionary<string, List<int>> X"), ("Dictionary<string, Address> X", "Dictionary<string, House> X"),
            ("Address X", "Dictionary<string, string> X"), ("House X", "Dictionary<string, string> X"), ("Dictionary<string, string> X", "Address X"), ("Point X", "Dictionary<string, int> X"), ("Dictionary<string, int> X", "List<int> X"),
            ("Dictionary<bool, int> X", "Dictionary<string, int> X"), ("Dictionary<DateOnly, int> X", "Dictionary<DateTime, int> X")),
        .. Members("change an object",
            ("Address X", "Place X"), ("Address X", "House X"), ("House X", "Address X"), ("int X", "OrderId X"), ("OrderId X", "int X"), ("Address X", "string X"), ("Address X", "JsonElement X"), ("JsonElement X", "Address X"),
            ("Address X", "JsonObject X"), ("Box<int> X", "Box<long> X"), ("Box<int> X", "OrderId X"), ("Box<string> X", "Box<Guid> X"), ("Pair<int, string> X", "Pair<string, int> X"), ("Box<Address> X", "Box<Place> X"), ("Box<Box<int>> X", "Box<int> X"),
            ("Shape X", "Circle X"), ("Circle X", "Shape X"), ("Box<int> X", "Chain X"), ("Chain X", "Box<int> X"), ("Shape X", "JsonElement X"), ("Shape X", "Dictionary<string, JsonElement> X"), ("Address X", "Urgency X")),
        .. Members("change the attributes of a member",
            (Text("int X"), "int X"), ("int X", Text("int X")), (Text("int X"), "string X"), ("string X", Text("int X")), (Text("int X"), Text("long X")), (Text("List<int> X"), "List<int> X"), (Text("double X"), Text("decimal X")),
            (Text("int X"), "[property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int X"), (Named("double X"), "double X"), ("double X", Named("double X")),
            (Named("double X"), "string X"), (Named("double X"), Text("double X")), (Named("double X"), "decimal X"), (WithoutNull("string? X"), "[property: JsonRequired] string? X"), (WithoutNull("string? X"), "string X"), (WithoutNull("string? X"), "string X = \"\""),
            ("string? X", WithoutNull("string? X")), (WithoutNull("string? X"), "string? X"), (WithoutNull("string? X"), "string? X = \"b\""), (WithoutDefault("int X = 0"), "int X = 0"), (WithoutDefault("int X = 0"), "int X"), (WithoutDefault("int X = 0"), "int X = 5"),
            (WithoutDefault("int X = 5"), "int X = 5"), ("int X = 5", WithoutDefault("int X = 5")), (WithoutDefault("int X = 0"), ""), ("int X = 0", WithoutDefault("int X = 0")), ("[property: JsonPropertyOrder(2)] int X, int Y", "int X, [property: JsonPropertyOrder(-2)] int Y"),
            ("string? X", "[property: JsonRequired] string? X"), ("[property: JsonRequired] string? X", "string? X"), ("int X = 0", "[property: JsonIgnore] int X = 0"), ("[property: JsonIgnore] int X = 0", "int X = 0"), ("[property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int X", "int X")),
        .. Properties("change a property",
            ("", "public int X { get; init; } = 5;"), ("", "public required int X { get; init; }"), ("", "public int X { get; init; }"), ("", "public string? X { get; init; }"), ("public int X { get; init; }", "public int X { get; set; }"),
            ("public int X { get; init; }", "public required int X { get; init; }"), ("public int X { get; init; } = 5;", "public required int X { get; init; }"), ("public required int X { get; init; }", "public int X { get; init; } = 5;"), ("public int X { get; init; } = 5;", "public int X { get; init; } = 6;"),
            ("public List<int> X { get; init; } = [];", "public List<int> X { get; init; } = new();"), ("public List<int> X { get; init; } = [1];", "public List<int> X { get; init; } = [];"), ("public string X { get; init; } = \"\";", "public string X { get; init; } = string.Empty;"),
            ("public int X { get; init; }", "[JsonInclude] public int X;"), ("public int X { get; init; }", "[JsonInclude] private int X { get; init; }"), ("[JsonInclude] private int X { get; init; } = 5;", "public int X { get; init; } = 5;"), ("public int X { get; init; }", ""),
            ("public List<int> X { get; init; } = [];", "[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<int> X { get; } = [];"), ("public List<int> X { get; set; } = [9];", "[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<int> X { get; } = [9];"),
            ("[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<int> X { get; } = [9];", "public List<int> X { get; set; } = [9];"), ("[JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }", ""),
            ("", "[JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }"), ("[JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }", "public string? X { get; init; } [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }"),
            ("public int X { get; init; } [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }", "[JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }"), ("public int X { get; init; }", "[JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }"),
            ("public double X { get; init; } = 1;", "public decimal X { get; init; } = 1;"), ("public string? X { get; init; } = \"a\";", "public string? X { get; init; }")),
        .. Types("change an enum",
            ("public enum T { A, B }", "public enum T { A, B, C }"), ("public enum T { A, B, C }", "public enum T { A, B }"), ("public enum T { A, B }", "public enum T { A, X, B }"), ("public enum T { A, B }", "public enum T { B, A }"), ("public enum T { A = 0, B = 1 }", "public enum T { A = 1, B = 0 }"),
            ("public enum T { A, B }", "public enum T { A, b }"), ("public enum T { A, B }", "public enum T { A, C }"), ("public enum T { A }", "public enum T { B }"), ("public enum T { A, B }", "public enum T { A, [JsonStringEnumMemberName(\"B\")] C }"),
            ("public enum T { A, [JsonStringEnumMemberName(\"B\")] C }", "public enum T { A, C }"), ("public enum T { A, B }", "public enum T { [JsonStringEnumMemberName(\"B\")] A, [JsonStringEnumMemberName(\"A\")] B }"), ("public enum T { A, B }", "public enum T : byte { A, B }"),
            ("public enum T { A = 1, B = 2 }", "[Flags] public enum T { A = 1, B = 2 }"), ("[Flags] public enum T { A = 1, B = 2 }", "public enum T { A = 1, B = 2 }"), ("[Flags] public enum T { A = 1, B = 2 }", "public enum T { A = 1, B = 2, C = 3 }"), ("[Flags] public enum T { A = 1, B = 2 }", "[Flags] public enum T { A = 1 }"),
            ("public enum T { A, B }", "[JsonConverter(typeof(JsonStringEnumConverter))] public enum T { A, B }"), ("public enum T { A, B }", "[JsonConverter(typeof(JsonStringEnumConverter<T>))] public enum T { A, B }"), ("public enum T { A, B }", "public sealed record T(int A);"), ("public enum T { A, B }", "[JsonConverter(typeof(JsonNumberEnumConverter<T>))] public enum T { A, B }"), ("[JsonConverter(typeof(JsonNumberEnumConverter<T>))] public enum T { A, B }", "[JsonConverter(typeof(JsonNumberEnumConverter<T>))] public enum T { B, A }")),
        .. Types("change the kind of a type",
            ("public record T(int A);", "public class T { public int A { get; set; } }"), ("public class T { public int A { get; set; } }", "public record T(int A);"), ("public record struct T(int A);", "public record T(int A);"), ("public record T(int A);", "public readonly record struct T(int A);"),
            ("public struct T { public int A { get; set; } }", "public record struct T(int A);"), ("public record T(int A);", "public record T { public required int A { get; init; } }"), ("public record T(int A);", "public record T(int A, int B = 2);"), ("public record struct T(int A);", "public record struct T(int A, int B);"),
            ("public record struct T(int A);", "public record struct T(int A, int B = 2);"), ("public class T { public T(int a) => A = a; public int A { get; } }", "public record T(int A);"), ("public class T { public T(int a) => A = a; public int A { get; } }", "public class T { public T(int a, int b = 3) { A = a; B = b; } public int A { get; } public int B { get; } }"),
            ("public class T { [JsonConstructor] public T(int a) => A = a; public T() { } public int A { get; } }", "public class T { public T(int a) => A = a; public T() { } public int A { get; set; } = 5; }"), ("public record T(int A); public record S(int A);", "public record T(string A); public record S(int A);"),
            ("public record T(int A);", "public record U(int B); public record T(int A, int B) : U(B);"), ("public record U(int B); public record T(int A, int B) : U(B);", "public record T(int A, int B);"), ("public record U(int B = 1); public record T(int A) : U;", "public record T(int A);"),
            ("public record T(U A); public record U(int B);", "public record T(V A); public record V(int B);"), ("public record T(U A); public record U(int B);", "public record T(U A); public record U(int B, string C);"), ("public record T(U? A); public record U(int B);", "public record T(U? A); public record U(int B, string C);"),
            ("public record T(List<U> A); public record U(int B);", "public record T(List<U> A); public record U(int B, string C);"), ("public record T(int A, T? Next = null);", "public record T(long A, T? Next = null);"), ("public record T(int A, T? Next = null);", "public record T(int A, List<T>? Next = null);"),
            ("public record T(int A, List<T>? Next = null);", "public record T(int A, int B, List<T>? Next = null);"), ("public record T(List<U>? L = null, U? M = null); public record U(int B);", "public record T(List<U>? L = null, U? M = null); public record U(long B);"),
            ("public record T(List<U> L, U M); public record U(int B);", "public record T(List<U> L, U M); public record U(string B);"), ("public record T(int A);", "public interface I { int A { get; } } public record T(int A) : I;")),
        .. Types("change what is refused",
            ("public record T(int A);", Strict + "public record T(int A);"), (Strict + "public record T(int A);", Strict + "public record T(int A, int B = 1);"), (Strict + "public record T(int A, int B = 1);", Strict + "public record T(int A);"), (Strict + "public record T(int A, int B = 1);", "public record T(int A);"),
            ("public record T(int A, int B = 1);", "public record T(int A) { [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; } }")),
        .. Types("change derived types",
            (Derived("D:d"), Derived("D:d,E:e")), (Derived("D:d,E:e"), Derived("D:d")), (Derived("D:d"), Derived("D:dd")), (Derived("D:d,E:e"), Derived("D:e,E:d")), (Derived("D:d,E:e"), Derived("E:e,D:d")), (Derived("D:d"), Derived("D:d", member: "string A")), (Derived("D:d"), Derived("D:d", member: "int A, int B = 1")),
            (Derived("D:d", member: "int A, int B = 1"), Derived("D:d")), (Derived("D:d"), Derived("D:d", member: "int A, int B")), (Derived("D:d"), Derived("D:d", attributes: "[JsonPolymorphic(TypeDiscriminatorPropertyName = \"kind\")] ")), (Derived("D:d,E:e"), Derived("D:1,E:2")),
            ("public record T(int X = 1);", Open("D:d")), (Open("D:d"), "public record T(int X = 1);"), (Open("D:d"), Open("D:d,E:e")), (Open("D:d,E:e"), Open("D:d")), (Open("D:d", Lenient), Open("D:d,E:e", Lenient)), (Open("D:d,E:e", Lenient), Open("D:d", Lenient)),
            (Open("D:d"), Open("D:d", "[JsonPolymorphic(TypeDiscriminatorPropertyName = \"kind\")] ")), (Open("D:d"), Strict + "public record T(int X = 1);"), ("public record T(int A);", Derived("D:d")), (Derived("D:d"), "public record T(int A);")),
        .. Converters,
        .. Histories,
        .. QuietEdits.All,
        .. FineEdits.All,
        .. NumberedEdits.All,
        .. AbsentEdits.All,
    ];

    private const string Strict = "[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] ";
    private const string Lenient = "[JsonPolymorphic(IgnoreUnrecognizedTypeDiscriminators = true)] ";

    /// <summary>What only code of the application's knows, of which no verdict can be given but that somebody must look.</summary>
    public static IReadOnlyList<Edit> Converters =>
        [.. Types("change a converter",
            ("public record T(int A);", Converted("T", "C")), (Converted("T", "C"), Converted("T", "C")), (Converted("T", "C"), Converted("T", "D")), (Converted("T", "C"), "public record T(int A);"))];

    /// <summary>Edits over more than one release: what the first has written may still wait when the third reads.</summary>
    private static IReadOnlyList<Edit> Histories =>
        [.. new (string, string[])[]
        {
            ("add an optional member, then require it", ["", "int X = 1", "int X"]),
            ("add an optional member, then another", ["", "int X = 1", "int X = 1, int Y = 2"]),
            ("remove a member, then use its name for another type", ["int X = 1", "", "string X = \"\""]),
            ("remove a member, then restore it", ["int X = 1", "", "int X = 1"]),
            ("remove a member, then restore it without a default", ["int X = 1", "", "int X"]),
            ("widen a member twice", ["int X", "long X", "decimal X"]),
            ("widen a member, then narrow it again", ["int X", "long X", "int X"]),
            ("widen a member, then let null in", ["int X", "long X", "long? X"]),
            ("let null in, then out again", ["int X", "int? X", "int X"]),
            ("let elements be null, then not", ["List<string> X", "List<string?> X", "List<string> X"]),
            ("rename a member, then rename it back", ["string? X", "string? Y", "string? X"]),
            ("make text of a number's text", ["Guid X", "string X", "string X = \"\""]),
            ("exchange a member's type, then a part of it", ["DateTime X", "Dictionary<int, House> X", "Dictionary<int, Address> X"]),
            ("put a base in a type's place, then go on", ["Box<Address> X", "Shape X", "Shape X, int Y = 1"]),
        }.Select(static history => new Edit(history.Item1, [.. history.Item2.Select(Job)]))];

    public static IEnumerable<Edit> Members(string name, params (string Before, string After)[] edits)
        => edits.Select(edit => new Edit($"{name}: ({edit.Before}) => ({edit.After})", Job(edit.Before), Job(edit.After)));

    public static IEnumerable<Edit> Properties(string name, params (string Before, string After)[] edits)
        => edits.Select(edit => new Edit($"{name}: {{ {edit.Before} }} => {{ {edit.After} }}", WithBody(edit.Before), WithBody(edit.After)));

    public static IEnumerable<Edit> Types(string name, params (string Before, string After)[] edits)
        => edits.Select(edit => new Edit($"{name}: {edit.Before} => {edit.After}", WithType(edit.Before), WithType(edit.After)));

    public static string Job(string members) => $"[Job] public sealed partial record Sample(int Id{(members.Length == 0 ? string.Empty : ", " + members)});";

    private static string WithBody(string body) => $"[Job] public sealed partial record Sample(int Id) {{ {body} }}";

    private static string WithType(string type) => $"[Job] public sealed partial record Sample(T Value); {type}";

    private static string Text(string member) => $"[property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] {member}";

    private static string Named(string member) => $"[property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] {member}";

    private static string WithoutNull(string member) => $"[property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] {member}";

    private static string WithoutDefault(string member) => $"[property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] {member}";

    private static string Derived(string types, string member = "int A", string attributes = "")
        => $"{attributes}{Attributes(types)}public abstract record T; {string.Join(' ', types.Split(',').Select(type => $"public sealed record {type[0]}({member}) : T;"))}";

    private static string Open(string types, string attributes = "")
        => $"{attributes}{Attributes(types)}public record T(int X = 1); {string.Join(' ', types.Split(',').Select(type => $"public sealed record {type[0]}(int A) : T(A);"))}";

    private static string Attributes(string types)
        => string.Concat(types.Split(',').Select(static type => $"[JsonDerivedType(typeof({type[0]}), {(char.IsDigit(type[2]) ? type[2..] : $"\"{type[2..]}\"")})] "));

    private static string Converted(string type, string converter)
        => $$"""
            [JsonConverter(typeof({{converter}}))] public record {{type}}(int A); public sealed class {{converter}} : JsonConverter<{{type}}>
            {
                public override {{type}} Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetInt32());
                public override void Write(Utf8JsonWriter writer, {{type}} value, JsonSerializerOptions options) => writer.WriteNumberValue(value.A);
            }
            """;
}
