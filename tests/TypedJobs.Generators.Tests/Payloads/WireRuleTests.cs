using System.Text.Json;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>The rules of the wire: what a payload must, may and must not contain.</summary>
public sealed class WireRuleTests
{
    private static readonly JobProgram Program = JobProgram.Of(
        """
        public enum Color { Red, DarkGreen }
        [Flags] public enum Sides { None = 0, Left = 1, Right = 2, Both = 3 }
        public enum Twins { One = 1, Uno = 1, Two = 2 }
        public enum Spelled { [JsonStringEnumMemberName("very-large")] Large, Small }

        public sealed record Line(string Product, int Count = 1);
        public sealed class Stamp { public int Number { get; init; } public string Text { get; set; } = "none"; public int? Place { get; set; } }
        public sealed class Filled { public Filled() { Number = 5; } public int Number { get; init; } }

        [Job("rules")]
        public sealed partial record Sample(string Name, int Count, Color Color, string? Note, int? Limit, Line? Line = null, Sides Sides = Sides.Left)
        {
            public string Title { get; init; } = "untitled";
            public Twins Twins { get; init; } = Twins.Two;
            public Spelled? Spelled { get; init; }
            public List<string> Tags { get; init; } = [];
            public Stamp? Stamp { get; init; }
            public Filled? Filled { get; init; }
            public Dictionary<Color, int>? Counts { get; init; }
            public Dictionary<Sides, int>? BySides { get; init; }
        }

        public static class Samples
        {
            public static Sample Full { get; } = new("n", 1, Color.DarkGreen, "x", 2, new("p"), Sides.Both) { Twins = Twins.One };
            public static Sample Combined { get; } = new("n", 1, Color.Red, null, null, null, (Sides)3);
            public static Sample Keyed { get; } = new("n", 1, Color.Red, null, null) { Counts = new() { [Color.Red] = 1, [Color.DarkGreen] = 2 }, BySides = new() { [Sides.Both] = 1, [Sides.None] = 2 } };
            public static Sample None { get; } = new("n", 1, Color.Red, null, null, null, Sides.None) { Spelled = Spelled.Small, Tags = ["a"] };
        }

        public static class Wrong
        {
            public static Sample Null => new(null!, 1, Color.Red, null, null);
            public static Sample NullInside => new("n", 1, Color.Red, null, null, new(null!));
            public static Sample NullList => new("n", 1, Color.Red, null, null) { Tags = null! };
            public static Sample Undefined => new("n", 1, (Color)7, null, null);
            public static Sample UndefinedFlags => new("n", 1, Color.Red, null, null, null, (Sides)65);
            public static Sample UndefinedTwin => new("n", 1, Color.Red, null, null) { Twins = (Twins)9 };
            public static Sample UndefinedKey => new("n", 1, Color.Red, null, null) { Counts = new() { [(Color)7] = 1 } };
        }
        """);

    [Fact]
    public void What_is_written_is_what_the_serializer_writes() => Program.AssertRoundTrips();

    [Fact]
    public void A_nullable_member_without_a_default_is_optional()
    {
        var job = Program.Read("""{"name":"n","count":1,"color":"Red"}""");

        Assert.Null(JobProgram.Member(job, "Note"));
        Assert.Null(JobProgram.Member(job, "Limit"));
        Assert.Equal("untitled", JobProgram.Member(job, "Title"));
    }

    /// <summary>A plain positional record and any other record go different ways through the generator.</summary>
    [Theory]
    [InlineData("public sealed partial record Sample(string Text, int[] Numbers, int Count);")]
    [InlineData("public sealed partial record Sample(string Text, [property: JsonPropertyName(\"numbers\")] int[] Numbers, int Count);")]
    [InlineData("public sealed partial record Sample { public string Text { get; init; } public int[] Numbers { get; set; } public int Count { get; init; } }")]
    public void Without_annotations_a_reference_may_be_null_and_absent(string record)
    {
        var program = JobProgram.Of($"#nullable disable\n[Job(\"oblivious\")] {record}");

        var job = program.Read("""{"count":1}""");
        Assert.Null(JobProgram.Member(job, "Text"));
        Assert.Null(JobProgram.Member(program.Read("""{"count":1,"text":null,"numbers":null}"""), "Numbers"));
        Assert.Equal("""{"text":null,"numbers":null,"count":1}""", program.Write(job));
        Assert.Contains("'count'", program.AssertRefused("{}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_constructor_with_a_body_may_give_defaults()
    {
        var job = Program.Read("""{"name":"n","count":1,"color":"Red","filled":{}}""");

        Assert.Equal(5, JobProgram.Member(JobProgram.Member(job, "Filled")!, "Number"));
    }

    [Theory]
    [InlineData("""{"count":1,"color":"Red"}""", "'name'")]
    [InlineData("""{"name":"n","color":"Red"}""", "'count'")]
    [InlineData("""{"name":"n","count":1}""", "'color'")]
    [InlineData("""{"name":"n","count":1,"color":"Red","line":{}}""", "'product'")]
    [InlineData("""{"name":"n","count":1,"color":"Red","stamp":{"text":"t"}}""", "'number'")]
    public void A_member_without_a_default_must_be_there(string json, string named)
    {
        var message = Program.AssertRefused(json);

        Assert.Contains("missing required properties", message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":null,"count":1,"color":"Red"}""", "'name'")]
    [InlineData("""{"name":"n","count":null,"color":"Red"}""", "$.count")]
    [InlineData("""{"name":"n","count":1,"color":null}""", "$.color")]
    [InlineData("""{"name":"n","count":1,"color":"Red","title":null}""", "'title'")]
    [InlineData("""{"name":"n","count":1,"color":"Red","tags":null}""", "'tags'")]
    [InlineData("""{"name":"n","count":1,"color":"Red","line":{"product":null}}""", "'product'")]
    public void Null_is_refused_where_the_type_says_so(string json, string named)
        => Assert.Contains(named, Program.AssertRefused(json), StringComparison.Ordinal);

    [Theory]
    [InlineData("Null", "'Sample.Name' is null, which its type does not allow. Declare it nullable, or give it a value.")]
    [InlineData("NullInside", "'Line.Product' is null, which its type does not allow. Declare it nullable, or give it a value.")]
    [InlineData("NullList", "'Sample.Tags' is null, which its type does not allow. Declare it nullable, or give it a value.")]
    [InlineData("Undefined", "7 is no value of the enum 'Acme.Color', and enums are written as names. Declare the value, or use another.")]
    [InlineData("UndefinedTwin", "9 is no value of the enum 'Acme.Twins', and enums are written as names. Declare the value, or use another.")]
    [InlineData("UndefinedKey", "7 is no value of the enum 'Acme.Color', and enums are written as names. Declare the value, or use another.")]
    [InlineData("UndefinedFlags", "65 is not made of flags of the enum 'Acme.Sides', and enums are written as names. Declare the flag that has none, or use others.")]
    public void What_could_not_be_read_is_not_written(string job, string message)
        => Assert.Equal(message, Assert.Throws<JsonException>(() => Program.Write(Program.Wrong(job))).Message);

    [Theory]
    [InlineData("\"DARKGREEN\"", "DarkGreen")]
    [InlineData("\"red\"", "Red")]
    public void Enums_are_read_without_regard_to_case(string json, string value)
        => Assert.Equal(value, JobProgram.Member(Program.Read($$"""{"name":"n","count":1,"color":{{json}}}"""), "Color")!.ToString());

    [Fact]
    public void A_name_that_was_given_to_an_enums_value_is_read_as_it_is_written()
    {
        Assert.Equal("Large", JobProgram.Member(Program.Read("""{"name":"n","count":1,"color":"Red","spelled":"very-large"}"""), "Spelled")!.ToString());
        Assert.Contains("$.spelled", Program.AssertRefused("""{"name":"n","count":1,"color":"Red","spelled":"VERY-LARGE"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Enums_as_keys_are_read_like_enums_as_values()
    {
        var job = Program.Read("""{"name":"n","count":1,"color":"Red","counts":{"Red":1,"darkgreen":2},"bySides":{"right, left":3,"Lef\u0074":4}}""");

        Assert.Contains("\"counts\":{\"Red\":1,\"DarkGreen\":2},\"bySides\":{\"Both\":3,\"Left\":4}", Program.Write(job), StringComparison.Ordinal);
        Assert.Contains("$.counts", Program.AssertRefused("""{"name":"n","count":1,"color":"Red","counts":{"0":1}}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"1\"")]
    [InlineData("\"Blue\"")]
    [InlineData("\"\"")]
    [InlineData("true")]
    public void Anything_but_a_name_of_the_enum_is_refused(string json)
        => Assert.Contains("$.color", Program.AssertRefused($$"""{"name":"n","count":1,"color":{{json}}}"""), StringComparison.Ordinal);

    [Fact]
    public void Unknown_members_are_skipped()
        => Assert.Equal("n", JobProgram.Member(Program.Read("""{"new":{"a":[1,{}]},"name":"n","count":1,"color":"Red","more":null}"""), "Name"));

    [Fact]
    public void A_duplicate_member_is_refused()
        => Assert.Contains("name", Program.AssertRefused("""{"name":"n","count":1,"color":"Red","name":"m"}"""), StringComparison.Ordinal);

    [Fact]
    public void A_value_of_the_wrong_kind_is_refused_with_its_path()
        => Assert.Contains("$.line.count", Program.AssertRefused("""{"name":"n","count":1,"color":"Red","line":{"product":"p","count":"1"}}"""), StringComparison.Ordinal);

    [Fact]
    public void A_member_in_another_case_is_another_member()
        => Assert.Contains("'name'", Program.AssertRefused("""{"Name":"n","count":1,"color":"Red"}"""), StringComparison.Ordinal);

    [Fact]
    public void Hostile_depth_is_refused()
        => Program.AssertRefused($$"""{"deep":{{string.Concat(Enumerable.Repeat("[", 1000))}}""");
}
