using System.Text;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>What a user reads after each kind of edit: every message, whole, with the token that it stands on.</summary>
public sealed class MessageTests
{
    private const string Types =
        """
        public enum Urgency { Low, High }
        public record Address(string City);
        [JsonConverter(typeof(MoneyConverter))] public readonly record struct Money(int Cents);
        public sealed class MoneyConverter : JsonConverter<Money>
        {
            public override Money Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetInt32());
            public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Cents);
        }
        public sealed record Box<T>(T Value);
        public readonly record struct OrderId(int Value);

        """;

    private const string AsText = "JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)";
    private const string Lenient = "[JsonPolymorphic(IgnoreUnrecognizedTypeDiscriminators = true)] ";
    private const string Filled = "[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] ";

    private static readonly string[][] Edits =
    [
        Member("", ", int X = 5"), Member("", ", string? X"), Member("", ", string Tenant"), Member(", int X", ""), Member(", int X = 1", ""), Member(", string To", ", string Recipient"),
        Member(", string? To", ", string? Recipient"), Member(", string UserId", ", string UserID"), Member(", string To", ", [property: JsonPropertyName(\"to\")] string Recipient"),
        Member(", int X = 1", ", int X = 2"), Member(", int X", ", long X"), Member(", int X", ", float X"), Member(", long X", ", double X"), Member(", decimal X", ", int X"), Member(", int X", ", string X"),
        Member(", string X", ", Guid X"), Member(", DateTime X", ", DateTimeOffset X"), Member(", DateTime X", ", DateOnly X"), Member(", int? X", ", int X"), Member(", string? X", ", string X = \"\""),
        Member(", List<string?> X", ", List<string> X"), Member(", Box<string?> X", ", Box<string> X"), Member(", int[] X", ", IReadOnlyList<int> X"), Member(", List<int> X", ", HashSet<int> X"),
        Member(", int X", ", List<int> X"), Member(", List<int> X", ", Dictionary<string, int> X"), Member(", int X", ", OrderId X"), Member(", int X", ", JsonElement X"), Member(", int X", ", Money X"),
        Member(", string X, string Y", ", [property: JsonPropertyName(\"y\")] string X, [property: JsonPropertyName(\"x\")] string Y"),
        Member(", [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int X = 0", ", int X = 5"), Member(", [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? X", ", [property: JsonRequired] string? X"),
        Type("public enum T { A, B }", "public enum T { A, B, C }"), Type("public enum T { A, B, C }", "public enum T { A, B }"), Type("public enum T { A, B }", "public enum T { A, Z }"),
        Type("public enum T { A, B }", "public enum T { B, X, A }"), Type("public enum T { A, B }", "public enum T { [JsonStringEnumMemberName(\"B\")] A, [JsonStringEnumMemberName(\"A\")] B }"),
        Type("[Flags] public enum T { A = 1, B = 2 }", "public enum T { A = 1, B = 2 }"), Type("public record T(string City);", "public record T(string City, string Zip);"),
        Type("[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] public record T(int A, int B = 1);", "[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] public record T(int A, int C = 1);"),
        Type("[JsonDerivedType(typeof(D), \"d\")] public abstract record T; public sealed record D(int A) : T;", "[JsonDerivedType(typeof(D), \"d\"), JsonDerivedType(typeof(E), \"e\")] public abstract record T; public sealed record D(int A) : T; public sealed record E(int A) : T;"),
        Type("[JsonDerivedType(typeof(D), \"d\"), JsonDerivedType(typeof(E), \"e\")] public abstract record T; public sealed record D(int A) : T; public sealed record E(int A) : T;", "[JsonDerivedType(typeof(D), \"d\")] public abstract record T; public sealed record D(int A) : T; public sealed record E(int A) : T;"),
        Type("[JsonDerivedType(typeof(D), \"d\")] public abstract record T; public sealed record D(int A) : T;", "[JsonDerivedType(typeof(D), \"dd\")] public abstract record T; public sealed record D(int A) : T;"),
        Job("\"mail.send\"", "\"mail.send\", Tube = \"other\""), Job("\"mail.send\", Format = JobFormat.Bare", "\"mail.send\""), Job("\"mail.send\"", "\"mail.send\", Format = JobFormat.Bare"), Job("\"mail.send\"", "\"mail.deliver\""),
        Type("public record T(HashSet<U> Items); public sealed record U(int A, int B = 1);", "public record T(HashSet<U> Items); public sealed record U(int A);"),
        Type("[Flags] public enum T { A = 1, B = 2, C = 4 }", "[Flags] public enum T { A = 1, B = 2, C = 3 }"), Type("public enum T { A, B, C }", "public enum T { A, B, C = B }"), Type("public enum T { Old, B }", "public enum T { New, B, Old = New }"),
        [Record(", int? X"), Record(string.Empty), Record(", string? X")], [Record(string.Empty), Record(", int X = 1"), Record(", int X")],
        Member(", int X", ", int? X"), Member(", List<string> X", ", List<string?> X"), Member(", HashSet<int> X", ", List<int> X"), Member(", int X = 5", ", [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int X = 5"),
        Type("public record T(U? A); public record U(int B);", "public record T(U? A); public record U(int B, string C);"), Type("public record T(U? A); public record U(int B, string C);", "public record T(U? A); public record U(int B);"),
        Type("[Flags] public enum T { A = 1, B = 2 }", "public enum T { A = 1, B = 2, C = 3 }"), Type("public enum T { A = 1, B = 2 }", "[Flags] public enum T { A = 1, B = 2 }"),
        Type("public class T { public List<int> X { get; set; } = [9]; }", $"public class T {{ {Filled}public List<int> X {{ get; set; }} = [9]; }}"), Type($"public class T {{ {Filled}public List<int> X {{ get; set; }} = [9]; }}", "public class T { public List<int> X { get; set; } = [9]; }"),
        Type(Lenient + "[JsonDerivedType(typeof(D), \"d\"), JsonDerivedType(typeof(E), \"e\")] public record T(int X = 1); public sealed record D(int A) : T; public sealed record E(int A) : T;", Lenient + "[JsonDerivedType(typeof(D), \"d\")] public record T(int X = 1); public sealed record D(int A) : T; public sealed record E(int A) : T;"),
        Type("[JsonDerivedType(typeof(D), \"d\")] public record T(int X = 1); public sealed record D(int A) : T;", "public record T(int X = 1); public sealed record D(int A) : T;"), Type("public record T(int A);", "[JsonDerivedType(typeof(D), \"d\")] public abstract record T; public sealed record D(int A) : T;"),
        Type("[JsonDerivedType(typeof(D), \"d\")] public abstract record T; public sealed record D(int A) : T;", "[JsonPolymorphic(TypeDiscriminatorPropertyName = \"kind\"), JsonDerivedType(typeof(D), \"d\")] public abstract record T; public sealed record D(int A) : T;"),
        Type("public record T(HashSet<U> Items); public sealed record U(int A);", "public record T(HashSet<U> Items); public sealed record U(int A, int B = 1);"),
        Member(", int X", $", [property: {AsText}] int X"), Member($", [property: {AsText}] int X", ", int X"), Member($", [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double X", ", double X"),
        Member(", Money? X", ", Money X"), Type(LeftOut("Low, High"), LeftOut("None, Low, High")), Type("public enum T { Low, High }", "public enum T { [JsonStringEnumMemberName(\"low\")] Low, High }"),
        [Two("a", "b"), Two("b", "a")], [Versions("int Id"), Versions("string Id")], Job("\"mail.send\"", "\"mail.send\", Version = 2"), Job("\"mail.send\"", "\"mail.send\", Priority = 7, TimeToRunSeconds = 9"),
    ];

    [Fact]
    public async Task Every_edit_says_what_becomes_of_messages_and_what_to_do()
    {
        var text = new StringBuilder();
        foreach (var versions in Edits)
        {
            var file = versions.SkipLast(1).Aggregate((string?)null, static (file, version) => ContractOf.Ship(ContractOf.Update(file, Types + version)));
            text.AppendJoin('\n', versions).Append('\n');
            foreach (var reported in await ContractRun.OfAsync(file, Types + versions[^1]))
            {
                text.Append("    ").Append(reported.Id).Append(" at ").Append(reported.At).Append(": ").Append(reported.Message).Append('\n');
            }

            text.Append('\n');
        }

        var folder = Path.Combine(Repository.Root, "tests", "TypedJobs.Generators.Tests", "Snapshots");
        var verified = Path.Combine(folder, "MessageTests.verified.txt");
        var received = Path.Combine(folder, "MessageTests.received.txt");
        if (File.Exists(verified) && (await File.ReadAllTextAsync(verified, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") == text.ToString())
        {
            File.Delete(received);
            return;
        }

        await File.WriteAllTextAsync(received, text.ToString(), TestContext.Current.CancellationToken);
        Assert.Fail($"Messages differ from the accepted ones: compare {received} with {verified}, and rename it if it is right.");
    }

    private static string LeftOut(string values) => $"public record T {{ [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public U X {{ get; init; }} }} public enum U {{ {values} }}";

    private static string[] Member(string before, string after) => [Record(before), Record(after)];

    private static string[] Type(string before, string after) => [$"{Record(", T Value")} {before}", $"{Record(", T Value")} {after}"];

    private static string[] Job(string before, string after)
        => [Record(string.Empty).Replace("\"mail.send\"", before, StringComparison.Ordinal), Record(string.Empty).Replace("\"mail.send\"", after, StringComparison.Ordinal)];

    private static string Two(string one, string other) => $"[Job(\"{one}\")] public sealed partial record One(int X); [Job(\"{other}\")] public sealed partial record Other(int X);";

    private static string Versions(string first)
        => $"[Job(\"mail.send\", Version = 2)] public sealed partial record SendMail(long Id) : IUpgradeFrom<SendMailV1, SendMail> {{ public static SendMail Upgrade(SendMailV1 old) => new(1); }} [JobVersion(\"mail.send\", 1)] public sealed partial record SendMailV1({first});";

    private static string Record(string members) => $"[Job(\"mail.send\")] public sealed partial record SendMail(int Id{members});";
}
