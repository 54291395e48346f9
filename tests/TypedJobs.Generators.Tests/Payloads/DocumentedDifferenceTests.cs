using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.CodeAnalysis.CSharp;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>Each difference to System.Text.Json's generated code that docs/payloads.md lists: what it does, and what we do.</summary>
public sealed class DocumentedDifferenceTests
{
    private static readonly JobProgram Program = JobProgram.WithSerializer(
        """
        namespace Acme;
        public sealed record Optional(string? Note);
        public sealed record Needed { public int Count { get; init; } }
        public sealed record Kept { public int Count { get; init; } = 7; }
        public sealed record Frozen(System.Collections.Frozen.FrozenSet<int>? Set = null, System.Collections.Frozen.FrozenDictionary<string, int>? Map = null, IReadOnlySet<int>? ReadOnly = null);
        public sealed record Keyed(Dictionary<Color, int> Map);
        public enum Color { Red }
        [JsonConverter(typeof(JsonStringEnumConverter<Named>))] public enum Named { One }
        public readonly record struct Point(int X);
        public sealed record Ignoring([property: JsonIgnore] int A, int B = 1);
        public sealed record AtTimes([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int A);
        public class Base { [JsonPropertyName("n")] public int A { get; set; } public virtual int V { get; set; } }
        public sealed class Renaming : Base { public new int A { get; set; } public override int V { set => base.V = value; } }
        [Job("differences")] public sealed partial record Sample(Optional? Optional = null, Needed? Needed = null, Kept? Kept = null, Frozen? Frozen = null, Point? Point = null, List<string>? Texts = null, Keyed? Keyed = null, Named? Named = null, Ignoring? Ignoring = null, Renaming? Renaming = null, AtTimes? AtTimes = null);
        [JsonSerializable(typeof(Sample))] public sealed partial class Theirs : JsonSerializerContext;
        """);

    private static readonly JsonSerializerContext Theirs = (JsonSerializerContext)Activator.CreateInstance(
        Program.JobType.Assembly.GetType("Acme.Theirs")!, new JsonSerializerOptions(Program.TypeInfo.Options) { TypeInfoResolver = null })!;

    [Fact]
    public void A_nullable_member_is_optional()
    {
        const string Json = """{"optional":{}}""";
        Assert.Null(JobProgram.Member(Program.Read(Json), "Optional.Note"));
        Assert.Throws<JsonException>(() => ReadTheirs(Json));
    }

    [Fact]
    public void A_property_without_initializer_is_required()
    {
        const string Json = """{"needed":{}}""";
        Assert.Contains("'count'", Program.AssertRefused(Json), StringComparison.Ordinal);
        Assert.Equal(0, JobProgram.Member(ReadTheirs(Json), "Needed.Count"));
    }

    [Fact]
    public void An_initializer_survives()
    {
        const string Json = """{"kept":{}}""";
        Assert.Equal(7, JobProgram.Member(Program.Read(Json), "Kept.Count"));
        Assert.Equal(0, JobProgram.Member(ReadTheirs(Json), "Kept.Count"));
    }

    [Fact]
    public void A_private_member_takes_part()
    {
        const string Source = """[Job("private")] public sealed partial record Sample(int A) { [JsonInclude] private int Secret { get; set; } = 1; public int Reveal() => Secret; }""";
        var program = JobProgram.Of(Source);
        var job = program.Read("""{"a":1,"secret":2}""");
        Assert.Equal(2, program.JobType.GetMethod("Reveal")!.Invoke(job, null));
        Assert.Equal("""{"a":1,"secret":2}""", program.Write(job));
        Assert.Contains("SYSLIB1038", Refusals($"using System.Text.Json.Serialization; {Source} [JsonSerializable(typeof(Sample))] public sealed partial class Theirs : JsonSerializerContext;"));
    }

    [Theory]
    [InlineData("set", "[1]")]
    [InlineData("map", "{\"a\":1}")]
    [InlineData("readOnly", "[1]")]
    public void Collections_that_are_read_as_well(string member, string value)
    {
        var json = $$$"""{"frozen":{"{{{member}}}":{{{value}}}}}""";
        Assert.Contains($"\"{member}\":{value}", Program.Write(Program.Read(json)), StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => ReadTheirs(json));
    }

    [Fact]
    public void The_positions_of_a_record_struct_are_required()
    {
        const string Json = """{"point":{}}""";
        Assert.Contains("'x'", Program.AssertRefused(Json), StringComparison.Ordinal);
        Assert.Equal(0, JobProgram.Member(ReadTheirs(Json), "Point.X"));
    }

    [Fact]
    public void A_positional_record_with_a_second_constructor_must_say_which()
    {
        const string Type = "public sealed record Two(int A, int B) { public Two() : this(1, 2) { } }";
        Assert.Contains("TJ0004", Errors($"{Type} [Job(\"two\")] public sealed partial record Sample(Two Two);"));
        var theirs = JobProgram.WithSerializer($"namespace Acme; {Type} [Job(\"none\")] public sealed partial record Sample(int A); [JsonSerializable(typeof(Two))] public sealed partial class Theirs : JsonSerializerContext;");
        var info = ((JsonSerializerContext)Activator.CreateInstance(theirs.JobType.Assembly.GetType("Acme.Theirs")!)!).GetTypeInfo(theirs.JobType.Assembly.GetType("Acme.Two")!)!;
        const string Json = """{"A":2,"B":3}""";
        Assert.Equal(Json, JsonSerializer.Serialize(JsonSerializer.Deserialize(Json, info), info));
    }

    [Fact]
    public void A_JsonObject_with_the_rest_is_an_error()
    {
        const string Source = """[JsonExtensionData] public System.Text.Json.Nodes.JsonObject? Rest { get; set; } }""";
        Assert.Contains("TJ0004", Errors($"[Job(\"rest\")] public sealed partial record Sample(int A) {{ {Source}"));
        var theirs = JobProgram.WithSerializer($"namespace Acme; [Job(\"none\")] public sealed partial record Sample(int A); public sealed record WithRest(int A) {{ {Source} [JsonSerializable(typeof(WithRest))] public sealed partial class Theirs : JsonSerializerContext;");
        var context = (JsonSerializerContext)Activator.CreateInstance(theirs.JobType.Assembly.GetType("Acme.Theirs")!)!;
        var info = context.GetTypeInfo(theirs.JobType.Assembly.GetType("Acme.WithRest")!)!;
        var written = JsonSerializer.Serialize(JsonSerializer.Deserialize("""{"A":1,"more":2}""", info), info);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(written));
    }

    [Fact]
    public void The_converter_of_enum_names_changes_nothing()
    {
        Assert.Contains("whose names are 'One'", Program.AssertRefused("""{"named":0}"""), StringComparison.Ordinal);
        Assert.Equal("One", JobProgram.Member(ReadTheirs("""{"named":0}"""), "Named")!.ToString());
        Assert.Contains("\"named\":\"One\"", Program.Write(Program.Read("""{"named":"One"}""")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public int Fixed { get; } = 1;")]
    [InlineData("public Animal? Animal { get; init; }")]
    [InlineData("[JsonNumberHandling(JsonNumberHandling.WriteAsString)] public int Text { get; init; }")]
    [InlineData("[JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)] public int Written { get; init; }")]
    [InlineData("[JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] public int Read { get; init; }")]
    public void What_would_not_come_back_is_an_error(string member)
        => Assert.Contains("TJ0004", Errors(
            $$"""
            [JsonDerivedType(typeof(Dog))] public record Animal(string Name);
            public sealed record Dog(string Name) : Animal(Name);
            [Job("lost")] public sealed partial record Sample(int A) { {{member}} }
            """));

    [Fact]
    public void An_undefined_key_is_an_error()
    {
        var color = Program.JobType.Assembly.GetType("Acme.Color")!;
        var job = Program.Read("""{"keyed":{"map":{}}}""");
        ((System.Collections.IDictionary)JobProgram.Member(job, "Keyed.Map")!).Add(Enum.ToObject(color, 7), 1);
        Assert.Contains("7 is no value of the enum", Assert.Throws<JsonException>(() => Program.Write(job)).Message, StringComparison.Ordinal);
        Assert.Contains("{\"7\":1}", JsonSerializer.Serialize(job, Theirs.GetTypeInfo(Program.JobType)!), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ignored_member_that_hides_a_bases_is_an_error()
    {
        const string Types = "public class Base { public int A { get; set; } } public sealed class Hiding : Base { [JsonIgnore] public new int A { get; set; } }";
        Assert.Contains("TJ0004", Errors($"{Types} [Job(\"hiding\")] public sealed partial record Sample(Hiding H);"));
        var theirs = JobProgram.WithSerializer($"namespace Acme; {Types} [Job(\"none\")] public sealed partial record Sample(int A); [JsonSerializable(typeof(Hiding))] public sealed partial class Theirs : JsonSerializerContext;");
        var info = ((JsonSerializerContext)Activator.CreateInstance(theirs.JobType.Assembly.GetType("Acme.Theirs")!)!).GetTypeInfo(theirs.JobType.Assembly.GetType("Acme.Hiding")!)!;
        Assert.Equal("""{"A":1}""", JsonSerializer.Serialize(JsonSerializer.Deserialize("""{"A":1}""", info), info));
    }

    [Fact]
    public void The_parameter_of_an_ignored_property_takes_its_default()
    {
        const string Json = """{"ignoring":{"b":2}}""";
        Assert.Equal(0, JobProgram.Member(Program.Read(Json), "Ignoring.A"));
        Assert.Throws<JsonException>(() => ReadTheirs(Json));
    }

    [Fact]
    public void What_is_left_out_at_times_may_be_absent()
    {
        const string Json = """{"atTimes":{}}""";
        Assert.Contains(Json[1..^1], Program.Write(Program.Read(Json)), StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => ReadTheirs(Json));
    }

    [Fact]
    public void A_hidden_member_is_not_written_under_its_other_name()
    {
        const string Json = """{"renaming":{"a":1,"v":2}}""";
        Assert.DoesNotContain("\"n\"", Program.Write(Program.Read(Json)), StringComparison.Ordinal);
        Assert.Contains("\"n\":0", JsonSerializer.Serialize(ReadTheirs(Json), Theirs.GetTypeInfo(Program.JobType)!), StringComparison.Ordinal);
    }

    [Fact]
    public void An_accessor_that_is_not_overridden_stays()
    {
        const string Json = """{"renaming":{"a":1,"v":2}}""";
        Assert.Contains("\"v\":2", Program.Write(Program.Read(Json)), StringComparison.Ordinal);
        Assert.DoesNotContain("\"v\"", JsonSerializer.Serialize(ReadTheirs(Json), Theirs.GetTypeInfo(Program.JobType)!), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_member_of_a_positional_record_holds_is_filled()
    {
        const string Type = "public sealed record Filled(int A) { [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<int> More { get; } = [1]; }";
        const string Json = """{"filled":{"a":1,"more":[2]}}""";
        var program = JobProgram.WithSerializer($"namespace Acme; {Type} [Job(\"filling\")] public sealed partial record Sample(Filled Filled); [JsonSerializable(typeof(Sample))] public sealed partial class Theirs : JsonSerializerContext;");
        Assert.Equal("""{"filled":{"a":1,"more":[1,2]}}""", program.Write(program.Read(Json)));
        var theirs = (JsonSerializerContext)Activator.CreateInstance(program.JobType.Assembly.GetType("Acme.Theirs")!, new JsonSerializerOptions(program.TypeInfo.Options) { TypeInfoResolver = null })!;
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize(Json, theirs.GetTypeInfo(program.JobType)!));
    }

    [Fact]
    public void Null_is_refused_for_a_parameter_that_is_a_class()
    {
        const string Json = """{"box":{"value":null}}""";
        var program = JobProgram.WithSerializer("""namespace Acme; public sealed record Box<T>(T Value) where T : class; [Job("boxed")] public sealed partial record Sample(Box<string> Box); [JsonSerializable(typeof(Sample))] public sealed partial class Theirs : JsonSerializerContext;""");
        Assert.Contains("$.box.value", program.AssertRefused(Json), StringComparison.Ordinal);
        var theirs = (JsonSerializerContext)Activator.CreateInstance(program.JobType.Assembly.GetType("Acme.Theirs")!, new JsonSerializerOptions(program.TypeInfo.Options) { TypeInfoResolver = null })!;
        Assert.Null(JobProgram.Member(JsonSerializer.Deserialize(Json, theirs.GetTypeInfo(program.JobType)!)!, "Box.Value"));
    }

    [Fact]
    public void What_is_computed_is_not_written()
    {
        const string Type = "public sealed record Line(int Count, decimal Price) { public decimal Total => Count * Price; public bool IsFree { get { return Total == 0; } } }";
        var program = JobProgram.WithSerializer($"namespace Acme; {Type} [Job(\"computed\")] public sealed partial record Sample(Line Line); [JsonSerializable(typeof(Sample))] public sealed partial class Theirs : JsonSerializerContext;");
        var job = program.Read("""{"line":{"count":2,"price":1.5}}""");
        Assert.Equal(3.0m, JobProgram.Member(job, "Line.Total"));
        Assert.Equal("""{"line":{"count":2,"price":1.5}}""", program.Write(job));
        var theirs = (JsonSerializerContext)Activator.CreateInstance(program.JobType.Assembly.GetType("Acme.Theirs")!, new JsonSerializerOptions(program.TypeInfo.Options) { TypeInfoResolver = null })!;
        var written = JsonSerializer.Serialize(job, theirs.GetTypeInfo(program.JobType)!);
        Assert.Equal("""{"line":{"count":2,"price":1.5,"total":3.0,"isFree":false}}""", written);
        Assert.Equal(job, program.Read(written));
    }

    [Fact]
    public void Null_among_elements_is_no_difference()
    {
        const string Json = """{"texts":[null]}""";
        Assert.Equal([null], (List<string?>)JobProgram.Member(Program.Read(Json), "Texts")!);
        Assert.Equal([null], (List<string?>)JobProgram.Member(ReadTheirs(Json), "Texts")!);
    }

    private static object ReadTheirs(string json) => JsonSerializer.Deserialize(json, Theirs.GetTypeInfo(Program.JobType)!)!;

    /// <summary>What System.Text.Json's generator says of a program, by id.</summary>
    private static IEnumerable<string> Refusals(string source)
        => CSharpGeneratorDriver.Create(SerializerGenerator.Create()).RunGenerators(Compilations.Of("Acme", [], source), TestContext.Current.CancellationToken)
            .GetRunResult().Diagnostics.Select(static diagnostic => diagnostic.Id);

    /// <summary>What our analyzers say of a program, by id.</summary>
    private static IEnumerable<string> Errors(string source)
        => AnalyzerRun.OfAsync("Acme", [], "using System.Text.Json.Serialization;\n" + source).GetAwaiter().GetResult().Select(static diagnostic => diagnostic.Id);
}
