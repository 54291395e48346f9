using System.Reflection;
using System.Text;
using TypedJobs.CompilerServices;
using TypedJobs.Envelopes;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>Data that is not what the record says fails with a message from which it can be mended, and never in any other way.</summary>
public sealed class UnreadableDataTests
{
    private static readonly JobProgram Program = JobProgram.Of(
        """
        public enum Color { Red }
        public sealed record Line(string Product, int Count);
        public sealed record Node(Node? Next, int Id = 0);
        public sealed class Range
        {
            public Range(int from, int to) => (From, To) = from <= to ? (from, to) : throw new ArgumentException("from is after to");
            public int From { get; }
            public int To { get; }
        }
        public sealed class Strict
        {
            public int Percent { get; set => field = value <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(value), "more than all"); }
            public string Text { get; init => field = value.Length > 0 ? value : throw new NotSupportedException("it is empty"); } = "none";
        }
        public struct Made { public Made() => throw new InvalidOperationException("not today"); public int A { get; set; } }
        public sealed class Called : IJsonOnDeserializing, IJsonOnDeserialized
        {
            public int A { get; set; }
            public int B { get; set; }
            void IJsonOnDeserializing.OnDeserializing() { if (DateTime.MinValue.Year != 1) { throw new InvalidOperationException(); } }
            public void OnDeserialized() { if (A > B) { throw new InvalidOperationException("A is after B"); } }
        }
        public sealed class Before : IJsonOnDeserializing { public int A { get; set; } public void OnDeserializing() => throw new InvalidOperationException("too early"); }
        public sealed class Hex : JsonConverter<int>
        {
            public override int Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => Convert.ToInt32(reader.GetString(), 16);
            public override void Write(System.Text.Json.Utf8JsonWriter writer, int value, System.Text.Json.JsonSerializerOptions options) => writer.WriteStringValue(value.ToString("x"));
        }
        [JsonConverter(typeof(WordConverter))] public sealed record Word(string Text);
        public sealed class WordConverter : JsonConverter<Word>
        {
            public override bool HandleNull => true;
            public override Word Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => new(reader.GetString() ?? throw new ArgumentException("no word"));
            public override void Write(System.Text.Json.Utf8JsonWriter writer, Word value, System.Text.Json.JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
        }
        public enum Many { A0, A1, A2, [JsonStringEnumMemberName("a three")] A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, A17, A18 }
        [Job("order.create")] public sealed partial record Sample(
            string Name, Color Color = default, List<Line>? Lines = null, Node? Node = null, decimal Price = 0, double Rate = 0, Int128 Big = default, byte[]? Bytes = null, DateTime At = default, Uri? Uri = null, List<Range>? Ranges = null)
        {
            public int[][]? Deep { get; init; }
            public Strict[]? Strict { get; init; }
            public Made? Made { get; init; }
            public Dictionary<string, Called>? Called { get; init; }
            public Before? Before { get; init; }
            [JsonConverter(typeof(Hex))] public int? Hex { get; init; }
            public List<Word?>? Words { get; init; }
            public Many Many { get; init; } = Many.A1;
            public Dictionary<Color, int>? Colors { get; init; }
        }
        """);

    private static readonly Func<byte[], object> Read = typeof(UnreadableDataTests)
        .GetMethod(nameof(ReadAs), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(Program.JobType).CreateDelegate<Func<byte[], object>>();

    [Theory]
    [InlineData("""{"name":"n","lines":[{"product":"p","count":1},{"product":"q","count":"two"}]}""", "$.lines[1].count (a string): The JSON value could not be converted to System.Int32")]
    [InlineData("{\n  \"name\": \"n\",\n  \"lines\": [{ \"product\": \"p\", \"count\": true }]\n}", "$.lines[0].count (a boolean): The JSON value could not be converted to System.Int32")]
    [InlineData("""{"name":"n","color":"Blue"}""", "$.color (a string): The JSON value could not be converted to Acme.Color")]
    [InlineData("""{"name":"n","color":0}""", "$.color (a number): The JSON value could not be converted to Acme.Color")]
    [InlineData("""{"name":null}""", "$.name (null)")]
    [InlineData("""{"lines":[]}""", "'name'")]
    [InlineData("""{"name":"n","name":"m"}""", "$.name")]
    [InlineData("""{"name":"n","price":1e400}""", "$.price (a number)")]
    [InlineData("""{"name":"n","big":170141183460469231731687303715884105728}""", "$.big (a number)")]
    [InlineData("""{"name":"n","bytes":"%%%"}""", "$.bytes (a string)")]
    [InlineData("""{"name":"n","at":"tomorrow"}""", "$.at (a string)")]
    [InlineData("""{"name":"n","deep":[[1],[2,"x"]]}""", "$.deep[1][1] (a string)")]
    [InlineData("""{"name":"n" """, "at $: Expected depth to be zero")]
    [InlineData("[]", "$ (an array): The JSON value could not be converted to Acme.Sample")]
    [InlineData("""{"name":["n"]}""", "$.name (an array)")]
    [InlineData("""{"name":"n","lines":{}}""", "$.lines (an object)")]
    [InlineData("""{"name":"n","lines":[{"product":"p"}]}""", "at $.lines[0]: JSON deserialization for type 'Acme.Line' was missing required properties including: 'count'")]
    [InlineData("""{"name":"n","lines":[5]}""", "$.lines[0] (a number)")]
    [InlineData("""{"name":"n","node":{"id":1.0}}""", "$.node.id (a number)")]
    [InlineData("""{"name":"\uD800"}""", "$.name (a string)")]
    [InlineData("""{"name":"n"}{}""", "'{' is invalid after a single JSON value")]
    [InlineData("""{"name":"n",}""", "trailing comma")]
    [InlineData("""{"name":"n","rate":NaN}""", "$.rate: 'N' is an invalid start of a value")]
    [InlineData("""{"name":"n","ranges":[{"from":1,"to":2},{"from":2,"to":1}]}""", "at $.ranges[1]: the constructor of 'Acme.Range' refused its values (ArgumentException): from is after to")]
    [InlineData("""{"name":"n","strict":[{"percent":1},{"text":"t","percent":101}]}""", "at $.strict[1].percent (a number): 'percent' of 'Acme.Strict' refused its value (ArgumentOutOfRangeException): more than all")]
    [InlineData("""{"name":"n","strict":[{"percent":1,"text":""}]}""", "at $.strict[0].text (a string): 'text' of 'Acme.Strict' refused its value (NotSupportedException): it is empty")]
    [InlineData("""{"name":"n","made":{"a":1}}""", "at $.made (an object): the constructor of 'Acme.Made' threw (InvalidOperationException): not today")]
    [InlineData("""{"name":"n","called":{"x y":{"a":2,"b":1}}}""", "at $.called['x y']: 'Acme.Called.OnDeserialized' threw (InvalidOperationException): A is after B")]
    [InlineData("""{"name":"n","before":{"a":2}}""", "at $.before (an object): 'Acme.Before.OnDeserializing' threw (InvalidOperationException): too early")]
    [InlineData("""{"name":"n","hex":"xyz"}""", "at $.hex (a string): the converter 'Acme.Hex' threw (FormatException)")]
    [InlineData("""{"name":"n","words":["w",null]}""", "at $.words[1] (null): the converter 'Acme.WordConverter' threw (ArgumentException): no word")]
    [InlineData("""{"name":"n","color":"Blue"}""", "to Acme.Color, whose names are 'Red'.")]
    [InlineData("""{"name":"n","many":"A99"}""", "to Acme.Many, whose names are 'A0', 'A1', 'A2', 'a three', 'A4', 'A5', 'A6', 'A7', 'A8', 'A9' and 9 more.")]
    [InlineData("""{"name":"n","colors":{"Blue":1}}""", "to Acme.Color, whose names are 'Red'.")]
    [InlineData("", "The input does not contain any JSON tokens")]
    [InlineData("null", "is null; it must be a Sample")]
    public void The_message_says_which_job_where_what_was_expected_and_what_was_found(string json, string said)
    {
        var message = Refused(json);

        Assert.StartsWith("The data of 'order.create' is ", message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"name\":\"n\",\"node\":{0}}", "{\"next\":", "null", "}")]
    [InlineData("{\"name\":\"n\",\"unknown\":{0}}", "[", "", "]")]
    [InlineData("{\"name\":\"n\",\"deep\":{0}}", "[", "", "]")]
    public void Hostile_depth_is_refused(string json, string open, string inner, string close)
    {
        var nested = string.Concat(Enumerable.Repeat(open, 100_000)) + inner + string.Concat(Enumerable.Repeat(close, 100_000));

        Assert.StartsWith("The data of 'order.create' is not a Sample", Refused(json.Replace("{0}", nested, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_number_is_refused_and_not_repeated()
    {
        var message = Refused($$"""{"name":"n","big":{{new string('9', 1_000_000)}}}""");

        Assert.Contains("$.big (a number)", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 500);
    }

    [Fact]
    public void A_hostile_text_is_read_as_long_as_it_is()
        => Assert.Equal(5_000_000, ((string)JobProgram.Member(Read(Encoding.UTF8.GetBytes($$"""{"name":"{{new string('x', 5_000_000)}}"}""")), "Name")!).Length);

    private static string Refused(string json) => Assert.Throws<UnreadableJobException>(() => Read(Encoding.UTF8.GetBytes(json))).Message;

    private static object ReadAs<T>(byte[] data)
        where T : IJob<T>
        => JobData.Read(data, T.Contract.Name, T.Contract.JsonTypeInfo);
}
