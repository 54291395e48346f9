using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>TJ0004: what cannot be carried is an error on the member, with the way to it, its type and what to do.</summary>
public sealed class PayloadDiagnosticTests
{
    [Fact]
    public async Task The_message_names_the_member_by_its_full_path()
        => Assert.Equal(
            ["'CreateOrder.Lines[].Product' of type 'Stream' cannot be carried by a job: there is no JSON for this type; carry where the content is kept, such as a path or an address, or leave the member out with [JsonIgnore]"],
            await AnalyzerRun.ExpectAsync(
                """
                public sealed record Line(int Count, System.IO.Stream {|TJ0004:Product|});
                [Job("order.create")] public sealed partial record CreateOrder(IReadOnlyList<Line> Lines);
                """));

    [Fact]
    public async Task A_member_that_is_left_out_and_hides_one_that_is_not()
        => Assert.Contains(
            "System.Text.Json would write 'B.A', which it hides",
            Assert.Single(await AnalyzerRun.ExpectAsync(
                """
                public class B { public int A { get; set; } }
                public sealed class D : B { [System.Text.Json.Serialization.JsonIgnore] public new int {|TJ0004:A|} { get; set; } }
                [Job("x")] public sealed partial record Sample(D D);
                """)),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_member_of_a_type_that_several_jobs_carry_is_reported_once()
        => Assert.Contains(
            "Line.Product' of type 'Stream'",
            Assert.Single(await AnalyzerRun.ExpectAsync(
                """
                public sealed record Line(int Count, System.IO.Stream {|TJ0004:Product|});
                [Job("a")] public sealed partial record A(Line Line);
                [Job("b")] public sealed partial record B(Line Line);
                [Job("c")] public sealed partial record C(Line Line);
                """)),
            StringComparison.Ordinal);

    [Theory]
    // Types without JSON.
    [InlineData("object {|TJ0004:Value|}", "there is no JSON for this type; name the type that it is meant to be, or leave the member out with [JsonIgnore]")]
    [InlineData("dynamic {|TJ0004:Value|}", "there is no JSON for this type")]
    [InlineData("nint {|TJ0004:Value|}", "there is no JSON for this type; carry the values that are needed of it")]
    [InlineData("System.Net.IPAddress {|TJ0004:Value|}", "there is no JSON for this type")]
    [InlineData("Action {|TJ0004:Value|}", "there is no JSON for this type; carry the values that it works with")]
    [InlineData("int[,] {|TJ0004:Value|}", "there is no JSON for this type; use an array of arrays")]
    [InlineData("Stack<int> {|TJ0004:Value|}", "there is no JSON for this type; use a list, an array, a set or a dictionary in its place")]
    [InlineData("Dictionary<byte[], int> {|TJ0004:Value|}", "its key cannot be the name of a member in JSON")]
    [InlineData("Dictionary<Line, int> {|TJ0004:Value|}", "its key cannot be the name of a member in JSON")]
    [InlineData("Dictionary<string, object> {|TJ0004:Value|}", "there is no JSON for this type")]
    [InlineData("List<object?> {|TJ0004:Value|}", "there is no JSON for this type")]
    [InlineData("CancellationToken? {|TJ0004:Value|}", "there is no JSON for this type")]
    [InlineData("(int A, int B) {|TJ0004:Value|}", "declare a record in its place")]
    [InlineData("Task<int> {|TJ0004:Value|}", "await it before, and carry what it gives")]
    [InlineData("CancellationToken {|TJ0004:Value|}", "the handler is given one of its own")]
    [InlineData("Type {|TJ0004:Value|}", "carry a name")]
    [InlineData("InvalidOperationException {|TJ0004:Value|}", "carry its message as text")]
    [InlineData("OwnException {|TJ0004:Value|}", "carry its message as text")]
    [InlineData("System.IO.FileStream {|TJ0004:Value|}", "carry where the content is kept")]
    [InlineData("KeyValuePair<string, int> {|TJ0004:Value|}", "declare a record in its place")]
    // Types that do not tell what to read.
    [InlineData("Shape {|TJ0004:Value|}", "use a concrete type")]
    [InlineData("IShape {|TJ0004:Value|}", "use a concrete type")]
    [InlineData("Own {|TJ0004:Value|}", "use a list or an array of the framework")]
    // Constructors.
    [InlineData("NoConstructor {|TJ0004:Value|}", "has no public constructor")]
    [InlineData("TwoConstructors {|TJ0004:Value|}", "has several public constructors")]
    [InlineData("TwoOfRecord {|TJ0004:Value|}", "has several public constructors")]
    [InlineData("EmptyOfRecord {|TJ0004:Value|}", "has several public constructors")]
    [InlineData("LostParameter {|TJ0004:Value|}", "parameter 'other' has no property of its name and type")]
    [InlineData("OtherType {|TJ0004:Value|}", "parameter 'value' has no property of its name and type")]
    [InlineData("ByReference {|TJ0004:Value|}", "parameter 'value' is 'ref', which wants a variable, and what was read is none; make it 'in', or pass it by value")]
    [InlineData("LostNumbers {|TJ0004:Value|}", "writes numbers as text that would not be read back; add AllowReadingFromString")]
    [InlineData("TwoMarked {|TJ0004:Value|}", "several constructors with [JsonConstructor]")]
    [InlineData("PrivatelyMarked {|TJ0004:Value|}", "generated code cannot call its [JsonConstructor]")]
    // Attributes of types.
    [InlineData("Nameless {|TJ0004:Value|}", "gives 'Derived' no discriminator")]
    [InlineData("Unrelated {|TJ0004:Value|}", "names 'Line', which does not derive from it")]
    [InlineData("Abstract {|TJ0004:Value|}", "names 'Middle', which is abstract")]
    [InlineData("Underived {|TJ0004:Value|}", "[JsonPolymorphic] without a [JsonDerivedType] does not tell what to read")]
    [InlineData("Closed {|TJ0004:Value|}", "nothing can derive from it, so it cannot have a [JsonDerivedType]")]
    [InlineData("OneName {|TJ0004:Value|}", "gives 'OfTwo' the discriminator 'd', which another type has")]
    [InlineData("Twice {|TJ0004:Value|}", "names 'OfTwice' twice")]
    [InlineData("Confused {|TJ0004:Value|}", "its discriminator is called 'kind' in JSON, as 'OfConfused.Kind' is")]
    [InlineData("Reserved {|TJ0004:Value|}", "System.Text.Json keeps the name '$id' for itself")]
    [InlineData("Either {|TJ0004:Value|}", "it has a [JsonConverter], which takes no notice of [JsonDerivedType]")]
    [InlineData("NoConverter {|TJ0004:Value|}", "its converter 'Own' is no JsonConverter")]
    [InlineData("OtherConverter {|TJ0004:Value|}", "its converter 'LineConverter' is for 'Line'")]
    [InlineData("EnumConverter {|TJ0004:Value|}", "'JsonStringEnumConverter' is for enums")]
    [InlineData("Hidden {|TJ0004:Value|}", "make both at least internal")]
    [InlineData("LinkedList<int> {|TJ0004:Value|}", "there is no JSON for this type; use a list, an array, a set or a dictionary in its place")]
    [InlineData("System.Net.IPAddress {|TJ0004:Value|}", "carry the values that are needed of it, or leave")]
    [InlineData("Gone {|TJ0004:Value|}", "generated code may not name it, because it is [Obsolete] as an error")]
    public async Task A_type_that_cannot_be_carried(string parameter, string said)
        => Assert.Contains(
            said,
            Assert.Single(await AnalyzerRun.ExpectAsync(
                $$"""
                using System.Text.Json.Serialization;

                public abstract record Shape;
                [Obsolete("Use Line.", error: true)] public sealed record Gone(int A);
                public interface IShape;
                public sealed class OwnException : Exception;
                public sealed record Box<T>(T Value);
                public sealed class Own : List<int>;
                public sealed class NoConstructor { private NoConstructor() { } }
                public sealed class TwoConstructors { public TwoConstructors(int a) { } public TwoConstructors(string a) { } }
                public sealed record TwoOfRecord(int A) { public TwoOfRecord(string a) : this(1) { } }
                public sealed record EmptyOfRecord(int A) { public EmptyOfRecord() : this(1) { } }
                public sealed class LostParameter(int value, int other) { public int Value { get; } = value + other; }
                public sealed class OtherType(long value) { public int Value { get; } = (int)value; }
                public sealed class ByReference(ref int value) { public int Value { get; } = value; }
                [JsonNumberHandling(JsonNumberHandling.WriteAsString)] public sealed record LostNumbers(int A);
                public sealed record Line(int A);
                [JsonDerivedType(typeof(Derived))] public record Nameless(int A);
                public sealed record Derived(int A) : Nameless(A);
                [JsonDerivedType(typeof(Line), "l")] public record Unrelated(int A);
                [JsonDerivedType(typeof(Middle), "m")] public abstract record Abstract(int A);
                public abstract record Middle(int A) : Abstract(A);
                [JsonPolymorphic] public abstract record Underived(int A);
                [JsonDerivedType(typeof(Closed), "c")] public sealed record Closed(int A);
                [JsonDerivedType(typeof(OfOne), "d"), JsonDerivedType(typeof(OfTwo), "d")] public abstract record OneName(int A);
                public sealed record OfOne(int A) : OneName(A);
                public sealed record OfTwo(int A) : OneName(A);
                [JsonDerivedType(typeof(OfTwice), "a"), JsonDerivedType(typeof(OfTwice), "b")] public abstract record Twice(int A);
                public sealed record OfTwice(int A) : Twice(A);
                [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind"), JsonDerivedType(typeof(OfConfused), "o")] public abstract record Confused(string Kind, Confused? Inner);
                public sealed record OfConfused(string Kind, Confused? Inner) : Confused(Kind, Inner);
                [JsonPolymorphic(TypeDiscriminatorPropertyName = "$id"), JsonDerivedType(typeof(OfReserved), "o")] public abstract record Reserved(int A);
                public sealed record OfReserved(int A) : Reserved(A);
                [JsonDerivedType(typeof(OfEither), "o"), JsonConverter(typeof(EitherConverter))] public abstract record Either(int A);
                public sealed record OfEither(int A) : Either(A);
                public class EitherConverter : JsonConverter<Either>
                {
                    public override Either Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => new OfEither(1);
                    public override void Write(System.Text.Json.Utf8JsonWriter writer, Either value, System.Text.Json.JsonSerializerOptions options) { }
                }
                [JsonConverter(typeof(Own))] public sealed record NoConverter(int A);
                [JsonConverter(typeof(LineConverter))] public sealed record OtherConverter(int A);
                [JsonConverter(typeof(JsonStringEnumConverter))] public sealed record EnumConverter(int A);
                [JsonConverter(typeof(Hidden.Private))] public sealed record Hidden(int A) { private sealed class Private : LineConverter; }
                public class LineConverter : JsonConverter<Line>
                {
                    public override Line Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => new(1);
                    public override void Write(System.Text.Json.Utf8JsonWriter writer, Line value, System.Text.Json.JsonSerializerOptions options) { }
                }
                public sealed class TwoMarked { [JsonConstructor] public TwoMarked() { } [JsonConstructor] public TwoMarked(int value) { Value = value; } public int Value { get; } }
                public sealed class PrivatelyMarked { [JsonConstructor] private PrivatelyMarked(int value) { Value = value; } public int Value { get; } }

                [Job("x")] public sealed partial record Sample({{parameter}});
                """)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("public int {|TJ0004:Value|} { get; private set; }", "it would be written, but never read back")]
    [InlineData("public int {|TJ0004:Value|} { get; }", "it would be written, but never read back")]
    [InlineData("private int _value; public int {|TJ0004:Value|} => _value++;", "it would be written, but never read back")]
    [InlineData("public List<int> {|TJ0004:Value|} { get; } = [];", "it would be written, but never read back")]
    [InlineData("public int {|TJ0004:Value|} { internal get; set; }", "it has no public 'get' accessor")]
    [InlineData("public int {|TJ0004:Value|} { set { } }", "it has no public 'get' accessor")]
    [InlineData("public int {|TJ0004:Value|};", "a public field would not be written")]
    [InlineData("public readonly int {|TJ0004:Value|} = 1;", "a public field would not be written")]
    [InlineData("[JsonIgnore] public required int {|TJ0004:Value|} { get; init; }", "left out of the JSON at once")]
    [InlineData("[JsonIgnore, JsonRequired] public int {|TJ0004:Value|} { get; set; }", "left out of the JSON at once")]
    [InlineData("[JsonExtensionData] public Dictionary<string, System.Text.Json.JsonElement>? A { get; set; } [JsonExtensionData] public Dictionary<string, object>? {|TJ0004:Value|} { get; set; }", "'A' has [JsonExtensionData], too; leave it on one")]
    [InlineData("[JsonPropertyName(\"name\")] public int {|TJ0004:Value|} { get; init; }", "its name in JSON, 'name', is also that of 'Name'")]
    [InlineData("public int {|TJ0004:NAME|} { get; init; }", "its name in JSON, 'name', is also that of 'Name'")]
    [InlineData("[JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] public int {|TJ0004:Value|} { get; init; }", "so it would not arrive; remove the condition to leave it out always, or remove [JsonIgnore]")]
    [InlineData("[JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)] public int {|TJ0004:Value|} { get; init; }", "so it would not arrive; remove the condition to leave it out always, or remove [JsonIgnore]")]
    [InlineData("[JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int {|TJ0004:Value|} { get; init; }", "which it never is")]
    [InlineData("[JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public required string? {|TJ0004:Value|} { get; init; }", "left out of it at times")]
    [InlineData("[JsonNumberHandling(JsonNumberHandling.WriteAsString)] public string? {|TJ0004:Value|} { get; init; }", "for numbers and collections of numbers")]
    [InlineData("[JsonNumberHandling(JsonNumberHandling.WriteAsString)] public int {|TJ0004:Value|} { get; init; }", "add AllowReadingFromString to WriteAsString")]
    [InlineData("[JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowNamedFloatingPointLiterals)] public List<double>? {|TJ0004:Value|} { get; init; }", "would not be read back")]
    [InlineData("[JsonInclude] public readonly int {|TJ0004:Value|} = 1;", "since it is 'readonly'")]
    [InlineData("[JsonInclude] private int {|TJ0004:Value|} => 1;", "never read back")]
    [InlineData("[JsonExtensionData] public Dictionary<string, string>? {|TJ0004:Value|} { get; set; }", "[JsonExtensionData] is for")]
    [InlineData("[JsonExtensionData] public System.Text.Json.Nodes.JsonObject? {|TJ0004:Value|} { get; set; }", "[JsonExtensionData] is for")]
    [InlineData("[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public int[] {|TJ0004:Value|} { get; } = [];", "what it holds cannot be filled")]
    [InlineData("[JsonConverter(typeof(JsonStringEnumConverter))] public int {|TJ0004:Value|} { get; set; }", "'JsonStringEnumConverter' is for enums")]
    [InlineData("[OwnConverter] public int {|TJ0004:Value|} { get; set; }", "[OwnConverter] is not supported")]
    public async Task A_member_that_cannot_be_carried(string member, string said)
        => Assert.Contains(
            said,
            Assert.Single(await AnalyzerRun.ExpectAsync(
                $$"""
                using System.Text.Json.Serialization;
                public sealed class OwnConverterAttribute : JsonConverterAttribute;
                [Job("x")] public sealed partial record Sample(string Name) { {{member}} }
                """)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("[JsonIgnore] public object? Value { get; set; }")]
    [InlineData("[JsonIgnore] public int Value => 1;")]
    [InlineData("[JsonIgnore] public int Value;")]
    [InlineData("[JsonIgnore(Condition = JsonIgnoreCondition.Always)] public Action? Value { get; private set; }")]
    [InlineData("internal object? Value { get; set; }")]
    [InlineData("private readonly object _value = new();")]
    [InlineData("public static object? Value { get; set; }")]
    [InlineData("public const int Value = 1;")]
    [InlineData("public object Value() => new();")]
    [InlineData("public object? this[int index] => null;")]
    [InlineData("public event Action? Value { add { } remove { } }")]
    [InlineData("[System.ComponentModel.Description(\"x\")] public int Value { get; init; }")]
    [InlineData("public IReadOnlyDictionary<string, int[][]>? Value { get; init; }")]
    [InlineData("public ConsoleColor Value { get; init; }")]
    [InlineData("[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<int> Value { get; } = [];")]
    [InlineData("[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] public int Value { get; init; }")]
    [InlineData("[JsonInclude] private int Value { get; set; }")]
    [InlineData("[JsonConverter(typeof(JsonStringEnumConverter))] public ConsoleColor? Value { get; init; }")]
    [InlineData("public Nested? Value { get; init; } public sealed record Nested(int A);")]
    [InlineData("public List<Sample>? Value { get; init; }")]
    public async Task A_near_miss_is_not_complained_about(string member)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(
            $$"""
            using System.Text.Json.Serialization;
            [Job("x")] public sealed partial record Sample(string Name) { {{member}} }
            """));

    [Fact]
    public async Task An_attribute_that_says_nothing_of_a_value_of_an_enum()
        => Assert.Equal(
            ["'Sample.Colors[].Green' of type 'Color' cannot be carried by a job: [JsonPropertyName] says nothing of a value of an enum; use [JsonStringEnumMemberName]"],
            await AnalyzerRun.ExpectAsync(
                """
                using System.Text.Json.Serialization;
                public enum Color { [JsonStringEnumMemberName("red")] Red, [JsonPropertyName("green")] {|TJ0004:Green|} }
                [Job("x")] public sealed partial record Sample(List<Color> Colors, Color? More = null);
                """));

    [Theory]
    [InlineData("[JsonInclude] private Inner? {|TJ0004:Value|} { get; set; }")]
    [InlineData("[JsonInclude] private Marked? {|TJ0004:Value|} { get; set; }")]
    [InlineData("[JsonInclude] private List<Kind?>? {|TJ0004:Value|} { get; set; }")]
    [InlineData("[JsonInclude] private Box<Kind>? {|TJ0004:Value|} { get; set; }")]
    [InlineData("[JsonInclude, JsonConverter(typeof(Factory))] private Kind? {|TJ0004:Value|} { get; set; }")]
    public async Task A_type_that_generated_code_cannot_name(string member)
        => Assert.Contains(
            "it is not accessible to the rest of the assembly; make it at least internal",
            Assert.Single(await AnalyzerRun.ExpectAsync(
                $$"""
                using System.Text.Json.Serialization;
                public sealed record Box<T>(T? A);
                [Job("x")] public sealed partial record Sample(string Name)
                {
                    {{member}}
                    private sealed record Inner(int A);
                    [JsonConverter(typeof(MarkedConverter))] private sealed record Marked(int A);
                    private enum Kind { One }
                    private sealed class MarkedConverter : JsonConverter<Marked>
                    {
                        public override Marked Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => new(1);
                        public override void Write(System.Text.Json.Utf8JsonWriter writer, Marked value, System.Text.Json.JsonSerializerOptions options) { }
                    }
                    internal sealed class Factory : JsonConverterFactory
                    {
                        public override bool CanConvert(Type type) => true;
                        public override JsonConverter? CreateConverter(Type type, System.Text.Json.JsonSerializerOptions options) => null;
                    }
                }
                """)),
            StringComparison.Ordinal);

    [Fact]
    public async Task Each_member_of_a_shared_type_is_reported_where_it_stands()
        => Assert.Equal(2, (await AnalyzerRun.ExpectAsync(
            """
            public sealed record Inner(object {|TJ0004:A|}, int B, nint {|TJ0004:C|});
            [Job("x")] public sealed partial record Sample(Inner First, Inner Second, Inner[] Third);
            """)).Count);

    [Fact]
    public async Task A_member_of_a_type_without_source_is_reported_where_it_is_used()
    {
        var contracts = GeneratorRun.Of("Contracts", [], "namespace Contracts; public sealed record Outer(Inner Inner); public sealed record Inner(object Value);");

        Assert.StartsWith(
            "'Sample.Outer.Inner.Value' of type 'object'",
            Assert.Single(await AnalyzerRun.ExpectAsync(
                "Acme", [contracts.AsReference()], """[Job("x")] public sealed partial record Sample(int Id, Contracts.Outer {|TJ0004:Outer|});""")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_the_only_error_that_the_user_sees()
    {
        var (output, _) = GeneratorRun.OfAny(
            "Acme",
            [],
            """
            [Job("x")] public sealed partial record Sample(object Value);

            public static class Producer
            {
                public static async Task RunAsync(IJobClient jobs)
                {
                    await jobs.EnqueueSampleAsync(new("x"));
                    await jobs.EnqueueAsync(new Sample("x"));
                }
            }

            public sealed class SampleHandler : IJobHandler<Sample>
            {
                public Task HandleAsync(Sample job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
            }
            """);

        Assert.DoesNotContain(output.GetDiagnostics(TestContext.Current.CancellationToken), static diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
    }
}
