using System.Text.Json;
using System.Text.Json.Serialization;
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
        public sealed record Frozen(System.Collections.Frozen.FrozenSet<int> Set);
        public readonly record struct Point(int X);
        [Job("differences")] public sealed partial record Sample(Optional? Optional = null, Needed? Needed = null, Kept? Kept = null, Frozen? Frozen = null, Point? Point = null, List<string>? Texts = null);
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
    public void A_frozen_set_is_read()
    {
        const string Json = """{"frozen":{"set":[1]}}""";
        Assert.Contains("\"set\":[1]", Program.Write(Program.Read(Json)), StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => ReadTheirs(Json));
    }

    [Fact]
    public void The_positions_of_a_record_struct_are_required()
    {
        const string Json = """{"point":{}}""";
        Assert.Contains("'x'", Program.AssertRefused(Json), StringComparison.Ordinal);
        Assert.Equal(0, JobProgram.Member(ReadTheirs(Json), "Point.X"));
    }

    [Fact]
    public void Null_among_elements_is_no_difference()
    {
        const string Json = """{"texts":[null]}""";
        Assert.Equal([null], (List<string?>)JobProgram.Member(Program.Read(Json), "Texts")!);
        Assert.Equal([null], (List<string?>)JobProgram.Member(ReadTheirs(Json), "Texts")!);
    }

    private static object ReadTheirs(string json) => JsonSerializer.Deserialize(json, Theirs.GetTypeInfo(Program.JobType)!)!;
}
