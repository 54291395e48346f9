using static TypedJobs.Generators.Tests.Contracts.Reality.KnownEdits;

namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>Edits of enums whose numbers are written: every number is read, as whatever value has it.</summary>
internal static class NumberedEdits
{
    public static IReadOnlyList<Edit> All =>
    [
        .. Types("change whether the numbers are written",
            (Names("A, B"), Numbers("A, B")), (Numbers("A, B"), Names("A, B")), (Holding("Dictionary<U, int>", "public enum U { A, B }"), Holding("Dictionary<U, int>", Numbers("A, B", "U"))),
            (Holding("Dictionary<U, U>", Numbers("A, B", "U")), Holding("Dictionary<U, U>", "public enum U { A, B }"))),
        .. Types("change an enum of numbers",
            (Numbers("A, B"), Numbers("A, B, C")), (Numbers("A, B, C"), Numbers("A, B")), (Numbers("A, B"), Numbers("A, C")), (Numbers("A, B"), Numbers("A, X, B")), (Numbers("A, B"), Numbers("B, A")), (Numbers("A, B"), Numbers("A = 10, B = 20")),
            (Numbers("A, B"), Numbers("A, B, Other = 1")), (Numbers("A, B, Other = 1"), Numbers("A, B")), (Numbers("A, B = 1000"), Numbers("A, B = 100", underlying: "byte")), (Numbers("A = -1, B = 1"), Numbers("A, B = 1", underlying: "uint")),
            (Numbers("A = 1, B = 2, AB = 3", flags: true), Numbers("A = 1, B = 2", flags: true)), (Numbers("A = 1, B = 2", flags: true), Numbers("A = 2, B = 1", flags: true)), (Numbers("A = 1, B = 2, C = 4", flags: true), Numbers("A = 1, B = 2", flags: true))),
        .. Members("make something else of an enum of numbers", Made("int"), Made("byte"), Made("long?"), Made("double"), Made("string"), Made("JsonElement"), Made("JsonValue"), Made("List<int>"), Made("Address"), Made("Size?"), Made("Dictionary<string, Size>")),
        .. Members("make an enum of numbers of something else", MadeOf("int"), MadeOf("long"), MadeOf("decimal"), MadeOf("string"), MadeOf("JsonElement"), MadeOf("JsonValue"), MadeOf("bool"), MadeOf("Size?"), MadeOf("List<Size>"), MadeOf("Urgency")),
        .. Members("change an enum of numbers in a list", ("List<Size> X", "List<int> X"), ("List<int> X", "List<Size> X"), ("List<Size?> X", "List<Size> X"), ("Dictionary<Size, int> X", "Dictionary<string, int> X"), ("Dictionary<string, int> X", "Dictionary<Size, int> X")),
    ];

    private static (string Before, string After) Made(string type) => ("Size X", type + " X");

    private static (string Before, string After) MadeOf(string type) => (type + " X", "Size X");

    private static string Names(string values) => $"public enum T {{ {values} }}";

    private static string Holding(string type, string declaration) => $"public record T({type} X); {declaration}";

    private static string Numbers(string values, string name = "T", string underlying = "int", bool flags = false)
        => $"{(flags ? "[Flags] " : string.Empty)}[JsonConverter(typeof(JsonNumberEnumConverter<{name}>))] public enum {name} : {underlying} {{ {values} }}";
}
