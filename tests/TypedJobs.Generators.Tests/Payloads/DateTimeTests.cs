using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>TJ0022, a suggestion: a DateTime on its way to another machine.</summary>
public sealed class DateTimeTests
{
    [Fact]
    public async Task The_member_is_named_with_what_to_use()
        => Assert.Equal(
            [
                "'Mail.At' is a DateTime, which does not say which time zone it means, so that a worker elsewhere may take it for another time: "
                    + "use DateTimeOffset, or DateOnly for a day",
            ],
            await AnalyzerRun.ExpectAsync("""[Job("mail")] public sealed partial record Mail(string To, DateTime {|TJ0022:At|});"""));

    [Theory]
    [InlineData("DateTime? {|TJ0022:At|}")]
    [InlineData("List<DateTime> {|TJ0022:At|}")]
    [InlineData("Dictionary<string, DateTime?[]>? {|TJ0022:At|} = null")]
    public async Task It_is_found_in_what_holds_it(string parameter)
        => Assert.Single(await AnalyzerRun.ExpectAsync($$"""[Job("a")] public sealed partial record A({{parameter}});"""));

    [Fact]
    public async Task A_member_of_a_shared_type_is_reported_once()
        => Assert.Equal(
            ["'Line.At' is a DateTime, which does not say which time zone it means, so that a worker elsewhere may take it for another time: use DateTimeOffset, or DateOnly for a day"],
            await AnalyzerRun.ExpectAsync(
                """
                public record Line { public DateTime {|TJ0022:At|} { get; init; } }
                public sealed record Long(int X) : Line;
                [Job("a")] public sealed partial record A(Line First, Line[] Others, Long Last);
                [Job("b")] public sealed partial record B(Dictionary<int, Line> Lines);
                """));

    [Theory]
    [InlineData("[Job(\"a\")] public sealed partial record A(DateTimeOffset At, DateOnly Day, TimeOnly Time, TimeSpan Span);")]
    [InlineData("public sealed record NoJob(DateTime At); [Job(\"a\")] public sealed partial record A(int X);")]
    [InlineData("[Job(\"a\")] public sealed partial record A(int X) { [JsonIgnore] public DateTime At => default; internal DateTime Other { get; set; } public static DateTime Third => default; }")]
    [InlineData("[Job(\"a\")] public sealed partial record A(int X) { public DateTime At() => default; }")]
    [InlineData("[Job(\"a\")] public sealed partial record A([property: JsonConverter(typeof(Own))] DateTime At); public sealed class Own : JsonConverter<DateTime> { public override DateTime Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => default; public override void Write(System.Text.Json.Utf8JsonWriter writer, DateTime value, System.Text.Json.JsonSerializerOptions options) { } }")]
    public async Task What_does_not_travel_as_one_is_fine(string program)
        => Assert.Empty(await AnalyzerRun.ExpectAsync("using System.Text.Json.Serialization;\n" + program));

    [Fact]
    public async Task A_type_of_another_assembly_cannot_be_changed_here()
    {
        var contracts = GeneratorRun.Of("Contracts", [], "namespace Contracts; public sealed record Line(DateTime At);");

        Assert.Empty(await AnalyzerRun.ExpectAsync("Acme", [contracts.AsReference()], """[Job("a")] public sealed partial record A(Contracts.Line Line);"""));
    }
}
