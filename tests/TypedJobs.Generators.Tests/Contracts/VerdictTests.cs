using System.Text.RegularExpressions;
using TypedJobs.Generators.Contracts.Verdicts;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>What the engine says of an edit, in both directions. What the serializer really does with each is tested beside it.</summary>
public sealed partial class VerdictTests
{
    /// <summary>Edits of one member of a job.</summary>
    [Theory]
    [InlineData("", ", int X = 5", "Compatible", "Drops")]
    [InlineData("", ", string? X", "Compatible", "Drops")]
    [InlineData("", ", string? X = null", "Compatible", "Drops")]
    [InlineData("", ", string X", "Breaks", "Drops")]
    [InlineData(", int X", "", "Drops", "Breaks")]
    [InlineData(", int X = 1", "", "Drops", "Compatible")]
    [InlineData(", string X", ", string Y", "Breaks", "Breaks")]
    [InlineData(", string? X", ", string? Y", "Drops", "Drops")]
    [InlineData(", string X", ", [property: JsonPropertyName(\"x\")] string Y", "Compatible", "Compatible")]
    [InlineData(", string UserId", ", string UserID", "Breaks", "Breaks")]
    [InlineData(", int X = 1", ", int X", "Compatible", "Compatible")]
    [InlineData(", int X = 1", ", int X = 2", "Means", "Compatible")]
    [InlineData(", int X", ", int X = 2", "Compatible", "Compatible")]
    [InlineData(", int X", ", long X", "Compatible", "Partial")]
    [InlineData(", int X", ", decimal X", "Compatible", "Partial")]
    [InlineData(", int X", ", double X", "Compatible", "Partial")]
    [InlineData(", int X", ", float X", "Changes", "Partial")]
    [InlineData(", long X", ", double X", "Changes", "Partial")]
    [InlineData(", decimal X", ", double X", "Changes", "Partial")]
    [InlineData(", decimal X", ", int X", "Partial", "Compatible")]
    [InlineData(", int X", ", string X", "Breaks", "Breaks")]
    [InlineData(", int? X", ", string? X", "Partial", "Partial")]
    [InlineData(", bool X", ", int X", "Breaks", "Breaks")]
    [InlineData(", Guid X", ", string X", "Compatible", "Partial")]
    [InlineData(", string X", ", Urgency X", "Partial", "Compatible")]
    [InlineData(", int X", ", Urgency X", "Breaks", "Breaks")]
    [InlineData(", DateTime X", ", DateTimeOffset X", "Changes", "Changes")]
    [InlineData(", DateTime X", ", DateOnly X", "Breaks", "Compatible")]
    [InlineData(", int X", ", int? X", "Compatible", "Partial")]
    [InlineData(", string X", ", string? X", "Compatible", "Partial")]
    [InlineData(", string? X", ", string X = \"\"", "Partial", "Compatible")]
    [InlineData(", List<string?> X", ", List<string> X", "Changes", "Compatible")]
    [InlineData(", List<int?> X", ", List<int> X", "Partial", "Compatible")]
    [InlineData(", Dictionary<string, string?> X", ", Dictionary<string, string> X", "Changes", "Compatible")]
    [InlineData(", Box<string?> X", ", Box<string> X", "Changes", "Compatible")]
    [InlineData(", int[] X", ", IReadOnlyList<int> X", "Compatible", "Compatible")]
    [InlineData(", List<int> X", ", ImmutableArray<int> X", "Compatible", "Compatible")]
    [InlineData(", List<int> X", ", HashSet<int> X", "Changes", "Compatible")]
    [InlineData(", List<int> X", ", SortedSet<int> X", "Changes", "Compatible")]
    [InlineData(", int X", ", List<int> X", "Breaks", "Breaks")]
    [InlineData(", List<int> X", ", List<string> X", "Partial", "Partial")]
    [InlineData(", List<int> X", ", Dictionary<string, int> X", "Breaks", "Breaks")]
    [InlineData(", Address X", ", Place X", "Compatible", "Compatible")]
    [InlineData(", Address X", ", Dictionary<string, string> X", "Compatible", "Partial")]
    [InlineData(", int X", ", OrderId X", "Breaks", "Breaks")]
    [InlineData(", int X", ", JsonElement X", "Compatible", "Partial")]
    [InlineData(", int X", ", Money X", "Opaque", "Opaque")]
    [InlineData(", Money? X", ", Money X", "Partial", "Compatible")]
    [InlineData(", [property: JsonConverter(typeof(AnyConverter))] Guid X", ", [property: JsonConverter(typeof(AnyConverter))] int X", "Opaque", "Opaque")]
    [InlineData(", [property: JsonConverter(typeof(AnyConverter))] OrderId X", ", [property: JsonConverter(typeof(AnyConverter))] Moved.OrderId X", "Compatible", "Compatible")]
    [InlineData(", [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] int X", ", int X", "Breaks", "Compatible")]
    [InlineData(", [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] int X", ", string X", "Compatible", "Partial")]
    [InlineData(", [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? X", ", [property: JsonRequired] string? X", "Partial", "Compatible")]
    [InlineData(", string X, string Y", ", [property: JsonPropertyName(\"y\")] string X, [property: JsonPropertyName(\"x\")] string Y", "Means", "Compatible")]
    public void An_edit_of_a_member(string before, string after, string backward, string forward)
        => Expect(Job(before), Job(after), backward, forward);

    /// <summary>Edits of a type that a job reaches.</summary>
    [Theory]
    [InlineData("enum T { A, B }", "enum T { A, B, C }", "Compatible", "Partial")]
    [InlineData("enum T { A, B, C }", "enum T { A, B }", "Partial", "Compatible")]
    [InlineData("enum T { A, B }", "enum T { A, X, B }", "Compatible", "Partial")]
    [InlineData("enum T { A = 0, B = 1 }", "enum T { A = 1, B = 0 }", "Compatible", "Compatible")]
    [InlineData("enum T { A, B }", "enum T { A, b }", "Compatible", "Compatible")]
    [InlineData("enum T { A, B }", "enum T { A, [JsonStringEnumMemberName(\"B\")] C }", "Compatible", "Compatible")]
    [InlineData("enum T { A, B }", "enum T { [JsonStringEnumMemberName(\"B\")] A, [JsonStringEnumMemberName(\"A\")] B }", "Changes", "Changes")]
    [InlineData("enum T { A }", "enum T { B }", "Breaks", "Breaks")]
    [InlineData("[Flags] enum T { A = 1, B = 2 }", "enum T { A = 1, B = 2 }", "Opaque", "Compatible")]
    [InlineData("record T(int A)", "class T { public int A { get; set; } }", "Compatible", "Compatible")]
    [InlineData("record struct T(int A)", "record T(int A)", "Compatible", "Compatible")]
    [InlineData("record T(int A, T? Next = null)", "record T(long A, T? Next = null)", "Compatible", "Partial")]
    [InlineData("record T(int A)", "[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] record T(int A)", "Compatible", "Compatible")]
    [InlineData("[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] record T(int A)", "[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] record T(int A, int B = 1)", "Compatible", "Breaks")]
    [InlineData("[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] record T(int A, int B = 1)", "[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] record T(int A)", "Breaks", "Compatible")]
    [InlineData("record T(int A, int B = 1)", "record T(int A) { [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; } }", "Compatible", "Drops")]
    [InlineData("[JsonDerivedType(typeof(D), \"d\")] abstract record T; sealed record D(int A) : T", "[JsonDerivedType(typeof(D), \"d\"), JsonDerivedType(typeof(E), \"e\")] abstract record T; sealed record D(int A) : T; sealed record E(int A) : T", "Compatible", "Partial")]
    [InlineData("[JsonDerivedType(typeof(D), \"d\")] abstract record T; sealed record D(int A) : T", "[JsonDerivedType(typeof(D), \"dd\")] abstract record T; sealed record D(int A) : T", "Breaks", "Breaks")]
    [InlineData("[JsonDerivedType(typeof(D), \"d\")] abstract record T; sealed record D(int A) : T", "[JsonDerivedType(typeof(D), \"d\")] abstract record T; sealed record D(string A) : T", "Breaks", "Breaks")]
    [InlineData("[JsonPolymorphic(IgnoreUnrecognizedTypeDiscriminators = true), JsonDerivedType(typeof(D), \"d\")] record T(int X); sealed record D(int A) : T(A)", "[JsonPolymorphic(IgnoreUnrecognizedTypeDiscriminators = true), JsonDerivedType(typeof(D), \"d\"), JsonDerivedType(typeof(E), \"e\")] record T(int X); sealed record D(int A) : T(A); sealed record E(int A) : T(A)", "Compatible", "Drops")]
    [InlineData("record T(int X)", "[JsonDerivedType(typeof(D), \"d\")] record T(int X); sealed record D(int A) : T(A)", "Compatible", "Drops")]
    public void An_edit_of_a_type(string before, string after, string backward, string forward)
        => Expect(WithType(before), WithType(after), backward, forward);

    /// <summary>Edits of the attribute.</summary>
    [Theory]
    [InlineData("", ", Tube = \"other\"", "Breaks", "Breaks")]
    [InlineData("", ", Format = JobFormat.Bare", "Compatible", "Breaks")]
    [InlineData(", Format = JobFormat.Bare", "", "Breaks", "Compatible")]
    [InlineData("", ", Priority = 5, TimeToRunSeconds = 7, DelaySeconds = 3, MaxAttempts = 2", "Compatible", "Compatible")]
    public void An_edit_of_the_job(string before, string after, string backward, string forward)
        => Expect(Attribute(before), Attribute(after), backward, forward);

    private static void Expect(string before, string after, string backward, string forward)
    {
        var findings = ContractOf.Findings(ContractOf.File(before), after);

        Assert.Equal((backward, forward), ($"{Worst(findings, Direction.Backward)}", $"{Worst(findings, Direction.Forward)}"));
    }

    private static Grade Worst(IReadOnlyList<Finding> findings, Direction direction)
        => findings.Where(finding => finding.Direction == direction).Select(static finding => finding.Grade).DefaultIfEmpty(Grade.Compatible).Max();

    private static string Attribute(string arguments) => $"[Job(\"mail.send\"{arguments})] public sealed partial record SendMail(int Id);";

    private static string WithType(string type)
        => $"[Job(\"mail.send\")] internal sealed partial record SendMail(T Value); {Declaration().Replace(type, "${head}internal ")}{(type.EndsWith('}') ? "" : ";")}";

    private static string Job(string members) =>
        $$"""
        public enum Urgency { Low, High }
        public record Address(string City);
        public record Place(string City);
        public sealed record Box<T>(T Value);
        public readonly record struct OrderId(int Value);
        [JsonConverter(typeof(MoneyConverter))] public readonly record struct Money(int Cents);
        public sealed class MoneyConverter : JsonConverter<Money>
        {
            public override Money Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetInt32());
            public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Cents);
        }
        public sealed class AnyConverter : JsonConverterFactory
        {
            public override bool CanConvert(Type type) => true;
            public override JsonConverter? CreateConverter(Type type, JsonSerializerOptions options) => null;
        }
        public static class Moved { public readonly record struct OrderId(int Value); }
        [Job("mail.send")] public sealed partial record SendMail(int Id{{members}});
        """;

    /// <summary>Where the declaration of a type begins, after its attributes.</summary>
    [GeneratedRegex("(?<head>(?:^|; )(?:\\[.*?\\] )?)(?=(?:abstract |sealed )?(?:enum|record|class) )", RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();
}
