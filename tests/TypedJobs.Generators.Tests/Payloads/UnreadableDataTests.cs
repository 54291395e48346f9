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
        [Job("order.create")] public sealed partial record Sample(
            string Name, Color Color = default, List<Line>? Lines = null, Node? Node = null, decimal Price = 0, double Rate = 0, Int128 Big = default, byte[]? Bytes = null, DateTime At = default, Uri? Uri = null, List<Range>? Ranges = null)
        {
            public int[][]? Deep { get; init; }
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
