using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>The attributes of System.Text.Json mean what they mean there.</summary>
public sealed class AttributeTests
{
    [Fact]
    public void Members_are_left_out_on_condition()
    {
        var program = JobProgram.Of(
            """
            [Job("ignore")]
            public sealed partial record Sample([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Count)
            {
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Note { get; init; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Limit { get; init; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public Guid Id { get; init; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public List<int>? Numbers { get; init; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public DayOfWeek? Day { get; init; }
            }

            public static class Samples
            {
                public static Sample None { get; } = new(0);
                public static Sample All { get; } = new(1) { Note = "", Limit = 0, Id = Guid.Parse("11111111-1111-1111-1111-111111111111"), Numbers = [], Day = DayOfWeek.Sunday };
            }
            """);

        program.AssertRoundTrips();
        Assert.Equal("{}", program.Write(program.Sample("None")));
    }

    [Fact]
    public void Members_are_ordered()
    {
        var program = JobProgram.Of(
            """
            public abstract record Base { [JsonPropertyOrder(-2)] public int First { get; init; } public int Third { get; init; } }
            [Job("order")] public sealed partial record Sample([property: JsonPropertyOrder(5)] int Last) : Base { public int Second { get; init; } [JsonPropertyOrder(1)] public int Fourth { get; init; } }
            public static class Samples { public static Sample Full { get; } = new(5) { First = 1, Second = 2, Third = 3, Fourth = 4 }; }
            """);

        program.AssertRoundTrips();
        Assert.Equal("""{"first":1,"second":2,"third":3,"fourth":4,"last":5}""", program.Write(program.Sample("Full")));
    }

    [Fact]
    public void Private_members_and_fields_can_be_included()
    {
        var program = JobProgram.Of(
            """
            public struct Size { [JsonInclude] public int Width; [JsonInclude] private int _height; public Size(int height) => _height = height; public Size() { } public int Height() => _height; }
            public class Base { [JsonInclude] private string Secret { get; set; } = "s"; public string Tell() => Secret; public void Keep(string secret) => Secret = secret; }
            public sealed class Derived : Base { [JsonInclude] internal int Number { get; private set; } = 3; [JsonInclude] internal string? _text = "t"; }

            [Job("include")]
            public sealed partial record Sample(Derived Derived, Size Size) { [JsonInclude] public int Count { get; private set; } = 1; [JsonInclude] private List<int> Hidden { get; init; } = [1]; }

            public static class Samples
            {
                public static Sample Full { get; } = Make();
                private static Sample Make() { var derived = new Derived(); derived.Keep("kept"); return new(derived, new Size(2) { Width = 1 }); }
            }
            """);

        program.AssertRoundTrips();
        Assert.Equal(
            """{"derived":{"number":3,"_text":"t","secret":"kept"},"size":{"width":1,"_height":2},"count":1,"hidden":[1]}""",
            program.Write(program.Sample("Full")));
    }

    [Fact]
    public void Numbers_are_handled_as_asked()
        => JobProgram.Of(
            """
            [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
            public sealed record Texts(int A, double? B, List<long> C) { [JsonNumberHandling(JsonNumberHandling.Strict)] public int Plain { get; init; } }

            [Job("numbers")]
            public sealed partial record Sample(Texts Texts, [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double Rate)
            {
                [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] public Dictionary<string, decimal>? Prices { get; init; }
            }

            public static class Samples { public static Sample Full { get; } = new(new(1, 2.5, [3]) { Plain = 4 }, double.NaN) { Prices = new() { ["a"] = 1.50m } }; }
            """).AssertRoundTrips();

    [Theory]
    [InlineData("Dictionary<string, System.Text.Json.JsonElement>? Rest { get; set; }")]
    [InlineData("IDictionary<string, System.Text.Json.JsonElement> Rest { get; init; } = new Dictionary<string, System.Text.Json.JsonElement>();")]
    [InlineData("Dictionary<string, object>? Rest { get; init; }")]
    public void What_is_not_known_can_be_kept(string member)
    {
        const string Json = """{"id":1,"size":{"width":2},"list":[1,null,"x"]}""";
        var program = JobProgram.Of($$"""[Job("extension")] public sealed partial record Sample(int Id) { [JsonExtensionData] public {{member}} }""");

        Assert.Equal(Json, program.Write(program.Read(Json)));
        Assert.Equal("""{"id":1}""", program.Write(program.Read("""{"id":1}""")));
    }

    [Fact]
    public void Converters_of_types_members_and_enums_are_used()
        => JobProgram.Of(
            """
            [JsonConverter(typeof(MoneyConverter))] public readonly record struct Money(decimal Amount);
            public sealed class MoneyConverter : JsonConverter<Money>
            {
                public override Money Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => new(decimal.Parse(reader.GetString()![3..], System.Globalization.CultureInfo.InvariantCulture));
                public override void Write(System.Text.Json.Utf8JsonWriter writer, Money value, System.Text.Json.JsonSerializerOptions options) => writer.WriteStringValue("EUR" + value.Amount.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
            public sealed class Hex : JsonConverter<int>
            {
                public override int Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => Convert.ToInt32(reader.GetString(), 16);
                public override void Write(System.Text.Json.Utf8JsonWriter writer, int value, System.Text.Json.JsonSerializerOptions options) => writer.WriteStringValue(value.ToString("x"));
            }
            public sealed class Anything : JsonConverter<System.IO.MemoryStream>
            {
                public override System.IO.MemoryStream Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => new(reader.GetBytesFromBase64());
                public override void Write(System.Text.Json.Utf8JsonWriter writer, System.IO.MemoryStream value, System.Text.Json.JsonSerializerOptions options) => writer.WriteBase64StringValue(value.ToArray());
            }
            [JsonConverter(typeof(JsonStringEnumConverter))] public enum Color { Red, Green }
            [JsonConverter(typeof(JsonStringEnumConverter<Shade>))] public enum Shade { Dark, Light }

            [Job("converters")]
            public sealed partial record Sample(Money Price, Money? Tax, List<Money> More, Color Color, Shade? Shade, [property: JsonConverter(typeof(Hex))] int Mask)
            {
                [JsonConverter(typeof(Hex))] public int? Other { get; init; }
                [JsonConverter(typeof(Hex))] public int? None { get; init; }
                [JsonConverter(typeof(Anything))] public System.IO.MemoryStream? Stream { get; init; }
                [JsonConverter(typeof(JsonStringEnumConverter))] public DayOfWeek Day { get; init; }
                [JsonConverter(typeof(JsonNumberEnumConverter<DayOfWeek>))] public DayOfWeek Number { get; init; }
                [JsonConverter(typeof(JsonNumberEnumConverter<DayOfWeek>))] public DayOfWeek? NullableNumber { get; init; } = DayOfWeek.Friday;
            }

            public static class Samples
            {
                public static Sample Full { get; } = new(new(1.5m), null, [new(2)], Color.Green, Shade.Light, 255)
                {
                    Other = 16, Stream = new([1, 2]), Day = DayOfWeek.Monday, Number = DayOfWeek.Tuesday,
                };
            }
            """).AssertRoundTrips();

    [Fact]
    public void An_enum_can_be_written_as_its_number_all_the_same()
    {
        var program = JobProgram.Of(
            """
            [JsonConverter(typeof(JsonNumberEnumConverter<Level>))] public enum Level { Low = 1, High = 2 }
            [Job("numbers")] public sealed partial record Sample(Level Level, Level? Other, List<Level> More);
            """);

        const string Json = """{"level":2,"other":1,"more":[1]}""";
        Assert.Equal(Json, program.Write(program.Read(Json)));
    }

    [Fact]
    public void A_type_can_refuse_members_that_it_does_not_know()
    {
        var program = JobProgram.Of(
            """
            [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] public sealed record Strict(int A);
            [Job("unmapped")] public sealed partial record Sample(Strict Strict);
            """);

        Assert.Contains("'b'", program.AssertRefused("""{"strict":{"a":1,"b":2}}"""), StringComparison.Ordinal);
        Assert.NotNull(program.Read("""{"strict":{"a":1},"b":2}"""));
    }

    [Fact]
    public void What_is_there_can_be_filled()
    {
        var program = JobProgram.Of(
            """
            [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
            public sealed class Filled { public List<int> Numbers { get; } = [1]; public Dictionary<string, int> Map { get; set; } = new() { ["a"] = 1 }; public Inner Inner { get; } = new(); }
            public sealed class Inner { public int A { get; set; } = 1; public int B { get; set; } = 2; }

            [Job("populate")]
            public sealed partial record Sample(int Id)
            {
                [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<string> Tags { get; } = ["x"];
                public Filled Filled { get; init; } = new();
                public List<int> Replaced { get; init; } = [1];
            }
            """);

        Assert.Equal(
            """{"id":1,"tags":["x","y"],"filled":{"numbers":[1,2],"map":{"a":1,"b":2},"inner":{"a":5,"b":2}},"replaced":[2]}""",
            program.Write(program.Read("""{"id":1,"tags":["y"],"filled":{"numbers":[2],"map":{"b":2},"inner":{"a":5}},"replaced":[2]}""")));
    }

    [Fact]
    public void What_is_there_can_be_filled_in_a_type_of_another_assembly()
    {
        var library = GeneratorRun.Of(
            "Filled.Library",
            [],
            "using System.Text.Json.Serialization; namespace Library; [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public sealed class Filled { public List<int> Numbers { get; } = [1]; }");
        var program = JobProgram.Of(library, """[Job("populate")] public sealed partial record Sample(Library.Filled Filled);""");

        Assert.Equal("""{"filled":{"numbers":[1,2]}}""", program.Write(program.Read("""{"filled":{"numbers":[2]}}""")));
    }

    [Fact]
    public void Callbacks_are_called()
    {
        var program = JobProgram.Of(
            """
            public sealed class Inner : IJsonOnSerializing, IJsonOnDeserialized { public string Log { get; set; } = ""; public void OnSerializing() => Log += "w"; public void OnDeserialized() => Log += "r"; }
            [Job("callbacks")] public sealed partial record Sample(Inner Inner) : IJsonOnDeserializing, IJsonOnSerialized
            {
                [JsonIgnore] public string Calls { get; set; } = "";
                public void OnDeserializing() => Calls += "d";
                public void OnSerialized() => Calls += "s";
            }
            """);

        var job = program.Read("""{"inner":{"log":""}}""");
        var json = program.Write(job);

        Assert.Equal("""{"inner":{"log":"rw"}}""", json);
        Assert.Equal("ds", JobProgram.Member(job, "Calls"));
    }

    [Fact]
    public void The_marked_constructor_is_called()
    {
        var program = JobProgram.Of(
            """
            public sealed record Two(int A, int B = 2) { [JsonConstructor] public Two(int a) : this(a, 7) { } }
            public sealed class Marked { public Marked() { } [JsonConstructor] internal Marked(string name) => Name = name + "!"; public string? Name { get; } }
            [Job("constructor")] public sealed partial record Sample(Two Two, Marked Marked);
            """);

        var job = program.Read("""{"two":{"a":1},"marked":{"name":"x"}}""");

        Assert.Equal(7, JobProgram.Member(job, "Two.B"));
        Assert.Equal("x!", JobProgram.Member(job, "Marked.Name"));
    }

    [Fact]
    public void Members_that_code_may_not_name_are_carried()
        => JobProgram.Of(
            """
            public sealed class Old
            {
                [Obsolete("Use Size.", error: true)] public int Width { get; set; } = 3;
                [Obsolete("Use Size.", error: true)] public string? Text { get; init; }
                [System.Diagnostics.CodeAnalysis.Experimental("ACME001")] public int Next { get; set; } = 4;
            }

            [Job("barred")] public sealed partial record Sample(Old Old, [property: Obsolete("Gone.", error: true)] int Gone);
            public static class Samples { public static Sample Full { get; } = new(new(), 1); }
            """).AssertRoundTrips();

    [Fact]
    public void Json_itself_is_carried()
        => JobProgram.Of(
            """
            using System.Text.Json;
            using System.Text.Json.Nodes;

            [Job("json")]
            public sealed partial record Sample(
                JsonElement Element, JsonElement? None, JsonNode? Node, JsonObject Object, JsonArray? Array, JsonDocument? Document, JsonValue? Value, Memory<byte> Bytes, ReadOnlyMemory<byte>? More)
            {
                public List<JsonElement> Elements { get; init; } = [];
                public Dictionary<string, JsonNode?>? Nodes { get; init; }
            }

            public static class Samples
            {
                public static Sample Full { get; } = new(
                    JsonElement.Parse("[1, {\"a\": null}]"), null, JsonNode.Parse("{\"b\":1.0}"), new JsonObject { ["c"] = 1 }, new JsonArray(1, 2), JsonDocument.Parse("3"), JsonValue.Create("d"),
                    new byte[] { 1, 2, 3 }, new byte[] { 4 }) { Elements = [JsonElement.Parse("null")], Nodes = new() { ["e"] = null, ["f"] = 1 } };
                public static Sample Few { get; } = new(JsonElement.Parse("1"), JsonElement.Parse("\"x\""), null, [], null, null, null, default, null);
            }
            """).AssertRoundTrips();
}
