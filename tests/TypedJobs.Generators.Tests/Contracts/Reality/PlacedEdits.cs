using System.Globalization;
using static TypedJobs.Generators.Tests.Contracts.Reality.KnownEdits;

namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>The same edits in each place where a type or a member can stand: what is true of one must be true of it anywhere.</summary>
internal static class PlacedEdits
{
    /// <summary>What a member's type is made to be.</summary>
    private static readonly (string Before, string After)[] TypeEdits =
    [
        ("int", "long"), ("long", "int"), ("uint", "int"), ("int", "double"), ("long", "double"), ("int", "float"), ("float", "double"), ("double", "float"), ("int", "decimal"), ("decimal", "int"), ("int", "string"), ("bool", "int"),
        ("string", "Guid"), ("Guid", "string"), ("char", "string"), ("TimeSpan", "string"), ("byte[]", "string"), ("DateTime", "DateTimeOffset"), ("DateOnly", "DateTime"), ("Urgency", "string"), ("string", "Urgency"), ("Urgency", "int"), ("Urgency", "Sides"),
        ("JsonElement", "int"), ("int", "JsonElement"), ("Address", "House"), ("House", "Address"), ("Address", "Place"), ("int", "OrderId"), ("Shape", "Circle"), ("Circle", "Shape"), ("int?", "int"), ("int", "int?"), ("string?", "string"), ("Address?", "Address"),
        ("List<int>", "HashSet<int>"), ("HashSet<int>", "List<int>"), ("List<int>", "int[]"), ("Box<int>", "Box<long>"), ("Box<string?>", "Box<string>"), ("Pair<int, Address>", "Pair<int, House>"), ("Dictionary<string, int>", "Dictionary<string, long>"), ("Address", "Dictionary<string, string>"), ("Point", "Address"),
    ];

    private static readonly string[] TypePlaces =
    [
        "List<{0}>", "{0}[]", "Dictionary<string, {0}>", "Box<{0}>", "List<Box<{0}>>", "Box<List<{0}>>", "Pair<{0}, string>", "Dictionary<Urgency, List<{0}>>", "List<List<{0}>>", "HashSet<{0}>?",
    ];

    /// <summary>What is made of a member.</summary>
    private static readonly (string Before, string After)[] MemberEdits =
    [
        ("", ", int X = 5"), ("", ", int X"), ("", ", string? X"), (", int X", ""), (", int X = 1", ""), (", string X", ", string Y"), (", string? X", ", string? Y"), (", int X = 1", ", int X = 2"), (", string? X", ", string X"), (", string X", ", string? X"),
        (", int X", ", long X"), (", string X", ", [property: JsonPropertyName(\"x\")] string Y"), (", int X, int Y", ", [property: JsonPropertyName(\"y\")] int X, [property: JsonPropertyName(\"x\")] int Y"), (", string? X", ", [property: JsonRequired] string? X"),
        (", [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? X", ", string X"), (", [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int X = 0", ", int X = 7"),
    ];

    private static readonly string[] MemberPlaces =
    [
        "public record T(U A); public record U(int Id{0});", "public record T(U? A); public record U(int Id{0});", "public record T(List<U> A); public record U(int Id{0});", "public record T(Dictionary<string, U?> A); public record U(int Id{0});",
        "public record T(Box<U> A); public record U(int Id{0});", "public readonly record struct T(int Id{0});", "public record T(List<V> A); public record V(U? A = null); public record U(int Id{0});", "public record T(int Id{0}, T? Next = null);",
        "[JsonDerivedType(typeof(D), \"d\")] public abstract record T; public sealed record D(int Id{0}) : T;", "public record T(U<int> A); public record U<V>(V Id{0});",
    ];

    public static IReadOnlyList<Edit> All =>
    [
        .. TypePlaces.SelectMany(static place => Members($"change a type in {place}", [.. TypeEdits.Select(edit => ($"{Put(place, edit.Before)} X", $"{Put(place, edit.After)} X"))])),
        .. MemberPlaces.SelectMany(static place => Types("change a member", [.. MemberEdits.Select(edit => (Put(place, edit.Before), Put(place, edit.After)))])),
    ];

    private static string Put(string place, string what) => string.Format(CultureInfo.InvariantCulture, place, what);
}
