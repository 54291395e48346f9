using static TypedJobs.Generators.Tests.Contracts.Reality.KnownEdits;

namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>Edits of what a member is that is not in the message, or of what is there before one is read.</summary>
internal static class AbsentEdits
{
    private const string Populate = "[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]";

    public static IReadOnlyList<Edit> All =>
    [
        .. Types("change the zero of an enum that is left out",
            (LeftOut("Low, High"), LeftOut("None, Low, High")), (LeftOut("Low, High"), LeftOut("High, Low")), (LeftOut("Low, High"), LeftOut("Low, High, Highest")), (LeftOut("Low, High"), LeftOut("Low, Middle, High")),
            (LeftOut("Low, High"), LeftOut("[JsonStringEnumMemberName(\"Low\")] Lowest, High")), (LeftOut("Low, High"), LeftOut("First = 0, Low = 0, High")),
            (LeftOut("Low, High"), LeftOut("Low, High", " = U.High;")), (LeftOut("Low, High"), LeftOut("Low, Middle, Highest")),
            (LeftOut("Low, High", " = U.Low;"), LeftOut("Low, High"))),
        .. Types("change the zero of an enum among what is left out",
            (LeftOutKeys("Low, High"), LeftOutKeys("Lowest, High")), (LeftOutNumber("Low, High"), LeftOutNumber("None = 5, High = 1"))),
        .. Properties("say a default otherwise",
            ("public Guid X { get; init; } = default;", "public Guid X { get; init; } = Guid.Empty;"), ("public TimeSpan X { get; init; } = default;", "public TimeSpan X { get; init; } = TimeSpan.Zero;"), ("public DateTime X { get; init; } = default;", "public DateTime X { get; init; } = DateTime.MinValue;"),
            ("public DateOnly X { get; init; } = default;", "public DateOnly X { get; init; } = DateOnly.MinValue;"), ("public Point X { get; init; } = default;", "public Point X { get; init; } = new();"), ("public int? X { get; init; }", "public int? X { get; init; } = default;"),
            ("public Guid? X { get; init; }", "public Guid? X { get; init; } = Guid.Empty;"), ("public Guid? X { get; init; } = default;", "public Guid? X { get; init; } = default(Guid?);"), ("public Int128 X { get; init; } = default;", "public Int128 X { get; init; } = 0;"),
            ("public TimeSpan X { get; init; } = TimeSpan.MinValue;", "public TimeSpan X { get; init; } = TimeSpan.Zero;"), ("public double X { get; init; } = 1e-30;", "public double X { get; init; } = 2e-30;"), ("public double X { get; init; } = 1e-30;", "public double X { get; init; } = 10e-31;"),
            ("public Guid X { get; init; } = default;", LeftOutMember("public Guid X { get; init; } = default;")), ("public Guid X { get; init; } = Guid.Empty;", LeftOutMember("public Guid X { get; init; } = Guid.Empty;")),
            ("public TimeSpan X { get; init; } = TimeSpan.Zero;", LeftOutMember("public TimeSpan X { get; init; } = TimeSpan.Zero;")), ("public int? X { get; init; } = default;", LeftOutMember("public int? X { get; init; } = default;"))),
        .. Properties("say that nothing is in a collection otherwise",
            ("public List<int> X { get; init; } = [];", "public List<int> X { get; init; } = new(64);"), ("public List<int> X { get; init; } = [7];", "public List<int> X { get; init; } = new(64);"),
            ("public Dictionary<string, int> X { get; init; } = [];", "public Dictionary<string, int> X { get; init; } = new(8, StringComparer.Ordinal);"), ("public HashSet<string> X { get; init; } = new(StringComparer.Ordinal);", "public HashSet<string> X { get; init; } = [];"),
            ("public List<int> X { get; init; } = [];", "public List<int> X { get; init; } = new(new[] { 7 });")),
        .. Properties("make another type of what is left out",
            (LeftOutMember("public int X { get; init; }"), LeftOutMember("public string? X { get; init; }")), (LeftOutMember("public Urgency X { get; init; }"), LeftOutMember("public int X { get; init; }")), (LeftOutMember("public string? X { get; init; }"), "public int? X { get; init; }")),
        .. Members("say a default otherwise in a position", ("Guid X = default", "Guid X = default, int Y = 0"), ("TimeSpan? X = default", "TimeSpan? X = null")),
        .. Types("rename what a default is",
            (Defaulted("Low, High", "Low", numbers: true), Defaulted("Lower, High", "Lower", numbers: true)), (Defaulted("Low, High", "Low", numbers: true), Defaulted("Low, High", "High", numbers: true)),
            (Defaulted("A, B", "A"), Defaulted("First = 0, A = 0, B", "A")), (Defaulted("A, B", "A"), Defaulted("B, A", "A")), (Defaulted("A, B", "A"), Defaulted("Z, A, B", "Z")), (Defaulted("A, B", "A"), Defaulted("[JsonStringEnumMemberName(\"A\")] Z, B", "Z"))),
        .. Types("fill what a type holds",
            (Holding("int X", " = 5;"), Filled("int X", " = 5;")), (Filled("int X", " = 5;"), Holding("int X", " = 5;")), (Holding("string? X"), Filled("string? X")), (Holding("string X", " = \"a\";"), Filled("string X", " = \"a\";")), (Holding("int[] X", " = [1];"), Filled("int[] X", " = [1];")),
            (Holding("List<int> X", " = [];"), Filled("List<int> X", " = [];")), (Holding("List<int> X", " = new(64);"), Filled("List<int> X", " = new(64);")), (Holding("List<int> X", " = [1];"), Filled("List<int> X", " = [1];")), (Filled("List<int> X", " = [1];"), Holding("List<int> X", " = [1];")),
            (Holding("List<int>? X"), Filled("List<int>? X")), (Holding("List<int>? X", " = [1];"), Filled("List<int>? X", " = [1];")), (Filled("List<int>? X"), Holding("List<int>? X")),
            (Holding("Dictionary<string, int> X", " = new() { [\"zz\"] = 1 };"), Filled("Dictionary<string, int> X", " = new() { [\"zz\"] = 1 };")), (Holding("ImmutableArray<int> X", " = [1];"), Filled("ImmutableArray<int> X", " = [1];")),
            (Holding("U X", " = new();"), Filled("U X", " = new();")), (Holding("U? X"), Filled("U? X"))),
        .. Properties("fill what a member holds", ("public List<int>? X { get; set; }", Populate + " public List<int>? X { get; set; }"), (Populate + " public List<int>? X { get; set; }", "public List<int>? X { get; set; }")),
    ];

    private static string LeftOut(string values, string initializer = "") => $"public record T {{ {LeftOutMember($"public U X {{ get; init; }}{initializer}")} }} public enum U {{ {values} }}";

    private static string LeftOutKeys(string values) => $"public record T {{ {LeftOutMember("public Dictionary<U, int>? X { get; init; }")} }} public enum U {{ {values} }}";

    private static string LeftOutNumber(string values) => $"public record T {{ {LeftOutMember("public U X { get; init; }")} }} [JsonConverter(typeof(JsonNumberEnumConverter<U>))] public enum U {{ {values} }}";

    private static string LeftOutMember(string member) => $"[JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] {member}";

    private static string Holding(string member, string initializer = "") => $"public class T {{ public {member} {{ get; set; }}{initializer} }} public class U {{ public int A {{ get; set; }} = 5; }}";

    private static string Filled(string member, string initializer = "") => Populate + " " + Holding(member, initializer);

    private static string Defaulted(string values, string value, bool numbers = false)
        => $"public record T(U X = U.{value}); {(numbers ? "[JsonConverter(typeof(JsonNumberEnumConverter<U>))] " : string.Empty)}public enum U {{ {values} }}";
}
