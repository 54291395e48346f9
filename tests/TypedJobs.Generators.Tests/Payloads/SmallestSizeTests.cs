using System.Globalization;
using System.Text;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>The warning of a payload that no server takes by default, and the count of bytes behind it.</summary>
public sealed class SmallestSizeTests
{
    private const int Boundary = 65_535;

    /// <summary>Of every kind of member the smallest value there is.</summary>
    private const string Smallest =
        """
        public enum Color { Red, Green }
        public sealed record Part(int X, string Text);
        public sealed record Every(
            bool A, byte B, long C, double D, decimal E, char F, string G, Guid H, DateTime I, DateTimeOffset J, DateOnly K, TimeOnly L, TimeSpan M, Version N, Uri O,
            Color P, int[] Q, List<Part> R, Dictionary<string, int> S, Part T, int? U, string? V, Part? W, byte[] X, [property: JsonPropertyName("ü")] int Y)
        {
            public static Every Smallest { get; } = new(
                true, 0, 0, 0, 0, 'a', "", default, default, default, default, default, default, new(0, 0), new("", UriKind.Relative),
                Color.Red, [], [], [], new(0, ""), 0, "", null, [], 0);
            [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Z { get; init; }
        }
        """;

    [Fact]
    public async Task The_count_is_never_more_than_the_smallest_value_has()
    {
        var program = JobProgram.Of(Smallest + "public static class Samples { public static Sample Smallest => new(Every.Smallest); } [Job(\"a\")] public sealed partial record Sample(Every Every);");
        var json = Encoding.UTF8.GetBytes(program.Write(program.Sample("Smallest")));

        // All of it can be counted but a null object, which has four bytes where two are counted, and the letter beyond ASCII, which is escaped.
        Assert.InRange(await CountAsync(Smallest, "Every Every"), json.Length - 10, json.Length);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task The_boundary_is_that_of_the_server(int more, bool isReported)
    {
        // {"specversion":"1.0","id":"…","source":"typedjobs","type":"a","data":{"x…":0}}
        const int Around = 105 + 7 - 1;
        var job = $"using System.Text.Json.Serialization; [Job(\"a\")] public sealed partial record {(isReported ? "{|TJ0021:A|}" : "A")}([property: JsonPropertyName(\"{new string('x', Boundary - Around + more)}\")] int X);";
        var messages = await AnalyzerRun.ExpectAsync(job);

        Assert.Equal(
            isReported
                ? ["The smallest possible 'A' is 65536 bytes long, and a server takes 65535 unless it is told otherwise (beanstalkd -z), so enqueueing would fail: carry less, or carry where the content is kept"]
                : [],
            messages);
    }

    [Theory]
    [InlineData("public sealed record G(string[] Texts, byte[] Bytes); [Job(\"a\")] public sealed partial record A(G[] All, Dictionary<string, G> Other);")]
    [InlineData("public sealed record G(Guid A, Guid B, Guid C, Guid D); public sealed record H(G A, G B, G C, G D); public sealed record I(H A, H B, H C, H D); [Job(\"a\")] public sealed partial record A(I X, I? Y, List<I> Z);")]
    public async Task What_may_be_small_is_fine(string program)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(program));

    /// <summary>The count, as the warning says it of a payload that is lengthened beyond what a server takes.</summary>
    private static async Task<int> CountAsync(string types, string members)
    {
        const int Added = 70_000;
        var program = new StringBuilder("using System.Text.Json.Serialization; namespace Acme;\n").Append(types)
            .Append("[Job(\"a\", Format = JobFormat.Bare)] public sealed partial record Sample(")
            .Append(members)
            .Append(", [property: System.Text.Json.Serialization.JsonPropertyName(\"").Append('x', Added).Append("\")] int More);")
            .ToString();
        var reported = (await AnalyzerRun.OfAsync("Acme", [], program))
            .Single(static diagnostic => diagnostic.Id == "TJ0021");
        var count = reported.GetMessage(CultureInfo.InvariantCulture).Split("is ")[1].Split(' ')[0];
        return int.Parse(count, CultureInfo.InvariantCulture) - Added - ""","":0""".Length;
    }
}
