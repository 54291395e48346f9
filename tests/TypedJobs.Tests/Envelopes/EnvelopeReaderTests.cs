using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using TypedJobs.Envelopes;
using Xunit;

namespace TypedJobs.Tests.Envelopes;

public sealed class EnvelopeReaderTests
{
    [Fact]
    public void Type_and_data_are_enough()
    {
        var envelope = Read("""{"type":"thumbnail.create","data":{"source":"cat.jpg","width":320}}""");

        Assert.Equal("thumbnail.create", Text(envelope.Type));
        Assert.Equal("""{"source":"cat.jpg","width":320}""", Text(envelope.Data));
        Assert.Equal(1, envelope.Version);
        Assert.Null(envelope.Id);
    }

    [Fact]
    public void Members_come_in_any_order_with_strangers_between_them()
    {
        string[] members =
        [
            "\"type\":\"image/resize\"", "\"data\": [1, {\"data\":2}]", "\"id\":\"e-1\"", "\"jobversion\":3", "\"specversion\":\"1.0\"",
            "\"subject\":{\"type\":[\"not this\"],\"data\":{}}", "\"time\":\"2031-05-06T07:08:09Z\"", "\"source\":\"/php\"",
        ];
        Gen.Shuffle(members).Sample(
            order =>
            {
                var envelope = Read("{ " + string.Join(" ,\n", order) + " }\n");
                Assert.Equal("image/resize", Text(envelope.Type));
                Assert.Equal("[1, {\"data\":2}]", Text(envelope.Data));
                Assert.Equal("e-1", envelope.Id);
                Assert.Equal(3, envelope.Version);
            },
            iter: 200);
    }

    [Theory]
    [InlineData("""{"type":"image\/resize","data":1}""")]
    [InlineData("""{"\u0074ype":"\u0069mage/resize","d\u0061ta":1}""")]
    public void Escapes_are_read(string body)
    {
        var envelope = Read(body);

        Assert.Equal("image/resize", Text(envelope.Type));
        Assert.Equal("1", Text(envelope.Data));
    }

    [Theory]
    [InlineData("12", 12)]
    [InlineData("\"12\"", 12)]
    [InlineData("null", 1)]
    public void A_version_is_a_number_or_its_text(string version, int expected)
        => Assert.Equal(expected, Read($$"""{"type":"a","jobversion":{{version}},"data":1}""").Version);

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public void An_id_that_is_null_or_empty_counts_as_absent(string id)
        => Assert.Null(Read($$"""{"type":"a","id":{{id}},"data":1}""").Id);

    [Theory]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("-1.5e3")]
    [InlineData("true")]
    public void Data_is_any_JSON_value(string data)
        => Assert.Equal(data, Text(Read($$"""{"type":"a", "data" : {{data}} }""").Data));

    [Fact]
    public void Name_and_data_are_parts_of_the_body()
    {
        var body = """{"type":"a","data":{}}"""u8.ToArray();

        var envelope = EnvelopeReader.Read(body);

        Assert.True(MemoryMarshal.TryGetArray(envelope.Data, out var data));
        Assert.True(MemoryMarshal.TryGetArray(envelope.Type, out var type));
        Assert.Same(body, data.Array);
        Assert.Same(body, type.Array);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("   ", "not JSON")]
    [InlineData("no json", "not JSON", "BytePositionInLine: 1")]
    [InlineData("[1]", "an array", "'type' and 'data'")]
    [InlineData("\"text\"", "a string")]
    [InlineData("4711", "a number")]
    [InlineData("null", "null")]
    [InlineData("{}", "no 'type'")]
    [InlineData("""{"data":{}}""", "no 'type'")]
    [InlineData("""{"type":null,"data":{}}""", "no 'type'")]
    [InlineData("""{"type":"a"}""", "no 'data'")]
    [InlineData("""{"type":4711,"data":{}}""", "'type' at byte 8 is a number", "must be the job's name")]
    [InlineData("""{"type":["a"],"data":{}}""", "'type' at byte 8 is an array")]
    [InlineData("""{"type":"a","type":"b","data":{}}""", "'type' comes twice", "byte 12")]
    [InlineData("""{"type":"a","data":1,"data":2}""", "'data' comes twice")]
    [InlineData("""{"type":"a","id":1,"data":2}""", "'id' at byte 17 is a number", "must be a string")]
    [InlineData("""{"type":"a","id":"1","id":"1","data":2}""", "'id' comes twice")]
    [InlineData("""{"type":"a","jobversion":0,"data":2}""", "'jobversion'", "from 1")]
    [InlineData("""{"type":"a","jobversion":1.5,"data":2}""", "'jobversion'")]
    [InlineData("""{"type":"a","jobversion":"-2","data":2}""", "'jobversion'")]
    [InlineData("""{"type":"a","jobversion":99999999999,"data":2}""", "'jobversion'")]
    [InlineData("""{"type":"a","jobversion":true,"data":2}""", "'jobversion'", "a boolean")]
    [InlineData("""{"type":"a","jobversion":2,"jobversion":2,"data":2}""", "'jobversion' comes twice")]
    [InlineData("""{"type":"a","data":{}} x""", "not JSON", "'x'")]
    [InlineData("""{"type":"a","data":{}}{}""", "not JSON")]
    [InlineData("""{"type":"a","data":{}""", "not JSON")]
    [InlineData("""{"type":"a","data":{},}""", "not JSON")]
    [InlineData("""{"type":"a","data":}""", "not JSON")]
    [InlineData("""{"type":"\ud800","data":1}""", "no text")]
    public void What_cannot_be_read_is_told_precisely(string body, params string[] parts)
    {
        var error = Assert.Throws<UnreadableJobException>(() => Read(body));

        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_told_with_their_place()
    {
        byte[] body = [.. """{"type":"a","data":"å"""u8, 0xFF, .. "\"}"u8];

        var error = Assert.Throws<UnreadableJobException>(() => EnvelopeReader.Read(body));

        Assert.Contains("not UTF-8: byte 22", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_is_bounded()
    {
        var body = $$"""{"type":"a","data":{{new string('[', 5000)}}{{new string(']', 5000)}}}""";

        Assert.Contains("depth", Assert.Throws<UnreadableJobException>(() => Read(body)).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Damaged_bodies_are_read_or_refused_but_never_anything_else()
    {
        var body = """{"specversion":"1.0","id":"\u0041","source":"s","type":"image\/resize","jobversion":"2","x":[{}],"data":{"a":"ü"}}"""u8.ToArray();
        Gen.Select(Gen.Int[0, body.Length - 1], Gen.Byte, Gen.Int[0, body.Length]).Sample(
            (at, value, length) =>
            {
                var damaged = body[..length];
                if (at < length)
                {
                    damaged[at] = value;
                }

                try
                {
                    EnvelopeReader.Read(damaged);
                }
                catch (UnreadableJobException)
                {
                }
            },
            iter: 20_000);
    }

    private static Envelope Read(string body) => EnvelopeReader.Read(Encoding.UTF8.GetBytes(body));

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
